"""Totals: the sum of the rows, live, on each basis, never hiding a blank, never outside the scope."""

import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.scope import Scope
from reporting.queries import totals
from reporting.queries.province_total import province_total
from reporting.queries.standings import DRAFT, ISSUED, RECEIVED, SENT
from reporting.services.filling import set_not_applicable
from tests.builders.places import a_county
from tests.reporting import filed

PROVINCE = Scope("province")
pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    filed.the_forms()
    return filed.a_period("2019Y")


def printed(capsys, *words) -> tuple[int, dict]:
    code = 0
    try:
        call_command("figures", *words, "--json")
    except SystemExit as error:
        code = error.code
    return code, json.loads(capsys.readouterr().out)


def test_the_total_is_the_sum_of_the_rows_and_nil_returns_count_as_reported(year, capsys):
    filed.received(["佳木斯", "七台河"], "attachment2", year, 7)
    filed.received(["佳木斯", "七台河"], "attachment3", year, 7)
    code, answer = printed(capsys, "attachment2", "2019Y")
    rows = answer["rows"]
    assert code == 0 and answer["received"] == 2 and answer["expected"] == 13 and answer["basis"] == "received"
    assert {row["city_code"] for row in rows} | set(answer["nil"]) == {"230800", "230900"}
    assert [column["key"] for column in answer["columns"]] == ["c3", "c4", "c5", "c6", "c7", "c8", "c9"]
    assert answer["total"] == {f"c{n}": 7 * len(rows) for n in range(3, 10)}
    assert set(answer["missing"].values()) == {0}
    code, answer = printed(capsys, "attachment3", "2019Y", "--city", "230900")
    assert answer["expected"] == 1 and answer["total"]["c5"] == 7 * len(answer["rows"])
    assert "c23" not in answer["total"] and isinstance(answer["total"]["c17"], float)


def test_each_basis_counts_its_own_version(year):
    with clock.frozen(filed.in_time(year)):
        bureau = filed.Bureau("佳木斯")
        filing = bureau.fill(bureau.filing("attachment3", year), 5)
        rows = filing.rows.count()
        assert read(year, DRAFT) == 5 * rows and read(year, SENT) is None
        filing = bureau.send(filing)
        assert read(year, SENT) == 5 * rows and read(year, RECEIVED) is None
        filed.receive(filing, filed.a_reviewer())
    assert read(year, RECEIVED) == 5 * rows and read(year, ISSUED) is None


def read(period, basis, scope=PROVINCE) -> Decimal | None:
    found = totals.by_city(scope, "attachment3", period, basis).total
    return found["c5"].value if "c5" in found else None


def test_a_recalled_filing_is_not_among_those_sent(year):
    with clock.frozen(filed.in_time(year)):
        bureau = filed.Bureau("佳木斯")
        filing = bureau.send(bureau.fill(bureau.filing("attachment3", year), 5))
        filed.FILING.perform(filing, "recall", bureau.filler)
    assert read(year, SENT) is None


def test_blanks_are_counted_and_not_read_as_zero(year):
    with clock.frozen(filed.in_time(year)):
        bureau = filed.Bureau("佳木斯")
        bureau.fill(bureau.filing("attachment3", year), 5, but=3)
    total = totals.by_city(PROVINCE, "attachment3", year, DRAFT).total
    others = totals.by_city(PROVINCE, "attachment3", year, DRAFT).lines
    jiamusi = next(line for line in others if line.city == "佳木斯市")
    assert jiamusi.figures["c22"].missing == 1 and jiamusi.figures["c5"].missing == 0
    assert not total["c5"].whole  # twelve cities have typed nothing yet


def test_a_city_reads_its_own_total_only_and_a_county_its_row(year):
    filed.received(["佳木斯", "鹤岗"], "attachment3", year, 4)
    bureau = filed.Bureau("佳木斯")
    own = totals.by_city(bureau.filler.scope, "attachment3", year, RECEIVED)
    assert [line.city for line in own.lines] == ["佳木斯市"]
    county = filed.an_account("county", a_county("桦南县"))
    rows = totals.by_row(county.scope, "attachment3", year, RECEIVED)
    assert [line.label for line in rows.lines] == ["桦南县"]
    assert rows.total["c5"].value == 4
    assert totals.by_row(Scope("none"), "attachment3", year, RECEIVED).lines == []


@pytest.mark.parametrize("read_lines", [totals.by_city, totals.by_row])
def test_queries_do_not_grow_with_cities(year, read_lines):
    filed.received(["佳木斯", "鹤岗"], "attachment3", year, 4)
    with CaptureQueriesContext(connection) as two:
        read_lines(PROVINCE, "attachment3", year, RECEIVED)
    filed.received([c for c in filed.CITIES if c not in ("佳木斯", "鹤岗")], "attachment3", year, 4)
    with CaptureQueriesContext(connection) as thirteen:
        assert len(read_lines(PROVINCE, "attachment3", year, RECEIVED).counted) == 13
    assert len(thirteen) == len(two) <= 4


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["attachment9", "2019Y"], "没有表号 attachment9"),
        (["attachment2", "2099Y"], "没有报送期 2099Y"),
        (["attachment2", "2019Y", "--basis", "issued"], "还没有定稿"),
        (["attachment2", "2019Y", "--city", "999999"], "没有代码为 999999 的市(地)"),
        (["attachment2", "2019Y", "--basis", "draft"], "没有口径 draft。可写 received(已接收)、sent("),
        (["attachment2"], "命令的写法不对,应为:manage.py figures 表号 报送期"),
    ],
)
def test_a_question_without_an_answer_exits_2(year, capsys, words, told):
    code, answer = printed(capsys, *words)
    assert code == 2 and told in answer["error"]


def test_the_provinces_total_is_one_statement_and_the_sum_of_the_cities(year):
    with clock.frozen(filed.in_time(year)):
        bureau = filed.Bureau("佳木斯")
        filing = bureau.fill(bureau.filing("attachment3", year), 5)
        set_not_applicable(filing, filing.rows.first().pk, "c22", "示例:本县没有网上拨付", bureau.filler)
        filed.receive(bureau.send(bureau.again(filing)), filed.a_reviewer())
        hegang = filed.Bureau("鹤岗")
        hegang.send(hegang.fill(hegang.filing("attachment3", year), 3))
        qitaihe = filed.Bureau("七台河")
        filed.receive(qitaihe.send(qitaihe.nil(qitaihe.filing("attachment2", year))), filed.a_reviewer())
    edition = filing.edition
    for basis in (RECEIVED, SENT, ISSUED):
        total = province_total(edition, year, basis)
        assert total == totals.by_city(PROVINCE, "attachment3", year, basis).total
    received = province_total(edition, year, RECEIVED)
    assert received["c22"].applicable == received["c5"].applicable - 1 and received["c22"].whole
    assert province_total(filed.FormEdition.objects.get(code="attachment2"), year, RECEIVED) == {}
    with CaptureQueriesContext(connection) as asked:
        province_total(edition, year, SENT)
    assert len(asked) <= 2
