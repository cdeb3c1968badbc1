"""行任务: a row of a filing in the hands of the school or county it is about, until it confirms."""

from django.db import models
from django.db.models import Q

from portal import clock, scope
from portal.models import Account
from reporting.models.filing import FilingRow


class RowTask(models.Model):
    """One a row. Who may type into the row while it stands in which state: queries/gate.py."""

    class State(models.TextChoices):
        HOME = "home", "未交办"
        HANDED = "handed", "待填报"
        CONFIRMED = "confirmed", "已确认"
        RETURNED = "returned", "退回重填"

    row = models.OneToOneField(FilingRow, models.CASCADE, related_name="task", verbose_name="填报行")
    state = models.CharField("状态", max_length=10, choices=State, default=State.HOME)
    due_at = models.DateTimeField("填报期限", null=True, blank=True)
    note = models.CharField("交办说明", max_length=200, blank=True)
    handed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="交办人"
    )
    handed_at = models.DateTimeField("交办时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    answer = models.CharField("填报说明", max_length=300, blank=True)
    returned_for = models.CharField("退回理由", max_length=300, blank=True)
    reminded_at = models.DateTimeField("最近催报", null=True, blank=True)

    objects = scope.ScopedQuerySet.as_manager()
    scope_paths = scope.Paths(unit="row__filing__unit_id", region="row__region", school="row__school")

    class Meta:
        verbose_name = verbose_name_plural = "行任务"
        ordering = ["row__position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="row_task_has_due_date",
                condition=Q(state="home") | Q(due_at__isnull=False, handed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="row_task_confirmed_by_somebody",
                condition=~Q(state="confirmed") | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} 行任务"

    @property
    def out(self) -> bool:
        """The row is with the school or county: it types, the city does not."""
        return self.state in (self.State.HANDED, self.State.RETURNED)

    @property
    def overdue(self) -> bool:
        """Its own last day is over and it is not confirmed."""
        return self.out and clock.now() >= self.due_at
