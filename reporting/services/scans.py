"""Taking in the scan of a sealed sheet: what it is by its content, which version it shows by its check code."""

from hashlib import sha256

from django.db import transaction

from portal import audit, clock, pdf_pages
from portal.actor import Actor
from portal.refusal import Refused
from reporting.guards import own_unit
from reporting.models import Filing, FilingVersion, Scan
from reporting.queries.versions import written_code
from reporting.services.filling import lock

MOST_BYTES, MOST_PAGES = 5 * 1024 * 1024, 20
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


@transaction.atomic
def add_scan(filing: Filing, content: bytes, code: str, actor: Actor) -> Scan:
    """Keep a scan beside its version. Raises Refused with what is wrong; nothing is kept then."""
    locked = lock(filing.pk)
    problems = own_unit(locked, actor, {})
    if problems:
        raise Refused(problems)
    kind, version = kind_of(content), _version(locked, code)
    digest = sha256(content).hexdigest()
    if locked.scans.filter(digest=digest).exists():
        raise Refused(["这个文件已经上传过了。"])
    scan = Scan.objects.create(
        filing=locked,
        version=version,
        kind=kind,
        size=len(content),
        digest=digest,
        content=content,
        by=actor.account,
        at=clock.now(),
    )
    Filing.objects.filter(pk=locked.pk).changed()
    detail = {"version": version.number, "kind": kind, "size": scan.size, "digest": digest}
    audit.record("filing.scan", actor, locked, detail)
    return scan


def kind_of(content: bytes, what: str = "扫描件") -> str:
    """PDF, JPEG or PNG, whatever the file is called. Raises Refused for anything else, and for what is too large.

    ``what``: as which the messages speak of it.
    """
    if not content:
        raise Refused(["没有选择文件,或文件是空的。"])
    if len(content) > MOST_BYTES:
        raise Refused([f"{what}超过 5 MB。请用 150–200 dpi、灰度重新扫描,或另存为较小的 PDF。"])
    if content.startswith(b"%PDF"):
        _look_at_pdf(content, what)
        return Scan.Kind.PDF
    if content.startswith(_PNG) and b"IEND" in content[-16:]:
        return Scan.Kind.PNG
    if content.startswith(_JPEG) and content.rstrip(b"\0")[-2:] == b"\xff\xd9":
        return Scan.Kind.JPEG
    if content.startswith((_PNG, _JPEG)):
        raise Refused(["图片不完整,可能没有传完。请重新选择文件上传。"])
    raise Refused([f"这不是 PDF、JPEG 或 PNG(按内容判断,不看文件名)。{what}要用这三种格式,请扫描或另存后再上传。"])


def _look_at_pdf(content: bytes, what: str) -> None:
    pages = pdf_pages.count(content)
    if pages > MOST_PAGES:
        raise Refused([f"这个 PDF 有 {pages} 页,{what}最多 {MOST_PAGES} 页。请只上传有关的页。"])


def _version(filing: Filing, code: str) -> FilingVersion:
    written = written_code(code)
    found = filing.versions.filter(check_code=written).first()
    if found is None:
        raise Refused([f"校验码“{code.strip()[:12]}”不是本表任何一版的。请照纸面左下角的 8 位校验码再输一次。"])
    return found
