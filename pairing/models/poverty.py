"""贫困县: 20 国家级 and 8 省级 counties with the day each left. "On the list at X" is computed, never a flag."""

from datetime import date

from django.db import models
from django.db.models import Q

from portal.models import Region


class PovertyCountyQuerySet(models.QuerySet):
    """Questions about the list."""

    def known_on_list(self, day: date) -> "PovertyCountyQuerySet":
        """Counties known to be on the list on ``day``; where the day of leaving is not known, none is claimed."""
        return self.filter(Q(left_on__gt=day) | Q(left_on__isnull=True, left_precision="still"))

    def visible_to(self, scope) -> "PovertyCountyQuerySet":
        """The list is public: every one who is signed in sees it whole."""
        return self.all()


class PovertyCounty(models.Model):
    """A county of the list. ``left_on`` is the first day it was off the list."""

    class Grade(models.TextChoices):
        NATIONAL = "national", "国家级"
        PROVINCIAL = "provincial", "省级"

    class Precision(models.TextChoices):
        DAY = "day", "到日"
        MONTH = "month", "到月"
        UNKNOWN = "unknown", "日期不详"
        STILL = "still", "仍在册"

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True, verbose_name="县(市)")
    grade = models.CharField("级别", max_length=10, choices=Grade)
    exit_batch = models.PositiveSmallIntegerField("退出批次(年)", null=True, blank=True)
    left_on = models.DateField("退出批准日期", null=True, blank=True)
    left_precision = models.CharField("日期精度", max_length=10, choices=Precision)
    source = models.CharField("依据", max_length=200, blank=True)

    objects = PovertyCountyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "贫困县"
        ordering = ["region"]
        constraints = [
            models.CheckConstraint(
                name="poverty_exit_date_fits_precision",
                condition=Q(left_on__isnull=False, left_precision__in=["day", "month"])
                | Q(left_on__isnull=True, left_precision__in=["unknown", "still"]),
                violation_error_message="日期精度为到日、到月的要填退出批准日期,日期不详、仍在册的要留空。",
            )
        ]

    def __str__(self) -> str:
        return self.region.name
