"""定稿: frozen figures, a note where something is missing, differences afterwards; 历年报表."""

import pytest

from portal import clock
from portal.models import Role
from reporting.models import Cell, Filing, Issue
from reporting.queries import totals
from reporting.queries.standings import ISSUED, RECEIVED
from reporting.services.filling import Edit
from reporting.services.slips import Marked
from reporting.workflows import SLIPS, ask_correction, type_cells
from tests.builders.places import a_city, a_county, an_account
from tests.reporting import filed
from tests.reporting.test_totals import PROVINCE

pytestmark = pytest.mark.django_db
PERSONS = ("c5", "c6", "c7", "c8", "c9", "c10", "c11", "c12", "c14", "c15", "c19", "c22")
NOW = clock.at(2019, 12, 15, 9)


@pytest.fixture
def year():
    filed.the_forms()
    return filed.a_period("2019Y")


def sign_in(client, actor):
    client.force_login(actor.account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def post_issue(client, form: str, note: str = "") -> str:
    with clock.frozen(NOW):
        return client.post(f"/issue/{form}/2019Y/make/", {"note": note}, follow=True).content.decode()


def test_issuing_freezes_the_figures_and_moves_the_filings(client, year):
    filings = filed.received(filed.CITIES, "attachment3", year, 6)
    text = post_issue(sign_in(client, filed.a_finaliser()), "attachment3")
    assert "已定稿:13 个市(地)的数从此不变" in text
    assert set(Filing.objects.filter(form="attachment3").values_list("state", flat=True)) == {"final"}
    assert Issue.objects.get().lines.count() == 13
    before = totals.by_city(PROVINCE, "attachment3", year, ISSUED).total["c5"].value
    row = corrected(filings[7])
    assert totals.by_city(PROVINCE, "attachment3", year, ISSUED).total["c5"].value == before
    assert totals.by_city(PROVINCE, "attachment3", year, RECEIVED).total["c5"].value == before - 1
    page = client.get("/issue/attachment3/2019Y/").content.decode()
    assert f"{len(PERSONS)} 格" in page and row.label in page and "-1" in page
    workbook = client.get("/issue/attachment3/2019Y/?format=xlsx")
    assert workbook["Content-Type"].endswith("spreadsheetml.sheet")
    assert "已定稿" in post_issue(client, "attachment3")  # a second 定稿 is refused
    assert Issue.objects.count() == 1


def corrected(filing):
    """The city corrects a row from 6 to 5 persons trained, and the province receives it."""
    reviewer = filed.a_reviewer()
    bureau = filed.Bureau("佳木斯")
    row = filing.rows.first()
    with clock.frozen(NOW):
        slip = ask_correction(filing, "示例:多报一人,核对后更正", [Marked(row.pk, "")], bureau.filler)
        SLIPS.perform(slip, "grant", reviewer)
        cells = Cell.objects.filter(row=row, column__in=PERSONS)
        edits = [Edit(row.pk, cell.column, "5", cell.version) for cell in cells]
        type_cells(bureau.again(filing), edits, bureau.filler)
        filed.receive(bureau.send(bureau.again(filing)), reviewer)
    return row


def test_missing_units_need_a_note_that_is_kept(client, year):
    filed.received([c for c in filed.CITIES if c != "鸡西"], "attachment3", year, 6)
    sign_in(client, filed.a_finaliser())
    assert "未接收:鸡西市" in post_issue(client, "attachment3") and not Issue.objects.exists()
    post_issue(client, "attachment3", "示例:该市系统故障,另行补报")
    assert "未接收:鸡西市" in Issue.objects.get().note and Issue.objects.get().lines.count() == 12


def test_the_provinces_check_across_forms_asks_for_a_note(client, year):
    filed.received(filed.CITIES, "attachment2", year, 900)
    filed.received(filed.CITIES, "attachment3", year, 1)
    text = post_issue(sign_in(client, filed.a_finaliser()), "attachment2")
    assert "准强制未过" in text and "全省总计" in text and not Issue.objects.exists()


def test_nothing_received_is_not_issued_and_only_the_finaliser_may(client, year):
    assert "还没有接收任何一个市(地)" in post_issue(sign_in(client, filed.a_finaliser()), "attachment2")
    sign_in(client, filed.a_reviewer())
    assert client.post("/issue/attachment2/2019Y/make/").status_code == 403
    assert client.get("/issue/attachment2/2019Y/").status_code == 200
    sign_in(client, an_account(Role.FILLER, a_city("佳木斯")))
    assert client.get("/issue/").status_code == 403


def test_history_by_duty(client, year):
    filed.received(["佳木斯", "鹤岗"], "attachment3", year, 6)
    with clock.frozen(NOW):
        province = sign_in(client, filed.a_reviewer()).get("/history/").content.decode()
        city = sign_in(client, an_account(Role.FILLER, a_city("佳木斯"))).get("/history/").content.decode()
        for url in ("/history/?format=xlsx", "/issue/?format=xlsx"):
            sign_in(client, filed.a_reviewer())
            assert client.get(url)["Content-Type"].endswith("spreadsheetml.sheet")
        county = sign_in(client, an_account(Role.COUNTY, a_county("桦南县"))).get("/history/").content.decode()
    assert "2/13" in province and "未定稿" in province
    assert "第 1 版" in city and "鹤岗" not in city
    assert "附件3" in county and "附件2" not in county


def test_the_step_names_those_left_out_and_how_they_enter_later(client, year):
    filed.received(["佳木斯", "鹤岗"], "attachment3", year, 6)
    page = sign_in(client, filed.a_finaliser()).get("/issue/attachment3/2019Y/").content.decode()
    step = page[page.index("<summary>定稿…</summary>") :]
    assert "定稿不能撤销" in step and "11/13 个市(地)的数不在这次定稿里" in step
    assert "<li>鸡西市(未填报)</li>" in step and "<li>佳木斯市" not in step
    assert "逐格列入定稿后的差异表" in step and "确认定稿,不含未接收的 11 个市(地)" in step
    # and so it is: sent after the issue, its cells stand in the table and not in the issued figures
    post_issue(client, "attachment3", "示例:其余各市另行补报")
    issued = totals.by_city(PROVINCE, "attachment3", year, ISSUED).total["c5"].value
    filed.received(["鸡西"], "attachment3", year, 7)
    later = sign_in(client, filed.a_finaliser()).get("/issue/attachment3/2019Y/").content.decode()
    assert "鸡西市" in later[later.index("定稿后的差异") :]
    assert totals.by_city(PROVINCE, "attachment3", year, ISSUED).total["c5"].value == issued
