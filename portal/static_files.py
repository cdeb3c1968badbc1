"""Static files with a content hash in the name, also inside the import lines of our ES modules."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

REMARK = re.compile(rb"^[ \t]*//.*\n", re.MULTILINE)


class PortalStaticFiles(CompressedManifestStaticFilesStorage):
    """A module that imports another gets the hashed name too, so that no browser mixes two versions of the grid.

    Remarks that fill a line of our own scripts stay in the repository: they are a fifth of what a browser would fetch.
    """

    support_js_module_import_aggregation = True

    def _save(self, name, content):
        if name.startswith("portal/js/") and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(REMARK.sub(b"", content.read()))
        return super()._save(name, content)
