"""附件 of a row handed on: laid beside it by its school or county, downloaded by city and province."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from portal.models import AuditEntry, Role
from reporting.models import Attachment, Cell
from reporting.services.attachments import MOST
from tests.builders.files import a_pdf
from tests.builders.filings import a_filing, someone
from tests.builders.places import a_city, a_county
from tests.reporting.filed import signed_in
from tests.reporting.test_row_tasks import numbers, post, save
from tests.reporting.test_scans import JPEG, PNG
from tests.words import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
LARGE = PNG[:-8] + b"0" * (5 * 1024 * 1024)


@pytest.fixture
def huanan(db):
    return someone(Role.COUNTY, a_county("桦南县"))


@pytest.fixture
def filing(huanan):
    """佳木斯's 附件3 with 桦南's row handed on."""
    return a_filing("佳木斯", "attachment3", "2020Y").handed_on(["桦南"], date(2020, 12, 8))


def base(filing, label: str = "桦南") -> str:
    return f"/filings/{filing.pk}/rows/{filing.row(label).pk}/"


def upload(filing, who, content: bytes, name: str = "台账.pdf") -> str:
    given = {"file": SimpleUploadedFile(name, content)} if name else {}
    return words(signed_in(who).post(f"{base(filing)}files/", given, follow=True))


@pytest.mark.parametrize(("content", "kind"), [(a_pdf(), "pdf"), (PNG, "png"), (JPEG, "jpeg")])
def test_a_file_lies_beside_the_row_for_city_and_province(filing, huanan, content, kind):
    assert "已上传附件“台账.bin”" in upload(filing, huanan, content, "台账.bin")
    file = Attachment.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM reporting_attachment")
        assert cursor.fetchone()[0].startswith("1:")
    for who in (filing.filler, filing.lead, filing.reviewer):
        form = signed_in(who).get(f"/filings/{filing.pk}/").content.decode()
        assert form.count(f"{base(filing)}files/{file.pk}/") == 1 and "台账.bin" in form
        answer = signed_in(who).get(f"{base(filing)}files/{file.pk}/")
        assert answer.content == content and answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Type"].endswith(kind) and answer["X-Content-Type-Options"] == "nosniff"
    done = AuditEntry.objects.filter(action__startswith="filing.attach").values_list("action", flat=True)
    assert sorted(done) == ["filing.attach", *["filing.attach_view"] * 3]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"MZ\x90\x00 renamed", "台账.pdf", "不是 PDF、JPEG 或 PNG(按内容判断,不看文件名)。附件要用"),
        (a_pdf(200), "台账.pdf", "这个 PDF 有 200 页,附件最多 20 页"),
        (LARGE, "台账.png", "附件超过 5 MB"),
        (b"%PDF-1.7 torn", "台账.pdf", "PDF 打不开"),
        (b"", "空.pdf", "没有选择文件,或文件是空的"),
        (b"", "", "没有选择文件"),
        (a_pdf(), "230102199001011234.pdf", "文件名里不要有身份证号"),
    ],
)
def test_what_is_no_attachment_is_refused_and_nothing_is_kept(filing, huanan, content, name, says):
    assert says in upload(filing, huanan, content, name) and not Attachment.objects.exists()


def test_a_sixth_file_and_the_same_file_twice_are_said(filing, huanan):
    given = [a_pdf(number + 1) for number in range(MOST)]
    for content in given:
        upload(filing, huanan, content)
    assert "已经上传过了" in upload(filing, huanan, given[0])
    assert "已有 5 个附件,最多 5 个。请先删去不用的" in upload(filing, huanan, a_pdf(6))
    assert Attachment.objects.count() == MOST
    file = Attachment.objects.first()
    assert "已删除附件“台账.pdf”" in post(huanan, f"{base(filing)}files/{file.pk}/remove/")
    assert "已经不在了" in post(huanan, f"{base(filing)}files/{file.pk}/remove/")
    assert "已上传附件" in upload(filing, huanan, a_pdf(6))


def test_after_confirming_nothing_is_added_or_removed_and_confirming_twice_is_said(filing, huanan):
    row = filing.row("桦南")
    save(huanan, filing, row, numbers(filing, row))
    upload(filing, huanan, a_pdf())
    assert "已确认本行" in post(huanan, f"{base(filing)}task/confirm/")
    assert "现在是“已确认”,不能“确认本行”" in post(huanan, f"{base(filing)}task/confirm/")
    assert "本单位已于 12月3日 09:00 确认本行" in upload(filing, huanan, PNG)
    file = Attachment.objects.get()
    assert "没有删除" in post(huanan, f"{base(filing)}files/{file.pk}/remove/")
    page = words(signed_in(huanan).get(base(filing)))
    assert "台账.pdf" in page and "删除 " not in page and "上传附件" not in page
    filing.row_step("桦南", "return", filing.filler, reason="示例:附件不清楚")
    assert "已删除附件" in post(huanan, f"{base(filing)}files/{file.pk}/remove/")


def test_what_comes_after_the_row_was_taken_back_is_said_and_not_kept(filing, huanan):
    row = filing.row("桦南")
    save(huanan, filing, row, {"c3": 7})
    upload(filing, huanan, a_pdf())
    filing.row_step("桦南", "take_back", filing.filler)
    late = save(huanan, filing, row, {"c3": 8, "c4": 2})
    assert late.status_code == 409 and "本行由市(地)人社局填报" in late.json()["message"]
    assert "本行由市(地)人社局填报" in upload(filing, huanan, PNG)
    assert "不能“确认本行”" in post(huanan, f"{base(filing)}task/confirm/")
    assert Cell.objects.get().value == 7 and Attachment.objects.count() == 1
    assert "台账.pdf" in words(signed_in(filing.filler).get(f"/filings/{filing.pk}/"))  # what came before is there


def test_strangers_reach_nothing_and_the_city_adds_nothing(filing, huanan):
    upload(filing, huanan, a_pdf())
    path = f"{base(filing)}files/{Attachment.objects.get().pk}/"
    for stranger in (someone(Role.COUNTY, a_county("汤原县")), someone(Role.FILLER, a_city("鹤岗"))):
        client = signed_in(stranger)
        assert client.get(path).status_code == client.post(f"{path}remove/").status_code == 404
        assert client.post(f"{base(filing)}files/").status_code == 404
    assert signed_in(filing.filler).post(f"{base(filing)}files/").status_code == 403
    other = path.replace(base(filing), base(filing, "汤原"))
    assert signed_in(filing.filler).get(other).status_code == 404
