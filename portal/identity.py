"""Personal numbers at rest: ciphertext and keyed digest (the field class), masking.  STUB: security helper replaces."""

from django.db import models


class EncryptedField(models.TextField):
    def __init__(self, *args, kind="", **kwargs):
        self.kind = kind
        super().__init__(*args, **kwargs)
