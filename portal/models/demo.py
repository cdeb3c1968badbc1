"""The demo's shifted clock: one row, written at the first start, so that the demo runs on across restarts."""

from django.db import models
from django.db.models import Q


class DemoClock(models.Model):
    """``offset`` is business time minus real time."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    offset = models.DurationField()

    class Meta:
        constraints = [models.CheckConstraint(name="one_demo_clock", condition=Q(id=1))]
