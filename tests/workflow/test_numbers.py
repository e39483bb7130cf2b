"""Numbers as documents write them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from wflint.workflow.numbers import exact_number


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, Fraction(3)),
        (0.1, Fraction(1, 10)),
        (1e-7, Fraction(1, 10**7)),
        ("0.1", Fraction(1, 10)),
        (" -2.50 ", Fraction(-5, 2)),
        ("+1e2", Fraction(100)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
    ],
)
def test_numbers_are_exact(value: Any, number: Fraction) -> None:
    assert exact_number(value) == number


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, "", "many", "1,000", "1/3", "1_000", "0x10", "nan", "inf", [], {}),
        *(float("nan"), float("inf"), 1e300, 10**90, "9" * 61, "1e999", "1e99999999999"),
    ],
)
def test_what_is_no_number_or_out_of_proportion(value: Any) -> None:
    assert exact_number(value) is None
