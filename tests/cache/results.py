"""Results of checking, of every shape that the words allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args, get_type_hints

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import fields

from wflint import checked, findings
from wflint.checked import Checked, Judged
from wflint.findings import Change, Finding, Level, Place
from wflint.policy import suppression
from wflint.source import places
from wflint.source.places import Position

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


def _any(kind: type[Struct]) -> st.SearchStrategy[Struct]:
    """Hypothesis does not know the defaults of structs."""
    hints = get_type_hints(kind)
    required, optional = (
        {f.name: st.from_type(hints[f.name]) for f in fields(kind) if f.required is needed}
        for needed in (True, False)
    )
    return st.fixed_dictionaries(required, optional=optional).map(lambda given: kind(**given))


for module in (findings, checked, places, suppression):
    for kind in vars(module).values():
        if isinstance(kind, type) and issubclass(kind, Struct) and kind is not Struct:
            st.register_type_strategy(kind, _any)
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
