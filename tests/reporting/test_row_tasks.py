"""行任务: a city hands a row on, the school or county fills and confirms it, the city answers for the whole."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.models import AuditEntry, Message, Role
from portal.refusal import Refused
from reporting.models import Cell, Filing, RowTask
from reporting.services import rows
from tests.builders.filings import a_filing, someone
from tests.builders.places import a_city, a_county
from tests.reporting.filed import signed_in
from tests.words import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
UNTIL = date(2020, 12, 8)


@pytest.fixture
def huanan(db):
    return someone(Role.COUNTY, a_county("桦南县"))


@pytest.fixture
def filing(huanan):
    """佳木斯's 附件3, with somebody in 桦南 to hand a row to."""
    return a_filing("佳木斯", "attachment3", "2020Y")


def page(actor, path: str) -> str:
    answer = signed_in(actor).get(path)
    assert answer.status_code == 200
    return words(answer)


def post(actor, path: str, **fields) -> str:
    return words(signed_in(actor).post(path, fields, follow=True))


def save(actor, filing, row, values: dict[str, object]):
    """A batch as the row's card sends it."""
    cells = [{"row": row.pk, "column": key, "text": str(value), "version": 0} for key, value in values.items()]
    path = f"/filings/{filing.pk}/rows/{row.pk}/cells/"
    return signed_in(actor).post(path, json.dumps({"cells": cells}), content_type="application/json")


def numbers(filing, row) -> dict[str, object]:
    return {key: value for key, value in filing._numbers(filing.now, row).items() if value is not None}


def hand(filing, label: str = "桦南", **fields) -> str:
    given = {"row": filing.row(label).pk, "until": "2020-12-08", "which": "chosen"} | fields
    return post(filing.filler, f"/filings/{filing.pk}/tasks/", **given)


def test_a_row_goes_out_is_filled_confirmed_and_seen(filing, huanan):
    """The whole way, over the pages that people use."""
    row = filing.row("桦南")
    assert "已交办 1 行:桦南县" in hand(filing, note="按户台账填")
    assert filing.now.state == Filing.State.FILLING
    told = Message.objects.get(account=huanan.account)
    assert "12月8日24时前填完并确认" in told.text and told.link == f"/filings/{filing.pk}/rows/{row.pk}/"
    home = page(huanan, "/")
    assert "附件3 2020年全年 桦南县" in home and "佳木斯市交办:按户台账填" in home and "12月8日24时" in home
    form = page(huanan, told.link)
    assert "交办本行" in form and "12月8日24时截止,还有 5 天" in form and "确认本行" in form
    assert save(huanan, filing, row, numbers(filing, row)).status_code == 200
    assert "已确认本行" in post(huanan, f"{told.link}task/confirm/", answer="含国有农场 2 户")
    seen = page(filing.filler, f"/filings/{filing.pk}/")
    assert "已确认 1/1" in seen and "说明:含国有农场 2 户" in seen
    assert Message.objects.filter(account=filing.filler.account, text__contains="桦南县已确认本行").exists()
    steps = AuditEntry.objects.filter(action__startswith="row_task.").order_by("pk")
    assert list(steps.values_list("action", flat=True)) == ["row_task.hand", "row_task.confirm"]


def test_while_it_is_out_the_city_does_not_type_and_the_county_types_nothing_else(filing, huanan):
    hand(filing)
    own, other = filing.row("桦南"), filing.row("汤原")
    with pytest.raises(AssertionError, match="本行已交桦南县填报"):
        filing.typed({(own.pk, "c3"): 5})
    filing.typed({(other.pk, "c3"): 5})
    reply = save(huanan, filing, other, {"c3": 9})
    assert reply.status_code == 404 and Cell.objects.get(row=other, column="c3").value == 5
    mixed = save(huanan, filing, own, {"c3": 7}).json()
    assert [one["column"] for one in mixed["saved"]] == ["c3"] and mixed["totals"] == {}
    slipped = json.dumps({"cells": [{"row": other.pk, "column": "c3", "text": "1", "version": 1}]})
    path = f"/filings/{filing.pk}/rows/{own.pk}/cells/"
    answer = signed_in(huanan).post(path, slipped, content_type="application/json").json()
    assert answer["refused"][0]["reason"] == "这一行不由您填报。"
    with pytest.raises(Refused, match="请先收回"):
        rows.strike(filing.now, own, "本期没有", filing.filler)
    card = signed_in(filing.filler).get(f"/filings/{filing.pk}/rows/{own.pk}/").content.decode()
    assert "本行已交桦南县填报" in card and f"/rows/{own.pk}/task/take_back/" in card
    assert "院校(县)填报中" in page(filing.filler, f"/filings/{filing.pk}/")


