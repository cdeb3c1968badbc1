"""The province's figures as plain data for scripts: what ``manage.py figures`` prints."""

from decimal import Decimal

from portal.scope import Scope
from reporting.formspec.spec import Column
from reporting.models import Issue
from reporting.queries import periods, totals
from reporting.queries.standings import BASES, DRAFT, ISSUED, expected_units
from reporting.rollup import NOTHING, Figures

OFFERED = {basis: words for basis, words in BASES.items() if basis != DRAFT}


class NoFigures(Exception):
    """The question has no answer; the message says why, in Chinese."""


def figures(scope: Scope, form: str, period_code: str, basis: str, city: str = "") -> dict:
    """Lines, totals, missing cells and nil returns of a form and period. Raises NoFigures.

    Values are null where every cell is blank, else the sum of what is there: whole numbers as integers, money and
    decimals as floats. ``city`` is the code of one 市(地); blank asks for all.
    """
    if basis not in OFFERED:
        raise NoFigures(f"没有口径 {basis}。可写 {'、'.join(f'{one}({words})' for one, words in OFFERED.items())}。")
    period = periods.by_code(period_code)
    if period is None:
        raise NoFigures(f"没有报送期 {period_code}。写法如 2019H1(上半年)、2019Y(全年)。")
    found = totals.by_row(scope, form, period, basis)
    if found is None:
        raise NoFigures(f"没有表号 {form}。")
    if basis == ISSUED and not Issue.objects.filter(form=form, period=period).exists():
        raise NoFigures(f"{found.spec.mark} {period}还没有定稿。")
    units = [unit for unit in expected_units(scope) if city in ("", unit.region_id)]
    if not units:
        raise NoFigures(f"没有代码为 {city} 的市(地)。")
    return _answer(found, {unit.region_id for unit in units})


def _answer(found: totals.Totals, cities: set[str]) -> dict:
    counted = [one for one in found.counted if one.code in cities]
    lines = [line for line in found.lines if line.city_code in cities]
    total = totals.add(line.figures for line in lines)
    return {
        "form": found.form,
        "period": found.period.code,
        "basis": found.basis,
        "received": len(counted),
        "expected": len(cities),
        "columns": [_column(column, found.period.half) for column in found.columns],
        "rows": [_row(line, found.columns) for line in lines],
        "total": _values(total, found.columns),
        "missing": {column.key: total.get(column.key, NOTHING).missing for column in found.columns},
        "nil": [one.code for one in counted if one.nil(found.basis)],
    }


def _column(column: Column, half: str) -> dict:
    return {"key": column.key, "title": column.title_for(half), "unit": column.unit}


def _row(line: totals.Line, columns: tuple[Column, ...]) -> dict:
    return {
        "city_code": line.city_code,
        "city": line.city,
        "subject_code": line.key,
        "subject": line.label,
        "values": _values(line.figures, columns),
        "missing": sum(figure.missing for figure in line.figures.values()),
    }


def _values(figures: Figures, columns: tuple[Column, ...]) -> dict[str, int | float | None]:
    return {column.key: _number(figures.get(column.key, NOTHING).value, column) for column in columns}


def _number(value: Decimal | None, column: Column) -> int | float | None:
    if value is None:
        return None
    return int(value) if column.kind in ("count", "days") else float(value)
