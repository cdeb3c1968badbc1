"""结对: a school helps a poor county. Notice (三): 省级 ones stand in 附件1, each city pairs its own besides."""

from django.db import models
from django.db.models import F, Q

from pairing.models.school import School
from portal import scope
from portal.models import Region


class Partnership(models.Model):
    """One school and one 县(市), from a day until a day."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省级"
        CITY = "city", "市级"

    school = models.ForeignKey(School, models.PROTECT, related_name="partnerships", verbose_name="技工院校")
    county = models.ForeignKey(Region, models.PROTECT, related_name="partnerships", verbose_name="县(市)")
    level = models.CharField("级别", max_length=10, choices=Level, default=Level.CITY)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    ended_with_school = models.BooleanField("随院校停办结束", default=False, editable=False)

    objects = scope.ScopedQuerySet.as_manager()
    scope_paths = scope.Paths(region="county", school="school__organisation")

    class Meta:
        verbose_name = verbose_name_plural = "结对"
        ordering = ["school__number", "county"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "county"], condition=Q(valid_to__isnull=True), name="partnership_once"
            ),
            models.CheckConstraint(
                name="partnership_dates_in_order", condition=Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}—{self.county}"
