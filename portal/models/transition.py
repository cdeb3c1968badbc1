"""A state change is a row: the same row is the timeline people read and the history that counts days."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Transition(models.Model):
    """One step of a machine, written by portal/workflow.py and by nothing else. Insert-only."""

    machine = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    actor = models.ForeignKey("portal.Account", models.PROTECT, null=True, related_name="+")
    duty = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    real_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["machine", "object_id", "at"], name="transition_object")]
