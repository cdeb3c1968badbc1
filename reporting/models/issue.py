"""定稿: the province's issue freezes a period's figures; later corrections show as differences against it."""

from django.db import models

from portal.models import Account
from reporting.models.filing import FilingVersion
from reporting.models.period import Period


class Issue(models.Model):
    """The figures of one form and period as the province issued them."""

    form = models.CharField("表号", max_length=40)
    period = models.ForeignKey(Period, models.PROTECT, related_name="issues")
    issued_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("定稿时间")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "定稿"
        constraints = [models.UniqueConstraint(fields=["form", "period"], name="issue_once")]

    def __str__(self) -> str:
        return f"{self.form} {self.period} 定稿"


class IssueLine(models.Model):
    """Which version of a unit's filing the issue counts."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="lines")
    version = models.ForeignKey(FilingVersion, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "version"], name="issue_line_once")]
