"""批注 and 待核: what people say of a cell, apart from its number and from the checks."""

from django.db import models
from django.db.models import Q

from portal import scope
from portal.models import Account, Organisation
from reporting.models.filing import FilingRow


class CellMark(models.Model):
    """待核: the number is to be looked at again. Gone when somebody says so, or types another number."""

    row = models.ForeignKey(FilingRow, models.CASCADE, related_name="marks", verbose_name="填报行")
    column = models.CharField("列", max_length=20)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="标记人")
    at = models.DateTimeField("标记时间")

    objects = scope.ScopedQuerySet.as_manager()
    scope_paths = scope.Paths(unit="row__filing__unit_id")

    class Meta:
        verbose_name = verbose_name_plural = "待核"
        constraints = [models.UniqueConstraint(fields=["row", "column"], name="mark_once")]

    def __str__(self) -> str:
        return f"{self.row} {self.column} 待核"


class Thread(models.Model):
    """批注 on one cell, seen by the city and the province; open until settled, and again with the next remark."""

    row = models.ForeignKey(FilingRow, models.CASCADE, related_name="threads", verbose_name="填报行")
    column = models.CharField("列", max_length=20)
    settled_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办结人"
    )
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = scope.ScopedQuerySet.as_manager()
    scope_paths = scope.Paths(unit="row__filing__unit_id")

    class Meta:
        verbose_name = verbose_name_plural = "批注"
        constraints = [
            models.UniqueConstraint(fields=["row", "column"], name="thread_once"),
            models.CheckConstraint(
                name="thread_settled_by_somebody",
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.column} 批注"


class Remark(models.Model):
    """One remark of a thread: never changed, never deleted (a trigger of the database refuses both)."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="remarks", verbose_name="批注")
    text = models.CharField("内容", max_length=500)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="批注人")
    duty = models.CharField("岗位", max_length=60)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    to = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提醒")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "批注内容"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d %H:%M}"
