"""On the list at date X: computed from the day a county left, never from a flag."""

from dataclasses import dataclass
from datetime import date

from pairing.models import PovertyCounty
from pairing.queries.partnerships import NOTICE_DAY, attachment1_counties

ON, OFF, UNKNOWN = "on", "off", "unknown"
WORDS = {ON: "在册", OFF: "已退出", UNKNOWN: "日期不详"}
FIRST_DAY = date(2017, 1, 1)  # the first exits we hold are the batch of 2017; no source says who was listed before
Grade, Precision = PovertyCounty.Grade, PovertyCounty.Precision


@dataclass(frozen=True)
class Standing:
    """A county of the list and where it stood on the day asked."""

    county: PovertyCounty
    state: str
    in_attachment1: bool

    @property
    def words(self) -> str:
        """在册, 已退出 or 日期不详."""
        return WORDS[self.state]


@dataclass(frozen=True)
class Derived:
    """How 附件1 follows from the list: 国家级 counties, less those that had left by the day of the notice."""

    national: list[str]
    left_before: list[str]
    remaining: list[str]
    only_remaining: list[str]
    only_attachment1: list[str]
    left_later: dict[date, list[str]]

    @property
    def same(self) -> bool:
        """Whether what remained is exactly 附件1."""
        return bool(self.remaining) and not self.only_remaining and not self.only_attachment1


def state_on(county: PovertyCounty, day: date) -> str:
    """ON, OFF, or UNKNOWN where the day of leaving is not known well enough to say."""
    if day < FIRST_DAY:
        return UNKNOWN
    if county.left_precision == Precision.STILL:
        return ON
    if county.left_precision == Precision.UNKNOWN:
        return UNKNOWN
    if day < county.left_on:
        return ON
    same_month = (day.year, day.month) == (county.left_on.year, county.left_on.month)
    return UNKNOWN if county.left_precision == Precision.MONTH and same_month else OFF


def left_words(county: PovertyCounty) -> str:
    """When it left, as exactly as it is known."""
    if county.left_on is None:
        return "仍在册" if county.left_precision == Precision.STILL else "日期不详"
    if county.left_precision == Precision.MONTH:
        return f"{county.left_on.year}年{county.left_on.month}月"
    return f"{county.left_on:%Y-%m-%d}"


def standings(day: date, grade: str = "", state: str = "", text: str = "") -> list[Standing]:
    """Every county of the list with where it stood on ``day``, 国家级 first, by code."""
    partners = attachment1_counties()
    found = PovertyCounty.objects.select_related("region__parent").order_by("grade", "region")
    if grade:
        found = found.filter(grade=grade)
    if text:
        found = found.filter(region__name__contains=text.strip())
    rows = [Standing(county, state_on(county, day), county.pk in partners) for county in found]
    return [row for row in rows if not state or row.state == state]


def derived() -> Derived:
    """Compares the 国家级 counties that were on the list on the day of the notice with 附件1."""
    national = [row for row in standings(NOTICE_DAY) if row.county.grade == Grade.NATIONAL]
    remaining = [row for row in national if row.state == ON]
    later: dict[date, list[str]] = {}
    for row in sorted((r for r in remaining if r.county.left_on), key=lambda r: r.county.left_on):
        later.setdefault(row.county.left_on, []).append(str(row.county))
    partners = [row for row in standings(NOTICE_DAY) if row.in_attachment1]
    return Derived(
        national=_names(national),
        left_before=_names(row for row in national if row.state != ON),
        remaining=_names(remaining),
        only_remaining=_names(row for row in remaining if not row.in_attachment1),
        only_attachment1=_names(row for row in partners if row not in remaining),
        left_later=later,
    )


def _names(rows) -> list[str]:
    return [str(row.county) for row in rows]