def test_the_forms_filler_stays_the_citys(filing, huanan):
    hand(filing)
    save(huanan, filing, filing.row("桦南"), {"c3": 7})
    assert filing.now.filled_by == filing.filler.account and filing.now.filler_name == filing.filler.name
    assert Cell.objects.get(column="c3").saved_by == huanan.account


def test_after_confirming_the_row_is_shut_for_the_county_and_open_for_the_city(filing, huanan):
    row = filing.row("桦南")
    hand(filing)
    save(huanan, filing, row, numbers(filing, row))
    filing.row_step("桦南", "confirm", huanan, answer="")
    late = save(huanan, filing, row, {"c3": 1})
    assert late.status_code == 409 and "已于 12月3日 09:00 确认本行" in late.json()["message"]
    filing.typed({(row.pk, "c4"): 3})


def test_a_blank_needs_a_word_and_a_failed_must_is_not_confirmed(filing, huanan):
    row = filing.row("桦南")
    hand(filing)
    given = numbers(filing, row)
    save(huanan, filing, row, given | {"c16": 99_999, "c3": ""})
    said = post(huanan, f"/filings/{filing.pk}/rows/{row.pk}/task/confirm/")
    assert "还有 1 格空白" in said and "强制审核未过" in said
    refused = signed_in(huanan).post(f"/filings/{filing.pk}/rows/{row.pk}/task/confirm/", {"answer": "等乡镇报数"})
    assert refused.status_code == 422 and 'value="等乡镇报数"' in refused.content.decode()
    assert RowTask.objects.get().state == "handed"


def test_a_figure_that_wants_a_reason_is_confirmed_with_a_word(filing, huanan):
    with clock.frozen(clock.at(2019, 12, 3, 9)):
        a_filing("佳木斯", "attachment3", "2019Y").filled().explained().sent().received()
    row = filing.row("桦南")
    hand(filing)
    save(huanan, filing, row, numbers(filing, row) | {"c4": 3})
    path = f"/filings/{filing.pk}/rows/{row.pk}/task/confirm/"
    assert "请在说明里写明原因:桦南县:有培训意愿人数 3 人" in post(huanan, path)
    assert "已确认本行" in post(huanan, path, answer="多数已外出务工")


def test_the_form_is_not_handed_in_while_rows_are_out(filing, huanan):
    filing.filled().explained()
    hand(filing)
    assert "还有 1 行在院校(县)手里:桦南县" in post(filing.filler, f"/filings/{filing.pk}/steps/submit/")
    assert "已收回" in post(filing.filler, f"/filings/{filing.pk}/rows/{filing.row('桦南').pk}/task/take_back/")
    assert "不用再填" in Message.objects.filter(account=huanan.account).latest("pk").text
    assert save(huanan, filing, filing.row("桦南"), {"c3": 1}).status_code == 409
    filing.sent()
    assert filing.now.state == Filing.State.SENT


def test_the_citys_first_page_counts_who_has_confirmed(filing, huanan):
    filing.filled().explained()
    hand(filing)
    home = page(filing.filler, "/")
    assert "院校(县)确认 0/1" in home and "等院校(县)确认" in home
    filing.row_step("桦南", "confirm", huanan, answer="")
    assert "院校(县)确认 1/1" in (again := page(filing.filler, "/")) and "已填完,可送负责人确认" in again


def test_a_confirmed_row_is_returned_with_a_reason(filing, huanan):
    row = filing.row("桦南")
    hand(filing)
    save(huanan, filing, row, numbers(filing, row))
    filing.row_step("桦南", "confirm", huanan, answer="")
    path = f"/filings/{filing.pk}/rows/{row.pk}/"
    assert "要写明理由" in post(filing.filler, f"{path}task/return/", reason=" ")
    assert "已退回重填" in post(filing.filler, f"{path}task/return/", reason="户数与台账不符")
    assert "退回重填: 户数与台账不符" in page(huanan, path) and "户数与台账不符" in page(huanan, "/")
    filing.row_step("桦南", "confirm", huanan, answer="已核对")
    assert RowTask.objects.get().returned_for == ""


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"until": "2020-12-10"}, "最晚12月9日"),
        ({"until": "2020-12-02"}, "12月2日已过"),
        ({"until": "0001-01-01"}, "已过"),
        ({"until": "9999-12-31"}, "最晚12月9日"),
        ({"until": "年底"}, "请填写院校(县)填报的截止日期"),
        ({"row": ""}, "没有选中要交办的行"),
    ],
)
def test_what_cannot_be_handed_is_said_and_nothing_is_kept(filing, fields, says):
    assert says in hand(filing, **fields)
    assert not RowTask.objects.exists() and filing.now.state == Filing.State.EMPTY


