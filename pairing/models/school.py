"""技工院校: what pairing knows of an organisation of kind school or training, one to one."""

from django.db import models

from portal import scope
from portal.models import Organisation


class School(models.Model):
    """The profile of a school. ``number`` is its 序号 in 附件1 of the notice; others have none."""

    class Grade(models.TextChoices):
        TECHNICIAN = "technician", "技师学院"
        SENIOR = "senior", "高级技工学校"
        SKILLED = "skilled", "技工学校"
        TRAINING = "training", "职业培训机构"

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="school", verbose_name="院校"
    )
    number = models.PositiveSmallIntegerField("附件1序号", null=True, blank=True, unique=True)
    grade = models.CharField("办学层次", max_length=12, choices=Grade)
    seat_source = models.CharField("属地依据", max_length=200, blank=True)

    objects = scope.ScopedQuerySet.as_manager()
    scope_paths = scope.Paths(region="organisation__region", school="organisation", unit="organisation")

    class Meta:
        verbose_name = verbose_name_plural = "技工院校"
        ordering = [models.F("number").asc(nulls_last=True), "organisation__pinyin"]

    def __str__(self) -> str:
        return self.organisation.name
