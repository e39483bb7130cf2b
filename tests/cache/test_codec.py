"""Results as plain values, and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cache.results import RESULTS, result
from wflint.cache.codec import plain, reader
from wflint.checked import Checked


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60, deadline=None)
@given(RESULTS)
def test_what_is_written_comes_back_the_same(checked: Checked) -> None:
    back = reader(Checked)(json.loads(json.dumps(plain(checked))))
    assert back == checked
    assert repr(back) == repr(checked), "with the very types"


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=9))
def test_what_does_not_fit_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=""):
        reader(Checked)(value)


@pytest.mark.parametrize("place", range(len(plain(result()))))
def test_every_field_has_its_type(place: int) -> None:
    value = plain(result())
    value[place] = 1.5
    with pytest.raises(ValueError, match=""):
        reader(Checked)(value)


def test_words_are_those_that_there_are() -> None:
    value = plain(result())
    value[3][0][0][2] = "loud"
    with pytest.raises(ValueError, match=""):
        reader(Checked)(value)
