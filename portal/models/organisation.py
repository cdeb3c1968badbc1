"""机构: whoever reports, is reported about, or pays. A school is an organisation of kind school.

Name and seat are dated (``OrganisationSpell``): renaming, moving, merging and closing keep the past.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from portal import scope
from portal.models.apart import apart
from portal.models.region import Region


class OrganisationQuerySet(scope.ScopedQuerySet):
    """Questions about organisations."""

    def open_on(self, day: date) -> "OrganisationQuerySet":
        """Organisations that existed on ``day``."""
        started = Q(opened_on__isnull=True) | Q(opened_on__lte=day)
        return self.filter(started, Q(closed_on__isnull=True) | Q(closed_on__gt=day))

    def schools(self) -> "OrganisationQuerySet":
        """技工院校 in the notice's sense: (一) 含职业培训机构."""
        return self.filter(kind__in=[Organisation.Kind.SCHOOL, Organisation.Kind.TRAINING])


class Organisation(models.Model):
    """One organisation. ``name`` and ``region`` are those of today; the spells hold what they were."""

    class Kind(models.TextChoices):
        PROVINCE = "province", "省厅"
        CITY = "city", "市(地)人社局"
        COUNTY = "county", "县级人社局"
        SCHOOL = "school", "技工院校"
        TRAINING = "training", "职业培训机构"

    class Seat(models.TextChoices):
        """How sure the seat is: where no source prints it, the province assigns it."""

        KNOWN = "known", "已确认"
        INFERRED = "inferred", "推定"
        ASSIGNED = "assigned", "待确认"
        UNKNOWN = "unknown", "待分配"

    kind = models.CharField("类别", max_length=10, choices=Kind)
    name = models.CharField("名称", max_length=80)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="所在区划", null=True, blank=True)
    seat = models.CharField("属地", max_length=10, choices=Seat, default=Seat.KNOWN)
    sample = models.BooleanField("示例", default=False, help_text="演示用的虚构机构")
    opened_on = models.DateField("成立日期", null=True, blank=True)
    closed_on = models.DateField("停办日期", null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="并入")
    pinyin = models.CharField("拼音", max_length=200, blank=True, db_index=True, editable=False)

    objects = OrganisationQuerySet.as_manager()
    scope_paths = scope.Paths(school="pk", region="region_id", unit="pk")

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ["kind", "pinyin", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"], condition=Q(closed_on__isnull=True), name="organisation_name_once"
            ),
            models.UniqueConstraint(
                fields=["region", "kind"],
                condition=Q(kind__in=["province", "city", "county"]),
                name="one_bureau_a_region",
            ),
            models.CheckConstraint(
                name="organisation_has_seat",
                condition=Q(region__isnull=False) | Q(kind__in=["school", "training"], seat="unknown"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationSpell(models.Model):
    """The name and seat an organisation had for a time; spells of one organisation never overlap."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="spells", verbose_name="机构")
    name = models.CharField("名称", max_length=80)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="所在区划", null=True, blank=True)
    valid_from = models.DateField("自", null=True, blank=True, help_text="空 = 日期不详")
    valid_to = models.DateField("至", null=True, blank=True, help_text="该日起不再使用;空 = 至今")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构沿革"
        ordering = [F("valid_from").asc(nulls_first=True)]
        constraints = [apart("organisation_spells_apart", "organisation_id")]

    def __str__(self) -> str:
        return self.name
