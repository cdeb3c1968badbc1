"""Static files with a content hash in the name, also inside the import lines of our ES modules."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticFiles(CompressedManifestStaticFilesStorage):
    """A module that imports another gets the hashed name too, so that no browser mixes two versions of the grid."""

    support_js_module_import_aggregation = True
