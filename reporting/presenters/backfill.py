"""补录 on the calendar: what was let in of a period, and the page on which the province lets forms in."""

from datetime import timedelta

from portal import calendar, clock
from portal.components import Badge
from reporting.models import Filing, Period
from reporting.presenters.states import state_badge
from reporting.queries.backfill import Candidate, candidates
from reporting.workflow_backfill import LONGEST

USUAL = timedelta(days=30)  # proposed; the province writes another day where it wants one


def backfill_page(period: Period, typed, problems: list[str]) -> dict:
    """The template context of 开放补录; ``typed``: what was sent and refused, else empty."""
    lines, now = candidates(period), clock.now()
    chosen = set(typed.getlist("form")) if typed else set()
    drawn = [
        {"unit": unit, "cells": [_cell(one, chosen) for one in found], "name": unit.region.name}
        for unit, found in lines.items()
    ]
    return {
        "period": period,
        "marks": [one.edition.mark for one in next(iter(lines.values()), [])],
        "lines": drawn,
        "able": any(cell["able"] for line in drawn for cell in line["cells"]),
        "locks": calendar.deadline(period.locks_at, with_year=True),
        "locked": now >= period.locks_at,
        "problems": problems,
        "until": typed.get("until", "") if typed else _day(now + USUAL),
        "first": now.date().isoformat(),
        "last": _day(now + LONGEST),
        "reason": typed.get("reason", "") if typed else "",
    }


def _day(moment) -> str:
    return calendar.closing_date(moment).isoformat()


def _cell(one: Candidate, chosen: set[str]) -> dict:
    value, filing = f"{one.unit.pk}:{one.edition.code}", one.filing
    badge = state_badge(filing) if filing else Badge("没有建表")
    until = calendar.deadline(filing.backfill_until, with_year=True) if filing and filing.backfilled else ""
    return {
        "value": value,
        "label": f"{one.unit.region.name} {one.edition.mark}",
        "mark": one.edition.mark,
        "able": one.able,
        "badge": badge,
        "until": until,
        "url": f"/filings/{filing.pk}/" if filing else "",
        "checked": value in chosen,
    }


def backfill_line(filing: Filing) -> dict:
    """One 补录 as the calendar shows it, to the province and to the city it is of."""
    return {
        "filing": filing,
        "state": state_badge(filing),
        "until": calendar.deadline(filing.backfill_until, with_year=True),
        "opened": f"{filing.backfill_by.name} {calendar.stamp(filing.backfill_at)} 开放",
    }
