"""说明: the written reason for a check that did not pass; it travels up with the filing."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from portal.models import Account
from reporting.models.filing import Filing, FilingRow

models.CharField.register_lookup(Length)


class Explanation(models.Model):
    """A reason of at least six characters. It holds only for the numbers it explained (``signature``)."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="explanations")
    check_code = models.CharField(max_length=60)
    row = models.ForeignKey(FilingRow, models.CASCADE, null=True, blank=True, related_name="+")
    signature = models.CharField(max_length=64)
    reason = models.CharField("说明", max_length=500)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # 准强制: the province releases each one before it can receive.
    released_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "check_code", "row"], name="explanation_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="explanation_six_characters", condition=Q(reason__length__gte=6)),
        ]
