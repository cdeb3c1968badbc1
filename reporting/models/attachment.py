"""附件 of a row handed on: what the school or county lays beside its numbers."""

from django.db import models

from portal import scope
from portal.identity import SealedField
from portal.models import Account
from reporting.models.filing import FilingRow
from reporting.models.scan import Scan


class Attachment(models.Model):
    """One uploaded file, encrypted as a whole as a Scan is. Who may add and remove it: services/attachments.py."""

    row = models.ForeignKey(FilingRow, models.CASCADE, related_name="attachments", verbose_name="填报行")
    name = models.CharField("文件名", max_length=100)
    kind = models.CharField("格式", max_length=4, choices=Scan.Kind)
    size = models.PositiveIntegerField("字节")
    digest = models.CharField("摘要", max_length=64)
    content = SealedField("内容", kind="file")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="上传人")
    at = models.DateTimeField("上传时间")

    objects = scope.ScopedQuerySet.as_manager()
    scope_paths = scope.Paths(unit="row__filing__unit_id", region="row__region", school="row__school")

    class Meta:
        verbose_name = verbose_name_plural = "行附件"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["row", "digest"], name="attachment_once")]

    def __str__(self) -> str:
        return self.name
