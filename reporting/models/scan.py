"""盖章扫描件: the sealed sheet of a version, as the city scanned it."""

from django.db import models

from portal.identity import SealedField
from portal.models import Account
from reporting.models.filing import Filing, FilingVersion


class Scan(models.Model):
    """One uploaded file, encrypted as a whole. ``version`` is the one whose check code the paper bears."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        JPEG = "jpeg", "JPEG"
        PNG = "png", "PNG"

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="scans", verbose_name="填报")
    version = models.ForeignKey(FilingVersion, models.PROTECT, related_name="scans", verbose_name="上报版本")
    kind = models.CharField("格式", max_length=4, choices=Kind)
    size = models.PositiveIntegerField("字节")
    digest = models.CharField("摘要", max_length=64)
    content = SealedField("内容", kind="file")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="上传人")
    at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "盖章扫描件"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["filing", "digest"], name="scan_once")]

    def __str__(self) -> str:
        return f"{self.version.check_code} {self.get_kind_display()}"
