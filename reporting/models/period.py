"""报送期: the June filing is the half-year, the December filing the whole year; they are never added. Notice (十五)."""

from django.db import models
from django.db.models import F, Q

from portal import scope
from portal.models import Account, Organisation


class Period(models.Model):
    """One reporting period with its absolute moments. ``2019H1`` is June's, ``2019Y`` December's."""

    class Half(models.TextChoices):
        FIRST = "H1", "上半年"
        WHOLE = "Y", "全年"

    code = models.CharField("代码", max_length=6, unique=True)
    year = models.PositiveSmallIntegerField("年度")
    half = models.CharField("期别", max_length=2, choices=Half)
    counts_from = models.DateField("统计期间自")
    counts_to = models.DateField("统计期间至", help_text="含当日")
    opens_at = models.DateTimeField("开放")
    due_at = models.DateTimeField("截止")
    locks_at = models.DateTimeField("锁定")

    class Meta:
        verbose_name = verbose_name_plural = "报送期"
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(fields=["year", "half"], name="period_once"),
            models.CheckConstraint(name="period_code_fits", condition=Q(code__regex=r"^20[0-9]{2}(H1|Y)$")),
            models.CheckConstraint(
                name="period_moments_in_order",
                condition=Q(counts_from__lt=F("counts_to"), opens_at__lt=F("due_at"), due_at__lte=F("locks_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """«2020年全年» / «2020年上半年»."""
        return f"{self.year}年{self.get_half_display()}"


class PeriodChange(models.Model):
    """A moment the province moved, from what to what and why. Insert-only."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="changes")
    field = models.CharField(max_length=20)
    old = models.CharField(max_length=40)
    new = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Extension(models.Model):
    """延期: one unit's later due date in one period: who asked, who granted, until when."""

    class State(models.TextChoices):
        ASKED = "asked", "待批"
        GRANTED = "granted", "已批准"
        REFUSED = "refused", "未批准"

    period = models.ForeignKey(Period, models.PROTECT, related_name="extensions", verbose_name="报送期")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    until = models.DateTimeField("延至")
    reason = models.CharField("理由", max_length=300)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")

    objects = scope.ScopedQuerySet.as_manager()
    scope_paths = scope.Paths(unit="unit_id")

    class Meta:
        verbose_name = verbose_name_plural = "延期"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit"], condition=Q(state__in=["asked", "granted"]), name="one_live_extension"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.period} 延期"
