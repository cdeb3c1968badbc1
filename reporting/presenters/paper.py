"""The printed sheet's words: head, notes, version and check code; of the filing as it stands, or of a version sent."""

from portal import calendar
from portal.actor import Actor
from reporting.formspec.spec import FormSpec
from reporting.formspec.units import NOTE, money_columns
from reporting.models import Filing, FilingVersion
from reporting.queries.sheet import desk
from reporting.queries.versions import frozen_sheet
from reporting.renderers.sheet import Sheet
from reporting.renderers.wan import sheet_in_wan

State = Filing.State
UNSENT = (State.EMPTY, State.FILLING, State.RETURNED, State.CONFIRMING)  # what stands there is not what was sent


def paper_page(actor: Actor, filing: Filing) -> dict:
    """The filing as it stands: what the printed page, the workbook and the PDF draw."""
    page = desk(filing, actor)
    version = filing.sent_version
    unsent = version is None or filing.state in UNSENT
    words = "草稿,尚未上报。" if version is None else _sent(version)
    changed = "本页含上报后的修改,尚未再报。" if unsent and version else ""
    shown = _page(filing, page.spec, page.sheet, words + changed, filing.nil, filing.filler_name)
    return shown | {"draft": unsent, "code": "" if unsent else version.check_code}


def version_paper(filing: Filing, version: FilingVersion) -> dict:
    """A version as it was sent, whatever became of the filing since."""
    return sent_paper(filing, version, frozen_sheet(filing, version))


def sent_paper(filing: Filing, version: FilingVersion, sheet: Sheet) -> dict:
    """The same, of a sheet that was read with others."""
    shown = _page(filing, sheet.spec, sheet, _sent(version), version.nil, version.filler_name)
    return shown | {"draft": False, "code": version.check_code}


def _page(filing: Filing, spec: FormSpec, sheet: Sheet, words: str, nil: bool, filler: str) -> dict:
    period = filing.period
    window = f"统计期间:{calendar.day(period.counts_from, True)}至{calendar.day(period.counts_to, True)}。“—”为不适用。"
    reason = filing.nil_reason if nil else ""
    date = calendar.day(filing.filled_on, with_year=True) if filing.filled_on else ""
    return {
        "filing": filing,
        "spec": spec,
        "sheet": sheet,
        "unit": filing.unit.name,
        "date": date,
        "filler": filler,
        "line": f"填表单位(盖章):{filing.unit.name}    填表时间:{date}    填表人:{filler}",
        "nil": reason,
        "has_money": bool(money_columns(spec)),
        "notes": [*spec.notes, window, words, *_marks(filing, reason)],
    }


def _marks(filing: Filing, nil_reason: str) -> list[str]:
    """What the form is besides a form: 零报告, 补录."""
    found = [f"零报告:{nil_reason}"] if nil_reason else []
    return found + ([f"补录:{filing.backfill_reason}"] if filing.backfilled else [])


def _sent(version: FilingVersion) -> str:
    return f"版本校验码 {version.check_code}(第 {version.number} 版,{calendar.stamp(version.sent_at, True)} 上报)。"


def in_wan(page: dict) -> dict:
    """The same paper with its money in 万元."""
    sheet = sheet_in_wan(page["sheet"])
    return page | {"sheet": sheet, "spec": sheet.spec, "notes": [NOTE, *page["notes"]], "wan": True}


def version_page(filing: Filing, version: FilingVersion) -> dict:
    """What the paper with this check code must show, and whether it is the version that counts now."""
    return version_paper(filing, version) | {"version": version, "standing": standing(filing, version)}


def standing(filing: Filing, version: FilingVersion) -> tuple[str, str]:
    """(tone, words): received, waiting, or overtaken by which version."""
    if version.pk == filing.received_version_id:
        return "good", "这是省厅最近接收的一版,汇总用的就是它。"
    if version.pk == filing.sent_version_id:
        return "info", "这是最近上报的一版,省厅还没有接收。"
    newer = filing.received_version if version.received_at or filing.received_version else filing.sent_version
    if newer is not None and newer.number > version.number:
        return "warn", f"这一版已被第 {newer.number} 版(校验码 {newer.check_code})取代,纸面不能再用。"
    return "warn", "这一版已经撤回,没有被接收,纸面不能再用。"
