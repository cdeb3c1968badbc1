"""Excel in and out of the reference tables: preview, Chinese faults, one fault keeps the file out, all audited."""

import re
from io import BytesIO
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from pairing.models import Partnership, PovertyCounty, School
from portal import clock
from portal.models import Account, AuditEntry, Region, Role
from tests.builders.places import an_account, the_province
from tests.pairing.seen import a_filler, client_of, words

pytestmark = pytest.mark.django_db

SCHOOLS, PAIRS = "/admin/pairing/school/", "/admin/pairing/partnership/"
REGIONS, POVERTY = "/admin/portal/region/", "/admin/pairing/povertycounty/"
SCHOOL_HEADS = ["院校名称", "办学层次", "所在地代码", "属地依据", "成立日期"]
PAIR_HEADS = ["技工院校", "县(市)代码", "级别", "结对日期", "结束日期"]
POVERTY_HEADS = ["代码", "级别", "退出批次(年)", "退出批准日期", "日期精度", "依据"]


@pytest.fixture
def keeper():
    return client_of(an_account(Role.DATA_ADMIN, the_province()))


def a_book(heads, *lines) -> SimpleUploadedFile:
    book, stream = Workbook(), BytesIO()
    for line in [heads, *lines]:
        book.active.append(line)
    book.save(stream)
    return SimpleUploadedFile("示例.xlsx", stream.getvalue())


def preview(client, address: str, heads, *lines):
    return client.post(address + "import/", {"import_file": a_book(heads, *lines), "format": "0"})


def confirm(client, address: str, response):
    form = response.context["confirm_form"]
    return client.post(address + "process_import/", dict(form.initial), follow=True)


def exported(client, address: str):
    response = client.get(address + "export/")
    assert response.status_code == 200, response.status_code
    return load_workbook(BytesIO(response.content)).active


def lines_of(sheet) -> list[list]:
    return [[cell.value for cell in line] for line in sheet.iter_rows()]


@pytest.mark.parametrize("address", [REGIONS, "/admin/portal/organisation/", SCHOOLS, PAIRS, POVERTY])
def test_every_reference_table_opens_and_goes_out_and_is_audited(keeper, address):
    assert keeper.get(address).status_code == 200
    assert exported(keeper, address).max_row > 1
    assert AuditEntry.objects.filter(action="export").latest("pk").detail["rows"] > 0


def test_a_file_bears_the_tables_name_in_chinese_and_the_business_day(keeper):
    with clock.frozen(clock.at(2020, 12, 3, 9)):
        response = keeper.get(REGIONS + "export/")
    assert response["Content-Disposition"].endswith(f"filename*=UTF-8''{quote('区划_20201203')}.xlsx")


def test_what_went_out_comes_back_unchanged(keeper):
    for address, model in [(REGIONS, Region), (SCHOOLS, School), (PAIRS, Partnership), (POVERTY, PovertyCounty)]:
        heads, *lines = lines_of(exported(keeper, address))
        before = list(model.objects.order_by("pk").values())
        response = preview(keeper, address, heads, *lines)
        assert response.context.get("confirm_form"), words(response)
        assert {row.import_type for row in response.context["result"].rows} == {"skip"}
        confirm(keeper, address, response)
        assert list(model.objects.order_by("pk").values()) == before


def test_a_preview_stores_nothing_and_the_confirmation_does(keeper):
    line = ["示例甲技工学校", "技工学校", "230800", "示例许可证", "2018-09-01"]
    response = preview(keeper, SCHOOLS, SCHOOL_HEADS, line)
    assert "示例甲技工学校" in words(response) and School.objects.count() == 8
    confirm(keeper, SCHOOLS, response)
    school = School.objects.get(organisation__name="示例甲技工学校")
    assert (school.organisation.region_id, str(school.organisation.opened_on)) == ("230800", "2018-09-01")
    assert AuditEntry.objects.filter(action="organisation.establish", target_name="示例甲技工学校").count() == 1


def test_the_preview_shows_old_and_new_without_inline_styles_and_runs_no_markup(keeper):
    line = ["伊春技师学院", "技师学院", "230700", "<b>示例</b>", ""]
    page = preview(keeper, SCHOOLS, SCHOOL_HEADS, line).content.decode()
    assert "<del>由校名推定</del> <ins>&lt;b&gt;示例&lt;/b&gt;</ins>" in page
    assert "style=" not in page


def test_a_code_that_excel_made_a_number_is_read(keeper):
    response = preview(keeper, SCHOOLS, SCHOOL_HEADS, ["示例甲技工学校", "技工学校", 230800, "", None])
    confirm(keeper, SCHOOLS, response)
    assert School.objects.get(organisation__name="示例甲技工学校").organisation.region_id == "230800"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (["示例甲技工学校", "大学", "230800", "", ""], "“大学”不在可选范围内,请写:技师学院、高级技工学校"),
        (["示例甲技工学校", "技工学校", "999999", "", ""], "没有代码为“999999”的记录"),
        (["示例甲技工学校", "技工学校", "230800", "", "去年"], "“去年”不是日期,请写成 2019-04-04。"),
        (["", "技工学校", "230800", "", ""], "名称要写全称"),
        (["伊春技师学院", "技师学院", "230800", "", ""], "已经登记。所在地和成立日期不能用导入改"),
    ],
)
def test_one_wrong_row_keeps_the_file_out_and_says_why(keeper, line, message):
    good = ["示例乙技工学校", "技工学校", "230800", "", ""]
    response = preview(keeper, SCHOOLS, SCHOOL_HEADS, good, line)
    page = words(response)
    assert message in page and "第 3 行" in page and "没有导入任何一行" in page
    assert not response.context.get("confirm_form") and School.objects.count() == 8


