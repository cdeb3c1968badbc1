"""Totals with their money in 万元, balanced over the lines of the table that is shown."""

from dataclasses import replace

from reporting.formspec.units import balanced, money_columns, spec_in_wan
from reporting.queries.totals import Totals
from reporting.rollup import NOTHING


def totals_in_wan(found: Totals) -> Totals:
    """The same totals to be read in 万元; 总计 stays the sum of the lines."""
    spec = spec_in_wan(found.spec)
    figures = [dict(line.figures) for line in found.lines]
    for column in money_columns(spec):
        values = balanced([one.get(column.key, NOTHING).value for one in figures])
        for one, value in zip(figures, values, strict=True):
            if column.key in one:
                one[column.key] = replace(one[column.key], value=value)
    lines = [replace(line, figures=one) for line, one in zip(found.lines, figures, strict=True)]
    return replace(found, spec=spec, lines=lines)
