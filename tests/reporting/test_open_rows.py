"""本期待填: everything a school or county has in its hands, on one page whose cards save by themselves."""

import pytest

from portal import clock
from portal.models import Role
from tests.builders.filings import a_filing, someone
from tests.builders.places import a_city, a_county
from tests.reporting.filed import signed_in
from tests.words import text_of

pytestmark = pytest.mark.django_db
NOW = clock.at(2020, 12, 3, 9)


@pytest.fixture
def huanan(db):
    with clock.frozen(clock.at(2020, 6, 1, 9)):
        return someone(Role.COUNTY, a_county("桦南县"))


@pytest.fixture
def rows(huanan):
    """桦南's rows: this December's, and June's of which one cell is corrected."""
    with clock.frozen(clock.at(2020, 6, 3, 9)):
        june = a_filing("佳木斯", "attachment3", "2020H1").filled().explained().sent().received()
    with clock.frozen(NOW):
        day = NOW.date()
        june.asking([(june.row("桦南"), "c5")], "示例:一个班期漏计,需更正").granted().handed_on(["桦南"], day)
        december = a_filing("佳木斯", "attachment3", "2020Y").handed_on(["桦南"], day, "按台账填")
        yield [december.row("桦南"), june.row("桦南")]


def html(actor, path: str) -> str:
    answer = signed_in(actor).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_two_rows_stand_on_one_page_that_the_first_page_leads_to(rows, huanan):
    home = html(huanan, "/")
    assert "待填 2 行" in home and 'href="/rows/"' in home and "要我办 2 项" in home
    page = html(huanan, "/rows/")
    for row in rows:
        assert f'data-cells-url="/filings/{row.filing_id}/rows/{row.pk}/cells/"' in page
    assert page.count('data-grid="card"') == 2
    december, june = rows
    assert f'name="c-{december.pk}-c3"' in page and f'name="c-{june.pk}-c5"' in page
    assert f'name="c-{june.pk}-c3"' not in page  # not on the slip of the correction
    assert "交办说明:按台账填" in text_of(page) and page.count("附件、确认…") == 2


def test_one_row_needs_no_page_of_its_own_and_none_is_said(huanan):
    with clock.frozen(NOW):
        assert "没有待填的行" in html(huanan, "/rows/") and 'href="/rows/"' not in html(huanan, "/")
        a_filing("佳木斯", "attachment3", "2020Y").handed_on(["桦南"], NOW.date())
        assert 'href="/rows/"' not in html(huanan, "/") and html(huanan, "/rows/").count("data-grid") == 1


def test_what_was_confirmed_or_taken_back_is_off_the_page(rows, huanan):
    december = a_filing("佳木斯", "attachment3", "2020Y")
    december.row_step("桦南", "take_back", december.filler)
    page = html(huanan, "/rows/")
    assert f"c-{rows[0].pk}-c3" not in page and f"c-{rows[1].pk}-c5" in page


def test_nobody_elses_rows_stand_there(rows):
    other = someone(Role.COUNTY, a_county("汤原县"))
    assert "没有待填的行" in html(other, "/rows/")
    assert signed_in(someone(Role.FILLER, a_city("佳木斯"))).get("/rows/").status_code == 403
