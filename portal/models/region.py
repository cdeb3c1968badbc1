"""区划: the divisions people live in and units report for, each with the time it was valid.

GB/T 2260 codes of the 2019-10-31 edition, the codes retired that year with their successors, the forest districts that
have no national code, and 省外 as a residence. A form asks for the regions valid at its cut-off date.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

OUTSIDE = "000000"  # 省外: a residence, never a row of a form


class RegionQuerySet(models.QuerySet):
    """Questions about regions."""

    def valid_on(self, day: date) -> "RegionQuerySet":
        """Regions that existed on ``day``; an unknown bound counts as open."""
        started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(started, Q(valid_to__isnull=True) | Q(valid_to__gt=day))

    def cities(self) -> "RegionQuerySet":
        """The 13 市(地)."""
        return self.filter(level=Region.Level.CITY)

    def visible_to(self, scope) -> "RegionQuerySet":
        """Regions are public knowledge: everyone who is signed in sees all."""
        return self.all()


class Region(models.Model):
    """One division under one code. ``valid_to`` is the first day it no longer existed."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省"
        CITY = "city", "市(地)"
        COUNTY = "county", "县(市、区)"

    class Kind(models.TextChoices):
        NATIONAL = "national", "国标"
        FOREST = "forest", "非国标"
        ZONE = "zone", "开发区"
        OUTSIDE = "outside", "省外"

    code = models.CharField("代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=40)
    level = models.CharField("级别", max_length=10, choices=Level)
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.NATIONAL)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级", null=True, blank=True, related_name="children"
    )
    valid_from = models.DateField("启用日期", null=True, blank=True, help_text="空 = 日期不详")
    valid_to = models.DateField("停用日期", null=True, blank=True, help_text="停用当日起不再使用;空 = 仍在使用")
    inferred = models.BooleanField("推定", default=False, help_text="启用或停用日期系由两个版次推定")
    note = models.CharField("说明", max_length=200, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区划"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="region_dates_in_order",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")),
                violation_error_message="停用日期要晚于启用日期。",
            ),
            models.CheckConstraint(
                name="region_code_six_digits",
                condition=Q(code__regex=r"^[0-9]{6}$"),
                violation_error_message="代码是 6 位数字。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def bureau_name(self) -> str:
        """The name printed as 填表单位: XX市人力资源社会保障局, for 大兴安岭 the 地区 form."""
        return f"{self.name}人力资源社会保障局"

    @property
    def validity(self) -> str:
        """How long the code was valid, in words, with 推定 and 日期不详 said."""
        start = f"{self.valid_from:%Y-%m-%d}" if self.valid_from else "日期不详"
        end = f"至 {self.valid_to:%Y-%m-%d} 停用" if self.valid_to else "起"
        return f"{start} {end}{'(推定)' if self.inferred else ''}"


class RegionSuccession(models.Model):
    """An old code and the code that took its place; ``successor`` is empty where it is not known."""

    old = models.ForeignKey(Region, models.PROTECT, related_name="successions", verbose_name="原区划")
    successor = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="predecessions", verbose_name="后继区划"
    )
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区划沿革"
        constraints = [
            models.UniqueConstraint(fields=["old", "successor"], name="region_succession_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.successor_id or '不详'}"
