"""Whose form a workbook is, as far as its head says: another city's, another form's or another period's is refused."""

import re

from portal import calendar
from portal.queries import organisations
from portal.refusal import Refused
from portal.workbook.reader import ReadSheet
from reporting.formspec.spec import FormSpec
from reporting.imports.layout import HEAD_WITHIN, plain
from reporting.models import Filing
from reporting.queries.forms import newest_editions

_WINDOW = re.compile(r"统计期间:?(\d{4}年\d{1,2}月\d{1,2}日)至(\d{4}年\d{1,2}月\d{1,2}日)")


def refuse_foreign(sheets: list[ReadSheet], filing: Filing, spec: FormSpec) -> None:
    """Raises Refused where the head names another unit, form or period; a head that says nothing is no obstacle."""
    for sheet in sheets:
        words = [plain(value) for row in sheet.rows for value in row if isinstance(value, str)]
        top = [plain(value) for row in sheet.rows[:HEAD_WITHIN] for value in row if isinstance(value, str)]
        _refuse_form(top, spec)
        _refuse_unit(top, filing)
        _refuse_period(words, filing)


def _refuse_form(top: list[str], spec: FormSpec) -> None:
    if plain(spec.title) in top:
        return
    for edition in newest_editions():
        if edition.code != spec.code and any(word == plain(edition.title) for word in top):
            raise Refused([f"这是{edition.mark}《{edition.title}》,现在打开的是{spec.mark}。请到那张表上导入。"])


def _refuse_unit(top: list[str], filing: Filing) -> None:
    own = {plain(filing.unit.name), plain(filing.unit.region.name)}
    line = next((word for word in top if word.startswith("填表单位")), "")
    if not line or any(name in line for name in own):
        return
    others = [unit for unit in organisations.city_bureaus() if plain(unit.region.name) in line]
    if others:
        raise Refused([f"填表单位写的是{others[0].region.name},不是{filing.unit.region.name},没有读入。"])


def _refuse_period(words: list[str], filing: Filing) -> None:
    period = filing.period
    window = calendar.day(period.counts_from, True), calendar.day(period.counts_to, True)
    for word in words:
        found = _WINDOW.search(word)
        if found and found.groups() != window:
            raise Refused([f"表下注明的统计期间是{found[1]}至{found[2]},本期是{window[0]}至{window[1]},没有读入。"])
