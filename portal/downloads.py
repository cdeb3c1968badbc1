"""Finished bytes as a download that no cache keeps."""

from urllib.parse import quote

from django.http import HttpResponse

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "yaml": "application/yaml",
}


def download(name: str, ending: str, content: bytes, inline: bool = False) -> HttpResponse:
    """``name`` without its ending, Chinese by RFC 5987; ``inline``: the browser shows it rather than saving it."""
    response = HttpResponse(content, content_type=TYPES[ending])
    way = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{way}; filename=\"file.{ending}\"; filename*=UTF-8''{quote(name)}.{ending}"
    response["Cache-Control"] = "no-store"
    return response
