"""Files that people upload."""

import io

import pypdfium2


def a_pdf(pages: int = 1) -> bytes:
    """A PDF of blank A4 pages."""
    document, target = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(842, 595)
    document.save(target)
    return target.getvalue()
