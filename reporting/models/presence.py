"""Who has a form open right now: gone by itself a few seconds after the page stops asking."""

from django.db import models

from portal import scope
from portal.models import Account, Duty
from reporting.models.filing import Filing


class Presence(models.Model):
    """One person on one filing. ``place`` names a cell as the page does, ``until`` is real time, never the demo's."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    duty = models.ForeignKey(Duty, models.CASCADE, related_name="+")
    place = models.CharField(max_length=40, blank=True)
    until = models.DateTimeField()

    objects = scope.ScopedQuerySet.as_manager()
    scope_paths = scope.Paths(unit="filing__unit_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filing", "account"], name="present_once")]
