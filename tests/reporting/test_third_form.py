"""A third form from YAML alone, taken through fill, check, confirm, send, return, total on the pages people use.

No line of the portal's Python names it: three-level heading, free rows, a decimal column, a cross-form check, 去重人数.
"""

import io
import json
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from portal import clock
from portal.actor import SYSTEM
from portal.postgres import ROOT
from reporting.models import Cell, Filing, FormEdition
from reporting.services import editions
from tests.builders.filings import a_filing, the_period
from tests.builders.world import the_world

pytestmark = pytest.mark.django_db
FORMS = Path(__file__).parent.parent / "fixtures/forms"
CODE, PERIOD = "training_ledger", "2020Y"
COLUMNS = ("c3", "c4", "c5", "c6", "c7", "c8", "c9")
WELDERS = ("40", "12", "36", "81.5", "20", "64,000.00", "无")
COOKS = ("30", "25", "31", "70.25", "15", "90000", "")  # c5 more than c3; c6 with a decimal too many


class Office:
    """The portal seen through the browser of whoever sits there."""

    def __init__(self, client, world):
        self.client, self.world = client, world

    def sits(self, actor) -> "Office":
        self.client.force_login(actor.account)
        return self

    def page(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()

    def post(self, address: str, **fields) -> str:
        return self.client.post(address, fields, follow=True).content.decode()

    def counts(self, filing: Filing) -> dict[str, int]:
        """What the page says below the grid after a save."""
        shown = self.page(f"/filings/{filing.pk}/next/")
        return {level: int(number) for level, number in re.findall(r'<li class="(\w+)"[^>]*>\S+ <b>(\d+)</b>', shown)}

    def save(self, filing: Filing, cells: list[dict]) -> dict:
        answer = self.client.post(f"/filings/{filing.pk}/cells/", json.dumps({"cells": cells}), "application/json")
        return answer.json()


@pytest.fixture
def office(client):
    with clock.frozen(clock.at(2020, 12, 3, 9)):
        world = the_world()
        assert editions.load(FORMS, SYSTEM) == 1
        the_period(PERIOD)
        yield Office(client, world)


def ledger_of(actor) -> Filing:
    return Filing.objects.get(form=CODE, unit=actor.organisation, period__code=PERIOD)


def typed(row: int, texts, version: int = 0) -> list[dict]:
    pairs = zip(COLUMNS, texts, strict=True)
    return [{"row": row, "column": column, "text": text, "version": version} for column, text in pairs]


def test_no_line_of_python_names_it():
    found = subprocess.run(
        ["grep", "-rlE", "training_ledger|台账\\(示例\\)", "portal", "pairing", "reporting", "--include=*.py"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.stdout == ""


def test_it_stands_beside_the_notice_s_own_forms(office):
    assert sorted(FormEdition.objects.values_list("code", flat=True)) == ["attachment2", "attachment3", CODE]
    assert Filing.objects.filter(form=CODE, period__code=PERIOD).count() == 13


def test_from_the_first_line_to_the_province_s_total(office):
    filing = ledger_of(office.world.clerk)
    base = f"/filings/{filing.pk}/"
    a_filing("佳木斯", "attachment3", PERIOD).filled()
    the_heading_has_three_rows(office.sits(office.world.clerk).page(base))
    welders, cooks = lines_are_added(office, filing, base)
    wrong_numbers_are_found_and_mended(office, filing, base, welders, cooks)
    it_is_explained_confirmed_and_sent(office, base)
    one_cell_comes_back_and_is_filed_again(office, filing, base, cooks)

    office.sits(office.world.reviewer).post(f"{base}steps/review/")
    office.post(f"{base}steps/receive/")
    assert ledger_of(office.world.clerk).state == Filing.State.RECEIVED
    totals = office.page(f"/totals/{CODE}/{PERIOD}/")
    assert "佳木斯" in totals and "154,000.00" in totals


def the_heading_has_three_rows(page: str) -> None:
    assert page.count("<thead") == 1 and page.split("<thead", 1)[1].split("</thead>")[0].count("<tr") == 3
    assert "当年培训情况" in page and "其中:女性" in page


def lines_are_added(office, filing: Filing, base: str):
    assert "已增加一行" in office.post(f"{base}rows/", label="焊工班(示例)")
    assert "已增加一行" in office.post(f"{base}rows/", label="中式烹调班(示例)")
    assert "已经有“焊工班(示例)”这一行" in office.post(f"{base}rows/", label="焊工班(示例)")
    return filing.rows.order_by("position")


def wrong_numbers_are_found_and_mended(office, filing: Filing, base: str, welders, cooks) -> None:
    """Units, separators and decimals are read; what cannot be read is refused at its cell; 强制 and blanks keep it."""
    first = office.save(filing, typed(welders.pk, WELDERS))
    assert not first["refused"] and first["saved_at"] == "09:00:00"
    second = office.save(filing, typed(cooks.pk, COOKS))
    assert [(one["column"], one["text"]) for one in second["refused"]] == [("c6", "70.25")]
    assert "1 位小数" in second["refused"][0]["reason"]
    assert second["levels"][f"{cooks.pk}-c5"] == "must"
    assert {"must": 1, "blank": 1}.items() <= office.counts(filing).items()
    refused = office.post(f"{base}steps/submit/")
    assert "还有 1 格空白" in refused and "合格人数 31 人多于培训人数 30 人" in refused
    mended = [("c5", "29", 1), ("c6", "70.2", 0)]
    office.save(filing, [{"row": cooks.pk, "column": c, "text": t, "version": v} for c, t, v in mended])
    assert office.counts(filing) == {"must": 0, "release": 0, "verify": 1, "hint": 0, "blank": 0}
    assert Cell.objects.get(row=cooks, column="c6").value == Decimal("70.2")


def it_is_explained_confirmed_and_sent(office, base: str) -> None:
    """核实: 154000 / 70 is over 2000 a head and wants a reason."""
    assert "要写说明" in office.post(f"{base}steps/submit/")
    office.post(f"{base}explain/", check="T-04", row="", reason="示例:含实训耗材费用")
    assert "已送负责人确认" in office.post(f"{base}steps/submit/")
    assert "已上报省厅" in office.sits(office.world.lead).post(f"{base}steps/confirm/")
    assert ledger_of(office.world.clerk).sent_version.cells.count() == 2 * len(COLUMNS)


def one_cell_comes_back_and_is_filed_again(office, filing: Filing, base: str, cooks) -> None:
    office.sits(office.world.reviewer).post(f"{base}steps/review/")
    office.post(f"{base}return/", reason="示例:天数与班期表不符", mark=f"{cooks.pk}-c7")
    assert ledger_of(office.world.clerk).state == Filing.State.RETURNED
    office.sits(office.world.clerk)
    locked = office.save(filing, [{"row": cooks.pk, "column": "c3", "text": "31", "version": 1}])
    assert "不在退回单所列之内" in locked["refused"][0]["reason"]
    office.save(filing, [{"row": cooks.pk, "column": "c7", "text": "16", "version": 1}])
    office.post(f"{base}steps/submit/")
    office.sits(office.world.lead).post(f"{base}steps/confirm/")


def test_the_cross_form_check_reads_attachment_3(office):
    filing = a_filing("佳木斯", CODE, PERIOD)
    office.sits(office.world.clerk).post(f"/filings/{filing.pk}/rows/", label="焊工班(示例)")
    row = filing.now.rows.get()
    third = a_filing("佳木斯", "attachment3", PERIOD).filled()
    trained = int(sum(cell.value for cell in Cell.objects.filter(row__filing=third.pk, column="c5")))
    office.save(filing.now, typed(row.pk, ("1", "0", "0", "0", "1", "1", "")))
    office.save(filing.now, [{"row": row.pk, "column": "c3", "text": str(trained + 1), "version": 1}])
    assert office.counts(filing.now)["verify"] == 1
    page = office.page(f"/filings/{filing.pk}/")
    assert f"培训人数 {trained + 1:,} 人多于附件3职业技能培训人数 {trained:,} 人" in page


def test_its_paper_workbook_and_figures_follow(office, capsys):
    filing = a_filing("佳木斯", CODE, PERIOD)
    office.sits(office.world.clerk).post(f"/filings/{filing.pk}/rows/", label="焊工班(示例)")
    row = filing.now.rows.get()
    office.save(filing.now, typed(row.pk, WELDERS))
    assert "技能扶贫班期台账(示例)" in office.page(f"/filings/{filing.pk}/paper/")
    book = load_workbook(io.BytesIO(office.client.get(f"/filings/{filing.pk}/workbook/").content))
    values = [cell.value for line in book.active.iter_rows() for cell in line]
    assert "焊工班(示例)" in values and 81.5 in values and 64000 in values
    filing.sent().received()
    call_command("figures", CODE, PERIOD, "--json")
    figures = json.loads(capsys.readouterr().out)
    assert figures["total"] == {"c3": 40, "c4": 12, "c5": 36, "c6": 81.5, "c7": 20, "c8": 64000}
    assert [line["values"]["c6"] for line in figures["rows"]] == [81.5]


def test_a_city_without_lines_files_a_nil_return(office):
    filing = ledger_of(office.world.yichun)
    page = office.sits(office.world.yichun).post(f"/filings/{filing.pk}/steps/submit/")
    assert "现在是“未填报”" in page
    office.post(f"/filings/{filing.pk}/steps/declare_nil/", reason="示例:本期没有办班", sure="on")
    assert ledger_of(office.world.yichun).nil
    assert "已送负责人确认" in office.post(f"/filings/{filing.pk}/steps/submit/")
