from decimal import Decimal
from pathlib import Path

import pytest

from reporting.formspec.context import Context, RowValues
from reporting.formspec.loader import load_forms, parse_form

ROOT = Path(__file__).parents[3]
THIRD = ROOT / "tests/fixtures/forms/third_form.yaml"


@pytest.fixture(scope="session")
def forms():
    return load_forms(ROOT / "fixtures/forms")


@pytest.fixture(scope="session")
def form2(forms):
    return forms["attachment2"]


@pytest.fixture(scope="session")
def form3(forms):
    return forms["attachment3"]


@pytest.fixture(scope="session")
def third():
    return parse_form(THIRD)


def row(label: str, **values: int | str | None) -> RowValues:
    """富锦市技工学校(示例) and the like: numbers become decimals, None stays a blank."""
    decimals = {key: Decimal(value) if isinstance(value, int | str) else None for key, value in values.items()}
    return RowValues(label, label, decimals)


def a_form2_row(label: str, **changes: int | None) -> RowValues:
    """A row of 附件2 that passes every check."""
    good = {"c3": 40, "c4": 30, "c5": 90, "c6": 20, "c7": 18, "c8": 50, "c9": 45}
    return row(label, **good | changes)


def a_form3_row(label: str, **changes: int | str | None) -> RowValues:
    """A row of 附件3 that passes every check."""
    good = {"c3": 500, "c4": 300, "c5": 120, "c6": 20, "c7": 30, "c8": 30, "c9": 20, "c10": 10, "c11": 5, "c12": 10}
    good |= {"c13": 260, "c14": 110, "c15": 80, "c16": 10, "c17": "60000.00", "c18": "9000.00", "c19": 60, "c20": 900}
    return row(label, **good | {"c21": "13500.00", "c22": 100} | changes)


def a_context(*rows: RowValues, half: str = "H1", **more) -> Context:
    return Context(half, list(rows), **more)
