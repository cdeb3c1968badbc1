"""What a browser fetches of our scripts: without the remarks, and small."""

import gzip
import re

from django.core.files.base import ContentFile

from portal.postgres import ROOT
from portal.static_files import PortalStaticFiles

MOST = 30_000  # bytes, compressed: all that the form page runs of ours
JS = ROOT / "portal" / "static" / "portal" / "js"


def stored(folder, name: str, text: str) -> str:
    storage = PortalStaticFiles(location=folder, base_url="/static/")
    return (folder / storage.save(name, ContentFile(text.encode()))).read_text()


def test_remarks_of_our_own_scripts_stay_at_home(tmp_path):
    text = '// Why.\nlet url = "http://x"; // what\n  // More.\n  go(url);\n'
    assert stored(tmp_path, "portal/js/one.js", text) == 'let url = "http://x"; // what\n  go(url);\n'
    assert stored(tmp_path, "portal/vendor/one.js", text) == text


def test_the_script_of_the_form_page_is_small(tmp_path):
    waiting, size, seen = [JS / "app.js", JS / "grid" / "index.js"], 0, set()
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        text = stored(tmp_path, f"portal/js/{file.parent.name}/{file.name}", file.read_text())
        size += len(gzip.compress(text.encode(), 9))
        waiting += [file.parent / name for name in re.findall(r'from "\./([^"]+\.js)"', text)]
    assert len(seen) > 20 and size <= MOST, size
