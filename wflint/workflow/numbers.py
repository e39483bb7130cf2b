"""Numbers as documents write them, read exactly and within bounds."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

_NUMBER: Final = re.compile(r"[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})([eE][+-]?\d{1,2})?", re.ASCII)
_MOST_BITS = 200
_LONGEST = 200
"""More characters than any number has that is in proportion."""


def exact_number(value: Any) -> Fraction | None:
    """The number that ``value`` is or spells; None: it is none, or out of all proportion.

    What is out of proportion (about 60 digits) no property of HubSpot's can hold.
    """
    if isinstance(value, str):
        text = value.strip()
        return _spelt(text) if len(text) <= _LONGEST else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, int):
        return Fraction(value) if value.bit_length() <= _MOST_BITS else None
    return _spelt(repr(value))


@lru_cache(maxsize=1024)
def _spelt(text: str) -> Fraction | None:
    """The same few numbers are written again and again."""
    return Fraction(text) if _NUMBER.fullmatch(text) else None
