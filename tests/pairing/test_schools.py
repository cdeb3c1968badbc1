"""院校与结对: searching, adding, renaming, closing, assigning a city."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pairing.models import School
from portal import clock
from portal.models import AuditEntry, Organisation, Role
from portal.queries import organisations
from tests.builders.filings import a_filing
from tests.builders.places import a_city, a_region, a_school, an_account, the_province, the_school
from tests.pairing.seen import (
    a_county_clerk,
    a_filler,
    a_registrar,
    a_reviewer,
    client_of,
    column,
    names,
    rows,
    words,
    workbook,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def december():
    with clock.frozen(clock.at(2019, 12, 1, 9)):
        yield


@pytest.fixture
def province():
    return client_of(a_reviewer())


@pytest.fixture
def jiamusi():
    return client_of(a_filler("佳木斯"))


def new(region: str, **more) -> dict:
    return {"name": "示例甲技工学校", "grade": "skilled", "region": a_region(region).pk, **more}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一重", {"中国一重技师学院"}),
        ("zhongguoyizhong", {"中国一重技师学院"}),
        ("ZGYZ", {"中国一重技师学院"}),
        ("jmsj", {"佳木斯技师学院"}),
        ("jia mu si", {"佳木斯技师学院"}),
        ("没有这所", set()),
    ],
)
def test_a_school_is_found_by_name_pinyin_or_initials(province, text, found):
    assert names(province.get("/schools/", {"q": text})) == found


def test_a_school_is_found_by_the_name_it_had(province):
    school = a_school("示例甲技工学校", "佳木斯").organisation
    client_of(a_reviewer()).post(f"/schools/{school.pk}/rename/", {"name": "示例乙技工学校", "on": "2019-09-01"})
    assert names(province.get("/schools/?q=示例甲")) == {"示例乙技工学校"}


def test_filters_narrow_the_list_and_the_workbook_alike(province):
    a_school("示例甲技工学校", "齐齐哈尔")
    address = "/schools/?city=230200&attachment1=yes"
    assert names(province.get(address)) == {"齐齐哈尔技师学院", "中国一重技师学院"}
    assert set(column(province.get(address + "&out=xlsx"))) == {"齐齐哈尔技师学院", "中国一重技师学院"}
    assert names(province.get("/schools/?grade=skilled")) == {"示例甲技工学校"}
    assert names(province.get("/schools/?attachment1=no")) == {"示例甲技工学校"}


def test_the_workbook_says_what_the_page_says_and_is_audited(province):
    sheet = workbook(province.get("/schools/?q=一重&out=xlsx"))
    assert [sheet.cell(3, place).value for place in (1, 2, 3, 5, 8)] == [
        "中国一重技师学院", 5, "齐齐哈尔市", "已确认", "泰来县、克东县"
    ]  # fmt: skip
    entry = AuditEntry.objects.filter(action="export").latest("pk")
    assert entry.detail == {"table": "技工院校一览表", "rows": 1, "filters": {"q": "一重"}}


def test_a_filter_that_makes_no_sense_is_said_and_lists_nothing(province):
    page = province.get("/schools/?grade=university")
    assert rows(page) == [] and "university" in words(page)


def test_the_list_says_how_sure_a_seat_is(province):
    seats = {row[0].split(" ")[0]: row[1] for row in rows(province.get("/schools/"))}
    assert seats["中国一重技师学院"] == "齐齐哈尔市"
    assert seats["黑龙江技师学院"] == "哈尔滨市 推定,待确认"
    assert seats["黑龙江第二技师学院"] == "未载 ! 待分配"


def test_the_number_of_queries_does_not_grow_with_the_schools(province):
    province.get("/schools/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        province.get("/schools/")
    for number in range(12):
        a_school(f"示例{number}技工学校", "佳木斯")
    with CaptureQueriesContext(connection) as many:
        assert len(rows(province.get("/schools/"))) == 20
    assert len(many) == len(few)


def test_an_empty_list_says_how_it_gets_filled():
    page = client_of(a_filler("鹤岗")).get("/schools/")
    assert "还没有登记院校" in words(page) and "/schools/add/" in page.content.decode()


@pytest.mark.parametrize("address", ["/schools/", "/partnerships/", "/poverty/"])
def test_a_pasted_page_is_not_written_back(province, address):
    page = province.get(address, {"q": "长" * 3000}).content.decode()
    assert "长" * 40 in page and "长" * 41 not in page


def test_a_county_without_a_school_of_its_own_is_told_where_its_partner_stands():
    client = client_of(a_county_clerk("绥滨县"))
    page = client.get("/schools/")
    assert "本县(市、区)境内没有登记的院校" in words(page) and "还没有登记院校" not in words(page)
    assert 'href="/partnerships/"' in page.content.decode()
    assert names(client.get("/partnerships/")) == {"伊春技师学院"}


def test_a_city_adds_its_own_school(jiamusi):
    response = jiamusi.post("/schools/add/", new("佳木斯", opened_on="2018年9月1日", seat_source="示例许可证"))
    school = School.objects.get(organisation__name="示例甲技工学校")
    assert response["Location"] == f"/schools/{school.pk}/"
    assert school.organisation in organisations.schools_of_city("230800", date(2019, 11, 30))
    page = words(jiamusi.get(response["Location"]))
    assert "佳木斯市" in page and "2018-09-01" in page and "示例许可证" in page


def test_a_training_institution_is_an_organisation_of_its_own_kind(jiamusi):
    jiamusi.post("/schools/add/", new("佳木斯", grade="training"))
    assert Organisation.objects.get(name="示例甲技工学校").kind == "training"


def test_adding_leads_back_to_the_form_that_was_being_filled_but_never_elsewhere(jiamusi):
    assert jiamusi.post("/schools/add/", new("佳木斯", next="/filings/7/"))["Location"] == "/filings/7/"
    other = new("佳木斯", name="示例乙技工学校", next="https://example.org/")
    assert jiamusi.post("/schools/add/", other)["Location"].startswith("/schools/")


@pytest.mark.parametrize("written", ["示例(甲)技工学校", "示例（甲） 技工学校"])
def test_a_name_that_is_taken_is_refused_with_where_it_is(jiamusi, written):
    a_school("示例(甲)技工学校", "伊春")
    page = words(jiamusi.post("/schools/add/", new("佳木斯", name=written)), 422)
    assert "“示例(甲)技工学校”已经登记,在伊春市" in page
    assert School.objects.count() == 9


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "请填写院校全称。"),
        ("grade", "", "请选择办学层次。"),
        ("region", "", "请选择所在地。"),
        ("region", "230100", "所选区划不在可选范围内"),
        ("opened_on", "2019-12-02", "成立日期 2019-12-02 还没有到(今天是 2019-12-01)。"),
        ("opened_on", "去年", "“成立日期”要写成 2019-04-04 这样的日期。"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(jiamusi, field, value, message):
    assert message in words(jiamusi.post("/schools/add/", new("佳木斯") | {field: value}), 422)
    assert School.objects.count() == 8


def test_the_province_may_leave_the_city_open_and_assign_it_later(province):
    province.post("/schools/add/", {"name": "示例甲技工学校", "grade": "skilled", "region": ""})
    school = School.objects.get(organisation__name="示例甲技工学校")
    assert school.organisation.seat == "unknown"
    assert names(province.get("/schools/unassigned/")) == {"示例甲技工学校", "黑龙江第二技师学院"}


def test_the_province_assigns_a_city_and_the_page_says_to_be_confirmed(province):
    school = the_school(2)
    assert "有 1 所院校属地待分配" in words(province.get("/schools/"))
    province.post(f"/schools/{school.pk}/assign/", {"city": "231200", "on": "2019-01-01", "note": "示例:电话核实"})
    page = words(province.get(f"/schools/{school.pk}/"))
    assert "绥化市 待确认" in page and "示例:电话核实" in page
    assert "待分配" not in words(province.get("/schools/"))
    assert names(client_of(a_filler("绥化")).get("/schools/")) == {"黑龙江第二技师学院"}
    province.post(f"/schools/{school.pk}/assign/", {"city": "231200", "note": "示例批文", "confirmed": "on"})
    school.organisation.refresh_from_db()
    assert school.organisation.seat == "known"
    page = words(province.get(f"/schools/{school.pk}/"))
    assert "绥化市 2019-01-01 至今" in page and "待分配 日期不详 2019-01-01" in page and "更正属地" in page


def test_a_seat_wrongly_assigned_is_corrected_with_a_reason_and_forms_that_were_made_stay(province):
    school = the_school(2)
    address = f"/schools/{school.pk}/assign/"
    assert "请填写生效日期" in words(province.post(address, {"city": "231200", "note": "示例"}), 422)
    province.post(address, {"city": "231200", "on": "2019-01-01", "note": "示例:电话核实"})
    filing = a_filing("绥化", "attachment2", "2019Y").now
    assert filing.rows.filter(school=school.organisation).exists()
    assert 'value="2019-01-01"' in province.get(address).content.decode()
    province.post(address, {"city": "230100", "on": "2019-01-01", "note": "示例:来函更正"})
    assert school.organisation in organisations.schools_of_city("230100", date(2019, 11, 30))
    assert filing.rows.filter(school=school.organisation).exists()
    assert AuditEntry.objects.filter(action="organisation.correct_seat").latest("pk").detail["note"] == "示例:来函更正"


def test_assigning_without_a_ground_is_refused(province):
    response = province.post(f"/schools/{the_school(2).pk}/assign/", {"city": "231200", "note": ""})
    assert "请写明属地依据" in words(response, 422)
    assert the_school(2).organisation.seat == "unknown"


def test_only_the_province_assigns(jiamusi):
    assert jiamusi.get(f"/schools/{the_school(6).pk}/assign/").status_code == 403
    assert jiamusi.get("/schools/unassigned/").status_code == 403


def test_renaming_shows_both_names_and_closing_ends_the_pairings(jiamusi):
    school = the_school(6)
    jiamusi.post(f"/schools/{school.pk}/rename/", {"name": "示例佳木斯技师学院", "on": "2019-09-01", "note": "示例"})
    page = words(jiamusi.get(f"/schools/{school.pk}/"))
    assert "示例佳木斯技师学院 佳木斯市 2019-09-01 至今" in page
    assert "佳木斯技师学院 佳木斯市 日期不详 2019-09-01" in page
    close(jiamusi, school, "2019-11-01")
    page = words(jiamusi.get(f"/schools/{school.pk}/"))
    assert "2019-11-01 停办" in page and "2019-04-04 至 2019-11-01" in page
    assert "已停办,不能更名" in page
    for what in ("rename", "close"):
        assert jiamusi.get(f"/schools/{school.pk}/{what}/").status_code == 302


def close(client, school, on: str, **more):
    """Close it as a person does: read what follows, then say yes."""
    address = f"/schools/{school.pk}/close/"
    assert "请核对后再确认" in words(client.post(address, {"on": on, **more}))
    school.organisation.refresh_from_db()
    assert school.organisation.closed_on is None
    return client.post(address, {"on": on, **more, "agreed": f"{on}/{more.get('into', '')}"})


def test_closing_says_what_follows_before_it_is_done_and_another_day_asks_again(jiamusi):
    school = the_school(6)
    filing = a_filing("佳木斯", "attachment2", "2019Y").now
    page = words(jiamusi.post(f"/schools/{school.pk}/close/", {"on": "2019-11-01"}))
    assert "结对自 2019-11-01 起结束:桦川县(省级)、同江市(省级)" in page and "附件1不变" in page
    assert f"不填的写明理由划去:{filing.period}附件2" in page and "确认停办或合并" in page
    other = jiamusi.post(f"/schools/{school.pk}/close/", {"on": "2019-10-01", "agreed": "2019-11-01/"})
    assert "结对自 2019-10-01 起结束" in words(other)
    school.organisation.refresh_from_db()
    assert school.organisation.closed_on is None


@pytest.mark.parametrize("on", ["1950-01-01", "2019-04-04"])
@pytest.mark.parametrize("agreed", [False, True])
def test_no_closing_before_what_is_recorded_nothing_is_struck_out_and_attachment_1_stays(jiamusi, on, agreed):
    school = the_school(6)
    sent = {"on": on} | ({"agreed": f"{on}/"} if agreed else {})
    page = words(jiamusi.post(f"/schools/{school.pk}/close/", sent), 422)
    assert "与桦川县的省级结对(2019-04-04 起)" in page and "最早可填 2019-04-05" in page
    assert school.partnerships.filter(valid_to=None).count() == 2
    close(jiamusi, school, "2019-04-05")
    assert [pair.valid_to for pair in school.partnerships.all()] == [date(2019, 4, 5)] * 2
    assert "6 佳木斯技师学院 桦川县、同江市" in words(jiamusi.get("/attachment1/"))


def test_no_closing_or_merging_before_the_last_counted_day_of_a_form_that_was_sent(jiamusi):
    school, other = the_school(6), a_school("示例乙技工学校", "佳木斯")
    a_filing("佳木斯", "attachment2", "2019H1", clock.at(2019, 6, 3, 9)).filled().sent()
    sent = {"on": "2019-05-31", "into": other.pk}
    page = words(jiamusi.post(f"/schools/{school.pk}/close/", sent), 422)
    assert "2019年上半年附件2已上报(统计截止 2019-05-31)" in page and "最早可填 2019-06-01" in page
    assert close(jiamusi, school, "2019-06-01", into=other.pk).status_code == 302


def test_no_closing_before_the_first_counted_day(jiamusi):
    school = a_school("示例甲技工学校", "佳木斯")
    page = words(jiamusi.post(f"/schools/{school.pk}/close/", {"on": "1950-01-01"}), 422)
    assert "报送统计自 2019-01-01 起" in page and "最早可填 2019-01-01" in page


def test_a_wrong_closing_is_taken_back_with_a_reason_and_its_pairings_run_on(jiamusi, province):
    school = the_school(6)
    before = school.partnerships.get(county="230881")
    province.post(f"/partnerships/{before.pk}/end/", {"on": "2019-11-01", "note": "示例"})
    close(jiamusi, school, "2019-11-01")
    address = f"/schools/{school.pk}/reopen/"
    assert address in jiamusi.get(f"/schools/{school.pk}/").content.decode()
    assert "请写明撤销停办的理由" in words(jiamusi.post(address, {"note": " "}), 422)
    assert jiamusi.post(address, {"note": "示例:日期填错"}).status_code == 302
    page = words(jiamusi.get(f"/schools/{school.pk}/"))
    assert "在办" in page and "撤销停办:示例:日期填错" in page
    ends = dict(school.partnerships.values_list("county", "valid_to"))
    assert ends == {"230826": None, "230881": date(2019, 11, 1)}  # the one ended before the closing stays ended
    assert AuditEntry.objects.get(action="organisation.reopen").detail["reason"] == "示例:日期填错"
    assert AuditEntry.objects.get(action="partnership.resume").detail["on"] == "2019-11-01"
    assert jiamusi.get(address).status_code == 302


def test_a_closing_is_not_taken_back_while_another_has_its_name(jiamusi):
    school = a_school("示例甲技工学校", "佳木斯")
    close(jiamusi, school, "2019-11-01")
    a_school("示例甲技工学校", "哈尔滨")
    page = words(jiamusi.post(f"/schools/{school.pk}/reopen/", {"note": "示例"}), 422)
    assert "“示例甲技工学校”已经登记,在哈尔滨市" in page


def test_a_rename_refused_for_the_day_of_the_seat_says_that_it_is_the_seat(province):
    school = the_school(2)
    province.post(f"/schools/{school.pk}/assign/", {"city": "231200", "on": "2019-06-01", "note": "示例"})
    page = words(province.post(f"/schools/{school.pk}/rename/", {"name": "示例新名", "on": "2019-05-01"}), 422)
    assert "现属地绥化市自 2019-06-01 起。请填 2019-06-02 或以后" in page


def test_a_refused_change_keeps_what_was_typed(jiamusi):
    school = the_school(6)
    response = jiamusi.post(f"/schools/{school.pk}/rename/", {"name": "示例新名", "on": "2020-01-01"})
    assert "日期 2020-01-01 还没有到" in words(response, 422)
    assert 'value="示例新名"' in response.content.decode()


@pytest.mark.parametrize("what", ["rename", "close", "reopen", "assign"])
def test_a_school_cannot_change_its_own_entry(what):
    school = the_school(8)
    assert client_of(a_registrar(8)).post(f"/schools/{school.pk}/{what}/").status_code == 403


def test_the_administrators_of_the_system_have_no_business_here():
    client = client_of(an_account(Role.AUDITOR, the_province()))
    assert client.get("/schools/").status_code == 403
    assert client.get("/partnerships/").status_code == 403
    assert client.get("/attachment1/").status_code == 200


def test_a_lead_adds_too_and_a_stranger_signs_in_first(client):
    assert client_of(an_account(Role.LEAD, a_city("鹤岗"))).get("/schools/add/").status_code == 200
    assert client.get("/schools/").status_code == 302


def test_a_missing_school_is_not_found(province):
    assert province.get("/schools/99999/").status_code == 404
