"""Results of checking, of every shape that the words allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from hypothesis import strategies as st

from wflint.checked import Checked, Judged
from wflint.findings import Change, Finding, Level, Place
from wflint.source.places import Position

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)
st.register_type_strategy(
    Change,
    st.builds(
        Change, st.sampled_from(["add", "replace", "remove"]), st.text(max_size=9), value=_JSON
    ),
)
st.register_type_strategy(
    Mapping, lambda kind: st.dictionaries(*map(st.from_type, get_args(kind)), max_size=2)
)
st.register_type_strategy(Position, st.builds(Position, st.integers(1, 99), st.integers(1, 99)))

RESULTS: st.SearchStrategy[Checked] = st.from_type(Checked)


def result(message: str = "fails", file: str = "a.json") -> Checked:
    """A result like most."""
    finding = Finding("WF103", "some-rule", Level.ERROR, message, file, Place("/a/0"))
    return Checked(file, workflows=1, findings=(Judged(finding, shown=True, fails=True),), hidden=2)
