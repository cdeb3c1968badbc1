"""How many pages a PDF has that somebody uploaded; asked through portal.sandbox."""

import pypdfium2

from portal import sandbox
from portal.refusal import Refused


def count(content: bytes) -> int:
    """The pages of a PDF. Raises Refused where it cannot be opened."""
    return sandbox.ask(__name__, content)


def _count(content: bytes) -> int:
    try:
        return len(pypdfium2.PdfDocument(content))
    except pypdfium2.PdfiumError as error:
        raise Refused(["PDF 打不开:已损坏,或设了密码。请重新扫描后上传。"]) from error


if __name__ == "__main__":
    sandbox.serve(_count)