def test_nobody_to_hand_to_is_said_by_name(filing):
    assert "“汤原县”没有可登录的账号" in hand(filing, "汤原")


def test_all_rows_go_to_those_who_can_sign_in_and_again_as_last_period(filing):
    someone(Role.COUNTY, a_county("汤原县"))
    said = post(filing.filler, f"/filings/{filing.pk}/tasks/", until="2020-12-08", which="all")
    assert "已交办 2 行:桦南县、汤原县" in said
    with clock.frozen(clock.at(2021, 6, 1, 9)):
        june = a_filing("佳木斯", "attachment3", "2021H1")
        someone(Role.COUNTY, a_county("桦川县"))
        assert "照上期交办 2 行" in page(june.filler, f"/filings/{june.pk}/")
        again = post(june.filler, f"/filings/{june.pk}/tasks/", until="2021-06-08", which="last")
    assert "已交办 2 行:桦南县、汤原县" in again


def test_the_form_asks_as_often_whatever_the_number_of_counties(filing, huanan):
    client, path = signed_in(filing.filler), f"/filings/{filing.pk}/"

    def asked() -> tuple[int, int]:
        """Queries of the second look, when what a process keeps is there; those about rows handed on."""
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        return len(found), sum("reporting_rowtask" in one["sql"] for one in found)

    one = asked()
    for name in ("桦川县", "汤原县", "同江市"):
        someone(Role.COUNTY, a_county(name))
    assert asked() == one
    hand(filing)
    one_out = asked()
    filing.handed_on(["桦川", "汤原"], UNTIL)
    assert asked() == one_out and one_out[1] == 3  # those out, the rows, those of last period


def test_those_who_are_late_are_reminded_once_a_day(filing, huanan):
    hand(filing)
    remind = f"/filings/{filing.pk}/tasks/remind/"
    form, client = f"/filings/{filing.pk}/", signed_in(filing.filler)
    kept = client.get(form)["ETag"]
    assert "已催报:桦南县" in post(filing.filler, remind)
    assert "12月3日 09:00 已催报" in words(client.get(form, headers={"If-None-Match": kept}))
    assert "今天已催过:桦南县" in post(filing.filler, remind)
    assert Message.objects.filter(account=huanan.account, text__contains="催报").count() == 1
    with clock.frozen(clock.at(2020, 12, 9, 9)):
        assert "待填报,已过期限" in page(filing.filler, f"/filings/{filing.pk}/")
        assert "已催报:桦南县" in post(filing.filler, remind)


def test_another_city_and_another_county_reach_nothing(filing, huanan):
    hand(filing)
    path = f"/filings/{filing.pk}/rows/{filing.row('桦南').pk}/"
    for stranger in (someone(Role.COUNTY, a_county("汤原县")), someone(Role.FILLER, a_city("鹤岗"))):
        client = signed_in(stranger)
        assert [client.post(f"{path}{end}").status_code for end in ("cells/", "save/", "task/confirm/")] == [404] * 3
    assert signed_in(huanan).post(f"/filings/{filing.pk}/tasks/").status_code == 404  # the form is the city's
    assert signed_in(huanan).post(f"{path}task/take_back/").status_code == 403


def test_the_county_sees_its_row_over_the_years_and_nobody_elses(huanan):
    with clock.frozen(clock.at(2020, 6, 3, 9)):
        june = a_filing("佳木斯", "attachment3", "2020H1").filled({("桦南", "c3"): 4321, ("汤原", "c3"): 8765})
        june.explained().sent().received()
    december = a_filing("佳木斯", "attachment3", "2020Y")
    seen = page(huanan, f"/filings/{december.pk}/rows/{december.row('桦南').pk}/")
    assert "历年" in seen and "2020年上半年" in seen and "4,321" in seen and "8,765" not in seen


def test_a_row_saves_without_javascript(filing, huanan):
    hand(filing)
    row = filing.row("桦南")
    path = f"/filings/{filing.pk}/rows/{row.pk}/"
    place = f"{row.pk}-c3"
    assert "已保存 1 格" in post(huanan, f"{path}save/", **{f"c-{place}": "12", f"v-{place}": "0"})
    assert Cell.objects.get(row=row, column="c3").value == 12
    assert "填下一行" not in page(huanan, path) and "/cells/" not in page(huanan, path)


def test_a_returned_form_opens_only_the_marked_cells_to_the_county(filing, huanan):
    filing.filled().explained().sent()
    row = filing.row("桦南")
    filing.returned([(row, "c5", "请核对")], "示例:请核对")
    hand(filing)
    answer = save(huanan, filing, row, {"c3": 1, "c5": 2}).json()
    assert [one["column"] for one in answer["refused"]] == ["c3"]
    assert "没有退回单所列的格" in hand(filing, "汤原", row=filing.row("汤原").pk)
