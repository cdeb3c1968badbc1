"""Dated rows that must not overlap: a constraint the database holds whatever the code forgets."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db.models import F, Func, Q


def apart(name: str, field: str, condition: Q | None = None) -> ExclusionConstraint:
    """Rows with the same ``field`` (a number) never share a day between valid_from and valid_to.

    The server has no btree_gist: the number takes part in the exclusion as a range of one number.
    """
    number = Func(F(field), F(field), RangeBoundary(True, True), function="int8range")
    days = Func(F("valid_from"), F("valid_to"), function="daterange")
    overlap = RangeOperators.OVERLAPS
    return ExclusionConstraint(name=name, expressions=[(number, overlap), (days, overlap)], condition=condition)
