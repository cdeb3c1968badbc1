"""补录: forms of locked periods come in from old official workbooks, marked, neither on time nor late."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from portal import clock
from portal.models import AuditEntry, Message, Role
from portal.queries import organisations
from reporting.backfilling import open_backfill, wanted
from reporting.models import Filing, Period
from reporting.presenters.board import board_table
from reporting.queries.board import board
from reporting.queries.gate import gate
from reporting.queries.issues import readiness
from reporting.queries.standings import RECEIVED
from reporting.services.periods import end_of
from tests.builders.filings import AFiling, someone, the_period
from tests.builders.places import a_city, a_school
from tests.reporting.filed import DECEMBER, a_finaliser, a_reviewer, refusal, signed_in
from tests.reporting.imports.workbooks import apply, by_hand, held, upload, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
SOURCE = "示例:2019年上半年原报盖章件"
UNTIL = end_of(clock.at(2020, 12, 20).date())
LATER = UNTIL + timedelta(minutes=1)


@pytest.fixture
def period():
    """2019上半年, of which a fresh installation has no filing."""
    a_school("示例第一技工学校", "佳木斯")
    return Period.objects.get(code="2019H1")


def let_in(period: Period, *places: str, until=UNTIL, reason: str = SOURCE, actor=None) -> list[Filing]:
    """开放补录 of «佳木斯:attachment2» and the like."""
    chosen = [(city, form) for city, _, form in (place.partition(":") for place in places)]
    found = wanted(period, [f"{a_city(city).pk}:{form}" for city, form in chosen])
    return open_backfill(period, found, until, reason, actor or a_reviewer())


@pytest.fixture
def filing(period) -> AFiling:
    someone(Role.FILLER, a_city("佳木斯"))  # is there to be told
    let_in(period, "佳木斯:attachment2")
    return AFiling(a_city("佳木斯"), "attachment2", period)


def test_only_the_forms_let_in_are_made_with_the_rows_of_their_day(filing, period):
    assert list(Filing.objects.filter(period=period)) == [filing.now]
    assert "示例第一技工学校" in [row.label for row in filing.now.rows.all()]
    now = filing.now
    assert (now.state, now.backfill_until, now.backfill_reason) == ("empty", UNTIL, SOURCE)
    assert now.backfill_by.name and now.backfill_at == DECEMBER
    assert AuditEntry.objects.get(action="filing.backfill").target_id == now.pk
    told = Message.objects.filter(account=filing.filler.account).latest("pk")
    assert "已开放补录,2020年12月20日24时截止" in told.text and SOURCE in told.text


def test_an_old_workbook_comes_in_and_goes_the_usual_way(filing):
    clerk = signed_in(filing.filler)
    rows = [[1, "佳木斯技师学院", 66, 20, 59, 18, 17, 130, 94], [2, "示例第一技工学校", 1, 1, 1, 1, 1, 1, 1]]
    preview = upload(clerk, filing, by_hand(rows, half="H1"))
    assert "没有读 0 处" in words(preview)
    apply(clerk, filing, preview)
    assert held(filing)["佳木斯技师学院", "c8"] == 130
    filing.explained().sent().received()
    now = filing.now
    assert (now.state, now.received_version.days_late, now.backfilled) == ("received", 0, True)


def test_the_province_brings_it_in_for_the_city_by_standing_in(filing):
    filing.step("stand_in", filing.reviewer, reason="示例:与佳木斯王某通话,市局断网")
    province = signed_in(filing.reviewer)
    preview = upload(province, filing, by_hand([[1, "佳木斯技师学院", 66, 20, 59, 18, 17, 130, 94]], half="H1"))
    assert "要改 7 格" in words(preview)
    apply(province, filing, preview)
    assert held(filing)["佳木斯技师学院", "c3"] == 66 and filing.now.stood_in


def test_the_mark_is_seen_wherever_the_form_is(filing, period):
    filing.filled().explained().sent().received()
    clerk, province = signed_in(filing.filler), signed_in(filing.reviewer)
    form, drill = f"/filings/{filing.pk}/", "/totals/attachment2/2019H1/rows/?column=c3"
    assert "补录 已接收" in words(clerk.get(form)) and SOURCE in words(clerk.get(form))
    assert "开放补录" in words(clerk.get(form)).partition("办理过程")[2]
    assert f"补录:{SOURCE}" in words(clerk.get(f"{form}paper/"))
    for client, address, says in (
        (clerk, "/history/", "补录 已接收"), (province, "/history/", "1/1(含补录 1)"),
        (province, "/board/?period=2019H1", "补录 已接收"), (province, "/totals/attachment2/2019H1/", "补录 已接收"),
        (province, drill, "补录 已接收"), (clerk, "/filings/?period=2019H1", "补录 已接收"),
        (clerk, "/calendar/", "补录 已接收"),
    ):  # fmt: skip
        assert says in words(client.get(address)), address


def test_neither_on_time_nor_late(filing, period):
    found = board(filing.reviewer.scope, period, RECEIVED)
    assert found.on_time() == (0, 0) and found.waiting == []
    assert "补录 未填报" in str([value.plain for row in board_table(found).rows for value in row])
    filing.filled().explained().sent()
    assert board(filing.reviewer.scope, period, RECEIVED).on_time() == (0, 0)
    assert filing.now.sent_version.days_late == 0


def test_a_form_that_was_made_and_never_sent_is_let_in_too():
    made = AFiling(a_city("佳木斯"), "attachment3", the_period("2020H1"))
    assert "请省厅开放补录" in gate(made.now, made.filler).why
    let_in(made.now.period, "佳木斯:attachment3")
    assert gate(made.now, made.filler).whole
    other = AFiling(a_city("鹤岗"), "attachment3", made.now.period)
    assert not gate(other.now, other.filler).open


def test_after_its_day_it_is_shut_until_it_is_opened_again(filing, period):
    with clock.frozen(UNTIL - timedelta(minutes=1)):
        filing.filled().explained().handed_in()
    with clock.frozen(LATER):
        assert any("补录期限 2020年12月20日24时 已过" in text for text in refusal(lambda: filing.sent()))
        let_in(period, "佳木斯:attachment2", until=LATER + timedelta(days=9))
        assert filing.sent().now.state == "sent"


@pytest.mark.parametrize(
    ("until", "reason", "says"),
    [
        (None, SOURCE, "请填写补录到哪一天"),
        (DECEMBER - timedelta(days=1), SOURCE, "已经过去"),
        (DECEMBER + timedelta(days=61), SOURCE, "最多开放 60 天,最晚到2021年2月1日"),
        (UNTIL, "补报", "至少写 6 个字,如“2019年上半年原报盖章件”"),
        (UNTIL, "长" * 301, "最多 300 个字"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_and_makes_nothing(period, until, reason, says):
    assert says in "".join(refusal(lambda: let_in(period, "佳木斯:attachment2", until=until, reason=reason)))
    assert not Filing.objects.filter(period=period).exists()


def test_all_or_none(period):
    a_school("示例第二技工学校", "鹤岗")
    received = AFiling(a_city("鹤岗"), "attachment2", the_period("2020H1"), clock.at(2020, 5, 25, 9))
    received.filled().explained().sent().received()
    told = refusal(lambda: let_in(received.now.period, "佳木斯:attachment2", "鹤岗:attachment2"))
    assert "鹤岗市 附件2:现在是“已接收”" in told[0]
    assert not Filing.objects.exclude(backfill_until=None).exists()


def test_a_running_period_needs_none():
    running = the_period("2020Y")
    assert "12月20日24时才锁定,现在可照常填报" in "".join(refusal(lambda: let_in(running, "佳木斯:attachment2")))


def test_the_city_cannot_let_itself_in(period):
    with pytest.raises(PermissionDenied):
        let_in(period, "佳木斯:attachment2", actor=someone(Role.FILLER, a_city("佳木斯")))


def test_an_issue_names_the_cities_the_portal_has_no_form_of(filing, period):
    filing.filled().explained().sent().received()
    found = readiness(a_finaliser().scope, "attachment2", period)
    assert found.absent == [] and len(found.unmade) == organisations.city_bureaus().count() - 1
    assert "未接收:" in found.reasons_needed[0] and "鹤岗市" in found.reasons_needed[0]


# the page


def test_the_page_lists_every_form_and_lets_in_what_is_ticked(period):
    province = signed_in(a_reviewer())
    page = words(province.get("/calendar/2019H1/backfill/"))
    assert "哈尔滨市" in page and "没有建表" in page
    place = f"{a_city('佳木斯').pk}:attachment2"
    fields = {"form": [place], "until": "2020-12-20", "reason": SOURCE}
    refused = province.post("/calendar/2019H1/backfill/", fields | {"reason": "短"})
    assert refused.status_code == 422 and f'value="{place}" checked' in refused.content.decode()
    done = province.post("/calendar/2019H1/backfill/", fields, follow=True)
    assert "已开放补录 1 张表" in words(done) and SOURCE in words(done)
    assert Filing.objects.get(period=period).backfill_until == UNTIL


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"until": "2020-12-20"}, "没有勾选要补录的表"),
        ({"until": "12月20日", "form": "x"}, "读不懂"),
        ({"until": "", "form": "999:attachment2"}, "请填写补录到哪一天"),
    ],
)
def test_what_the_page_cannot_read_is_said(period, fields, says):
    answer = signed_in(a_reviewer()).post("/calendar/2019H1/backfill/", fields | {"reason": SOURCE})
    assert answer.status_code == 422 and says in words(answer)


def test_a_period_that_runs_has_nothing_to_let_in():
    the_period("2020Y")
    page = words(signed_in(a_reviewer()).get("/calendar/2020Y/backfill/"))
    assert "锁定以前照常填报,不用补录" in page
