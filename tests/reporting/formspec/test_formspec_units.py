"""万元 whose parts add up: held for any amounts."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from reporting.formspec.units import SMALLEST, WAN, balanced

yuan = st.decimals(min_value=0, max_value="9999999999.99", places=2, allow_nan=False)


@given(st.lists(st.one_of(st.none(), yuan), max_size=200))
def test_parts_add_up_to_the_rounded_sum_and_stay_close(parts):
    found = balanced(parts)
    there = [part for part in parts if part is not None]
    assert sum(one for one in found if one is not None) == (sum(there, Decimal(0)) / WAN).quantize(
        SMALLEST, ROUND_HALF_UP
    )
    assert [one is None for one in found] == [part is None for part in parts]
    assert all(abs(one - part / WAN) < SMALLEST for one, part in zip(found, parts, strict=True) if part is not None)


def test_three_thirds():
    assert balanced([Decimal("33.33")] * 3) == [Decimal("0.01"), Decimal("0.00"), Decimal("0.00")]
    assert balanced([None, Decimal("15000")]) == [None, Decimal("1.50")]
