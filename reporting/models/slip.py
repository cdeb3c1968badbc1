"""退回单: a numbered slip with an item for each cell or row that must be looked at again.

A correction asked for by the city after receipt is the same slip from the other side: only its items unlock.
"""

from django.db import models
from django.db.models import Q

from portal import clock, scope
from portal.models import Account
from reporting.models.filing import Filing, FilingRow, FilingVersion


class Slip(models.Model):
    """One return or correction. Open until the version that answers it is received."""

    class Kind(models.TextChoices):
        RETURN = "return", "退回"
        CORRECTION = "correction", "更正"

    class State(models.TextChoices):
        ASKED = "asked", "待批"
        OPEN = "open", "待修改"
        ANSWERED = "answered", "已再报"
        CLOSED = "closed", "已办结"
        REFUSED = "refused", "未批准"
        DROPPED = "dropped", "已撤销"

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="slips", verbose_name="填报")
    kind = models.CharField("类别", max_length=12, choices=Kind)
    state = models.CharField("状态", max_length=10, choices=State)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField("编号", null=True, blank=True)
    reason = models.CharField("理由", max_length=500)
    version = models.ForeignKey(FilingVersion, models.PROTECT, related_name="+", verbose_name="所退版本")
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    until = models.DateTimeField("修改期限", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = scope.ScopedQuerySet.as_manager()
    scope_paths = scope.Paths(unit="filing__unit_id")

    class Meta:
        verbose_name = verbose_name_plural = "退回单"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="slip_number_once"),
            models.UniqueConstraint(
                fields=["filing"], condition=Q(state__in=["asked", "open", "answered"]), name="one_live_slip"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.year}-{self.number:03d}" if self.number else f"{self.get_kind_display()}申请"

    @property
    def overdue(self) -> bool:
        """Whether its own last day is over."""
        return self.until is not None and clock.now() >= self.until

    @property
    def paper(self) -> str:
        """What it is called: 退回单 or 更正单."""
        return f"{self.get_kind_display()}单"


class SlipItem(models.Model):
    """A marked cell, or with no column the whole row. Done when the cell was saved again or confirmed unchanged."""

    slip = models.ForeignKey(Slip, models.CASCADE, related_name="items")
    row = models.ForeignKey(FilingRow, models.PROTECT, related_name="+")
    column = models.CharField(max_length=20, blank=True)
    note = models.CharField("意见", max_length=300, blank=True)
    old = models.CharField("原值", max_length=40, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField("答复", max_length=300, blank=True)

    class Meta:
        ordering = ["row__position", "column"]
        constraints = [models.UniqueConstraint(fields=["slip", "row", "column"], name="slip_item_once")]
