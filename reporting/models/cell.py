"""单元格: the number a unit typed, and its frozen copies. Blank, zero and not-applicable are three things."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from portal import scope
from portal.models import Account
from reporting.models.filing import FilingRow, FilingVersion


class Cell(models.Model):
    """One cell; a missing row of this table is a cell never touched. ``version`` grows with each save."""

    row = models.ForeignKey(FilingRow, models.CASCADE, related_name="cells")
    column = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True, validators=[MinValueValidator(0)])
    text = models.CharField(max_length=500, blank=True)
    not_applicable = models.CharField("不适用理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()

    objects = scope.ScopedQuerySet.as_manager()
    scope_paths = scope.Paths(unit="row__filing__unit_id", region="row__region", school="row__school")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "column"], name="cell_once", include=["value"]),
            models.CheckConstraint(name="cell_not_negative", condition=Q(value__isnull=True) | Q(value__gte=0)),
            models.CheckConstraint(
                name="cell_one_meaning", condition=Q(not_applicable="") | Q(value__isnull=True, text="")
            ),
        ]


class FrozenCell(models.Model):
    """A cell as it was in a version that was sent; written by INSERT … SELECT, a trigger refuses changes."""

    version = models.ForeignKey(FilingVersion, models.CASCADE, related_name="cells")
    row = models.ForeignKey(FilingRow, models.PROTECT, related_name="+")
    column = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    text = models.CharField(max_length=500, blank=True)
    not_applicable = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "row", "column"], name="frozen_cell_once", include=["value"])
        ]
