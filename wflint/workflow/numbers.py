"""Numbers as documents write them, read exactly and within bounds."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, Final

_NUMBER: Final = re.compile(r"[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})([eE][+-]?\d{1,3})?")


def exact_number(value: Any) -> Fraction | None:
    """The number that ``value`` is or spells; None: it is none, or out of all proportion."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = value.strip() if isinstance(value, str) else repr(value)
    return Fraction(text) if _NUMBER.fullmatch(text) else None
