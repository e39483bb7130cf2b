"""Results as plain values, and back."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cache.results import RESULTS, result
from wflint.cache.codec import plain, reader
from wflint.checked import Checked


def spelt(value: Any) -> str:
    """``value`` with the types of everything in it; sets have no order."""
    if is_dataclass(value):
        inner = [spelt(getattr(value, field.name)) for field in fields(value)]
    elif isinstance(value, tuple | list):
        inner = [spelt(one) for one in value]
    elif isinstance(value, frozenset):
        inner = sorted(map(spelt, value))
    else:
        return repr(value)
    return f"{type(value).__name__}({', '.join(inner)})"


@settings(max_examples=60)
@given(RESULTS)
def test_what_is_written_comes_back_the_same(checked: Checked) -> None:
    back = reader(Checked)(json.loads(json.dumps(plain(checked))))
    assert back == checked
    assert spelt(back) == spelt(checked), "with the very types"


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=9))
def test_what_does_not_fit_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        reader(Checked)(value)


@pytest.mark.parametrize("place", range(len(plain(result()))))
def test_every_field_has_its_type(place: int) -> None:
    value = plain(result())
    value[place] = 1.5
    with pytest.raises(ValueError):
        reader(Checked)(value)


def test_words_are_those_that_there_are() -> None:
    value = plain(result())
    value[3][0][0][2] = "loud"
    with pytest.raises(ValueError):
        reader(Checked)(value)
