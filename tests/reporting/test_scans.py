"""盖章扫描件: judged by content, kept encrypted, held against the version that counts."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection

from portal import keys
from portal.models import AuditEntry
from reporting.models import Scan
from tests.builders.files import a_pdf
from tests.builders.filings import a_filing, someone
from tests.builders.places import a_city
from tests.reporting.filed import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 40 + b"\xff\xd9"


@pytest.fixture
def filing(db):
    return a_filing("佳木斯", "attachment2", "2020Y").filled().explained().sent()


def upload(filing, content: bytes, code: str = "", name: str = "scan.pdf", who=None) -> str:
    """What the page says after the upload."""
    given = {"file": SimpleUploadedFile(name, content), "code": code or filing.now.sent_version.check_code}
    answer = signed_in(who or filing.filler).post(f"/filings/{filing.pk}/scans/", given, follow=True)
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


@pytest.mark.parametrize(("content", "kind"), [(a_pdf(), "pdf"), (PNG, "png"), (JPEG, "jpeg")])
def test_a_scan_is_kept_encrypted_and_comes_back_whole(filing, content, kind):
    assert "已上传第 1 版的盖章扫描件" in upload(filing, content, name="随便.bin")
    scan = Scan.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM reporting_scan")
        stored = cursor.fetchone()[0]
    assert stored.startswith("1:") and content[:8].decode("latin1") not in stored
    answer = signed_in(filing.reviewer).get(f"/filings/{filing.pk}/scans/{scan.pk}/")
    assert answer.content == content and answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"].endswith(kind) and answer["X-Content-Type-Options"] == "nosniff"
    assert AuditEntry.objects.filter(action__in=("filing.scan", "filing.scan_view")).count() == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"MZ\x90\x00 renamed", "不是 PDF、JPEG 或 PNG"),
        (b"%PDF-1.7 torn", "PDF 打不开"),
        (JPEG[:-2], "图片不完整"),
        (a_pdf(21), "有 21 页"),
        (a_pdf(200), "有 200 页"),
        (PNG[:-8] + b"0" * (5 * 1024 * 1024), "超过 5 MB"),
    ],
)
def test_what_is_no_scan_is_refused_by_its_content(filing, content, says):
    assert says in upload(filing, content) and not Scan.objects.exists()


def test_a_code_of_another_form_is_refused(filing):
    other = a_filing("伊春", "attachment2", "2020Y").filled().explained().sent()
    said = upload(filing, PNG, other.now.sent_version.check_code)
    assert "不是本表任何一版的" in said and not Scan.objects.exists()


def test_the_same_file_twice_is_said(filing):
    upload(filing, PNG)
    assert "已经上传过了" in upload(filing, PNG) and Scan.objects.count() == 1


def test_the_page_says_whether_the_paper_is_the_version_received(filing):
    upload(filing, PNG)
    page = f"/filings/{filing.pk}/"
    assert "省厅还没有接收" in signed_in(filing.reviewer).get(page).content.decode()
    filing.received()
    assert "省厅最近接收的一版" in signed_in(filing.reviewer).get(page).content.decode()


def test_nobody_else_uploads_or_opens(filing):
    upload(filing, PNG)
    scan, stranger = Scan.objects.get(), someone("filler", a_city("鹤岗"))
    assert signed_in(stranger).get(f"/filings/{filing.pk}/scans/{scan.pk}/").status_code == 404
    assert signed_in(stranger).post(f"/filings/{filing.pk}/scans/", {}).status_code == 404
    assert signed_in(filing.reviewer).post(f"/filings/{filing.pk}/scans/", {}).status_code == 403
    other = a_filing("佳木斯", "attachment3", "2020Y")
    assert signed_in(filing.filler).get(f"/filings/{other.pk}/scans/{scan.pk}/").status_code == 404


def test_rotating_keys_brings_whole_files_along(tmp_path, settings, filing):
    settings.KEYS_DIR = tmp_path / "keys"
    keys.reread()
    upload(filing, PNG)
    call_command("rotate_keys", stdout=io.StringIO())
    assert Scan.objects.get().content == PNG
    keys.reread()