def test_a_file_without_our_columns_is_refused_without_a_traceback(keeper):
    page = words(preview(keeper, SCHOOLS, ["学校", "层次"], ["示例", "技工学校"]))
    assert "缺少列:院校名称、办学层次、所在地代码" in page
    assert "Traceback" not in page and ".py" not in page


def test_a_file_that_is_no_workbook_is_refused(keeper):
    sent = {"import_file": SimpleUploadedFile("示例.xlsx", b"not a workbook"), "format": "0"}
    response = keeper.post(SCHOOLS + "import/", sent)
    assert not response.context.get("confirm_form")
    assert "它不是工作簿也不是 CSV" in words(response)
    assert "文件里没有数据" in words(preview(keeper, SCHOOLS, ["院校名称", "办学层次"]))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04 cut off", "文件不完整"),
        (b"\x00\x01\x02\xff\xfe\x00", "读不出这个文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "文件打不开,可能已损坏"),
        (b"", "空"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_chinese(keeper, content, told):
    sent = {"import_file": SimpleUploadedFile("示例.xlsx", content), "format": "0"}
    page = words(keeper.post(SCHOOLS + "import/", sent))
    assert told in page
    assert not re.search(r"BadZip|Unicode|Error|encountered|Traceback", page)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_is_read_as_offices_write_it(keeper, encoding):
    text = ",".join(SCHOOL_HEADS) + "\n示例甲技工学校,技工学校,230800,,\n"
    sent = {"import_file": SimpleUploadedFile("示例.csv", text.encode(encoding)), "format": "0"}
    confirm(keeper, SCHOOLS, keeper.post(SCHOOLS + "import/", sent))
    assert School.objects.filter(organisation__name="示例甲技工学校").exists()


def test_every_fault_is_said_at_once_with_row_heading_value_and_remedy(keeper):
    lines = [
        ["999999", "市级", "二〇一七", "去年", "到日", ""],
        [None] * 6,
        ["230126", "国家级", 2017, "2018-02-30", "到周", ""],
    ]
    page = preview(keeper, POVERTY, POVERTY_HEADS, *lines)
    found = [(one.row, one.column, one.value) for one in page.context["result"].faults]
    assert found == [
        (2, "代码", "999999"), (2, "级别", "市级"), (2, "退出批次(年)", "二〇一七"), (2, "退出批准日期", "去年"),
        (4, "退出批准日期", "2018-02-30"), (4, "日期精度", "到周"),
    ]  # fmt: skip
    text = words(page)
    assert "6 处有错" in text and "第 4 行 日期精度 到周 “到周”不在可选范围内,请写:" in text
    assert not page.context.get("confirm_form") and not AuditEntry.objects.filter(action="admin.imported").exists()


def test_blank_rows_at_the_end_are_passed_over(keeper):
    line = ["示例甲技工学校", "技工学校", "230800", "", ""]
    confirm(keeper, SCHOOLS, preview(keeper, SCHOOLS, SCHOOL_HEADS, line, [None] * 5, ["", " ", None, "", ""]))
    assert School.objects.filter(organisation__name="示例甲技工学校").count() == 1


ELSEWHERE = {SCHOOLS: "/schools/", PAIRS: "/partnerships/", "/admin/portal/organisation/": "/schools/"}


@pytest.mark.parametrize("address", ELSEWHERE)
def test_what_is_only_read_here_says_why_and_where_it_changes(keeper, address):
    rows = keeper.get(address)
    one = keeper.get(re.search(rf"{address}\d+/change/", rows.content.decode())[0])
    for page in (rows, one):
        assert "在这里只" in words(page) and f'<a href="{ELSEWHERE[address]}">' in page.content.decode()


def test_the_head_and_the_lists_use_the_portals_words(keeper):
    page = words(keeper.get(REGIONS))
    assert all(one in page for one in ("返回平台", "修改口令", "退出登录"))
    assert "来修改" not in page and "查看站点" not in page
    assert "最近动作" not in words(keeper.get("/admin/"))


@pytest.mark.parametrize("address", ["/admin/", REGIONS, REGIONS + "230704/change/", SCHOOLS + "import/"])
def test_the_admin_speaks_chinese(keeper, address):
    page = re.sub(r"(?s)<(script|style).*?</\1>", " ", keeper.get(address).content.decode())
    name = Account.objects.get(pk=keeper.session["_auth_user_id"]).username
    text = re.sub(rf"<[^>]+>|&\w+;|{name}|xlsx|Excel|CSV|UTF-8|GBK", " ", page)
    assert re.findall(r"[A-Za-z]{3,}", text) == []


def test_rows_that_changed_between_preview_and_confirmation_are_not_imported(keeper):
    line = ["示例甲技工学校", "技工学校", "230800", "", ""]
    response = preview(keeper, SCHOOLS, SCHOOL_HEADS, line, ["示例乙技工学校", "技工学校", "230800", "", ""])
    other = preview(keeper, SCHOOLS, SCHOOL_HEADS, ["示例乙技工学校", "技师学院", "230100", "", ""])
    confirm(keeper, SCHOOLS, other)
    page = words(confirm(keeper, SCHOOLS, response))
    assert "没有导入任何一行" in page
    assert not School.objects.filter(organisation__name="示例甲技工学校").exists()


def test_pairings_come_in_and_end_through_the_service(keeper):
    new = ["佳木斯技师学院", "230822", "市级", "2019-06-01", ""]
    confirm(keeper, PAIRS, preview(keeper, PAIRS, PAIR_HEADS, new))
    pair = Partnership.objects.get(school__number=6, county="230822")
    confirm(keeper, PAIRS, preview(keeper, PAIRS, PAIR_HEADS, [*new[:4], "2019-09-01"]))
    pair.refresh_from_db()
    assert str(pair.valid_to) == "2019-09-01"
    actions = AuditEntry.objects.filter(action__startswith="partnership.").order_by("pk")
    assert [entry.action for entry in actions] == ["partnership.pair", "partnership.end"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (["伊春技师学院", "230822", "市级", "2019-06-01", ""], "跨市(地)的结对由省厅确定"),
        (["没有的学院", "230822", "市级", "2019-06-01", ""], "没有在办的院校“没有的学院”"),
        (["佳木斯技师学院", "230822", "市级", "", ""], "县(市)代码和结对日期都要填写"),
        (["佳木斯技师学院", "230826", "市级", "2019-04-04", ""], "级别不能改"),
    ],
)
def test_a_pairing_that_cannot_be_is_refused_in_the_preview(keeper, line, message):
    assert message in words(preview(keeper, PAIRS, PAIR_HEADS, line))
    assert Partnership.objects.count() == 15


def test_a_poverty_county_gets_its_day_and_the_audit_keeps_old_and_new(keeper):
    line = ["230126", "省级", 2017, "2018-02-01", "到月", "示例批复"]
    confirm(keeper, POVERTY, preview(keeper, POVERTY, POVERTY_HEADS, line))
    county = PovertyCounty.objects.get(region="230126")
    assert (str(county.left_on), county.left_precision) == ("2018-02-01", "month")
    detail = AuditEntry.objects.filter(action="admin.imported").latest("pk").detail
    assert (detail["old"]["日期精度"], detail["new"]["日期精度"]) == ("日期不详", "到月")


def test_a_day_that_does_not_fit_its_precision_is_said_in_chinese(keeper):
    line = ["230126", "省级", 2017, "2018-02-01", "日期不详", ""]
    assert "日期不详、仍在册的要留空" in words(preview(keeper, POVERTY, POVERTY_HEADS, line))


def test_a_region_is_changed_by_hand_with_old_and_new_in_the_audit(keeper):
    page = keeper.get(REGIONS + "230822/change/")
    form = {name: value if value is not None else "" for name, value in page.context["adminform"].form.initial.items()}
    management = {
        f"{formset.formset.prefix}-{name}": 0
        for formset in page.context["inline_admin_formsets"]
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    response = keeper.post(REGIONS + "230822/change/", form | management | {"note": "示例说明"})
    assert response.status_code == 302
    entry = AuditEntry.objects.filter(action="admin.changed").latest("pk")
    assert (entry.detail["old"]["note"], entry.detail["new"]["note"]) == ("", "示例说明")


@pytest.mark.parametrize("address", [SCHOOLS, PAIRS, "/admin/portal/organisation/"])
def test_what_changes_on_its_pages_is_only_read_here(keeper, address):
    assert keeper.get(address + "add/").status_code == 403


def test_nothing_of_the_past_is_deleted_here(keeper):
    assert keeper.post(REGIONS + "230702/delete/", {"post": "yes"}).status_code == 403
    assert keeper.post(POVERTY + "230822/delete/", {"post": "yes"}).status_code == 403


def test_bureaus_do_not_come_in_by_excel(keeper):
    assert keeper.get("/admin/portal/organisation/import/").status_code == 403


def test_the_admin_holds_the_reference_tables_and_nothing_that_packages_brought(keeper):
    models = [model["name"] for app in keeper.get("/admin/").context["app_list"] for model in app["models"]]
    assert sorted(models) == sorted(["区划", "机构", "技工院校", "结对", "贫困县"])
    assert keeper.get("/admin/axes/accessattempt/").status_code == 404
    assert keeper.get("/admin/auth/group/add/").status_code == 404


def test_nobody_else_gets_in():
    client = client_of(a_filler("佳木斯"))
    for address in (SCHOOLS, SCHOOLS + "import/", SCHOOLS + "export/"):
        assert client.get(address, follow=True).status_code == 403
