"""审核公式 that only the province's total can answer (``at: province`` in a form): across cities and forms."""

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.formspec.checks import evaluate
from reporting.formspec.context import Context, Past, RowValues
from reporting.formspec.spec import LEVEL_TITLES, LEVELS
from reporting.queries.totals import Totals
from reporting.rollup import Figures

FAILED, UNDECIDED, PASSED = "failed", "undecided", "passed"


@dataclass(frozen=True)
class ProvinceCheck:
    """One check on the province's total and what came of it."""

    form: str
    code: str
    level: str
    title: str
    outcome: str
    message: str

    @property
    def level_title(self) -> str:
        return LEVEL_TITLES[self.level]

    @property
    def needs_reason(self) -> bool:
        """A failed 强制, 准强制 or 核实 check: the issue says why the figures stand nevertheless."""
        return self.outcome == FAILED and self.level != "hint"


def province_checks(found: dict[str, Totals]) -> list[ProvinceCheck]:
    """Every check of these forms that is kept for the province, failed ones first, the worst level before the rest.

    While units are missing on the basis the sums of two forms stand on different cities: then nothing is decided.
    """
    absent = [f"{one.spec.mark} {len(one.counted)}/{len(one.standings)}" for one in found.values() if not _all(one)]
    checks = [_undecided(one, absent) if absent else _decided(one, found) for one in found.values()]
    order = [FAILED, UNDECIDED, PASSED]
    return sorted(
        (check for some in checks for check in some),
        key=lambda one: (order.index(one.outcome), LEVELS.index(one.level)),
    )


def _all(one: Totals) -> bool:
    return bool(one.standings) and len(one.counted) == len(one.standings)


def _undecided(one: Totals, absent: list[str]) -> Iterable[ProvinceCheck]:
    message = f"未判定:各市(地)还没有到齐({'、'.join(absent)}),到齐后判定。"
    for check in one.spec.checks:
        if check.applies(one.period.half, "province"):
            yield ProvinceCheck(one.form, check.code, check.level, check.title, UNDECIDED, message)


def _decided(one: Totals, found: dict[str, Totals]) -> Iterable[ProvinceCheck]:
    others = {code: _past(other) for code, other in found.items() if code != one.form}
    context = Context(one.period.half, _rows(one), others=others, at="province")
    for finding in evaluate(one.spec, context):
        yield ProvinceCheck(one.form, finding.check, finding.level, finding.title, finding.outcome, finding.message)


def _rows(one: Totals) -> list[RowValues]:
    return [
        RowValues(line.key, line.label, _values(line.figures), {k for k, f in line.figures.items() if f.applicable})
        for line in one.lines
        if not line.nil
    ]


def _values(figures: Figures) -> dict:
    return {key: figure.value if figure.whole else None for key, figure in figures.items()}


def _past(one: Totals) -> Past:
    total = {key: figure for key, figure in one.total.items() if figure.applicable}
    return Past(total=_values(total), name=one.spec.mark)
