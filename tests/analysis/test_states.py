"""Boxes: what a condition leaves of them, against all states one by one."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.analysis import states as states_module
from wflint.analysis.states import (
    ANYTHING,
    AllOf,
    AnyOf,
    Box,
    Formula,
    States,
    Within,
    assume,
    conjunction,
    covers,
    disjunction,
    hull,
    insert,
    narrow,
    possible,
)

SIZES = (2, 3, 3)
"""Cells of each variable."""
ALL = list(product(*(range(size) for size in SIZES)))
TESTS = st.one_of(
    st.builds(Within, st.just(at), st.integers(1, (1 << size) - 2)) for at, size in enumerate(SIZES)
)
FORMULAS: st.SearchStrategy[Formula] = st.recursive(
    TESTS,
    lambda inner: (
        st.lists(inner, max_size=3).map(conjunction) | st.lists(inner, max_size=3).map(disjunction)
    ),
    max_leaves=10,
)
BOXES = st.dictionaries(st.integers(0, 2), st.integers(1, 3), max_size=3).map(
    lambda box: {at: mask for at, mask in box.items() if mask < (1 << SIZES[at]) - 1}
)


def states_in(box: Box) -> set[tuple[int, ...]]:
    return {state for state in ALL if all(mask >> state[at] & 1 for at, mask in box.items())}


def holds(formula: Formula, state: tuple[int, ...]) -> bool:
    if isinstance(formula, Within):
        return bool(formula.mask >> state[formula.variable] & 1)
    parts = getattr(formula, "parts", ())
    if type(formula).__name__ in ("AllOf", "Always"):
        return all(holds(part, state) for part in parts)
    return any(holds(part, state) for part in parts)


@given(BOXES, FORMULAS)
def test_assuming_leaves_just_the_states_that_satisfy(box: Box, formula: Formula) -> None:
    left = assume(States((box,)), formula)
    assert left.exact
    found = set().union(*(states_in(one) for one in left.boxes))
    assert found == {state for state in states_in(box) if holds(formula, state)}


@given(st.lists(FORMULAS, max_size=3))
def test_joining_formulas_means_what_it_says(parts: list[Formula]) -> None:
    both, either = conjunction(parts), disjunction(parts)
    for state in ALL:
        assert holds(both, state) == all(holds(part, state) for part in parts)
        assert holds(either, state) == any(holds(part, state) for part in parts)


@given(BOXES, BOXES)
def test_covering_is_containment(one: Box, other: Box) -> None:
    assert covers(one, other) == (states_in(other) <= states_in(one))


@given(st.lists(BOXES, min_size=1, max_size=5))
def test_inserting_loses_nothing(boxes: list[Box]) -> None:
    kept: list[Box] = []
    for box in boxes:
        insert(kept, box)
    assert set().union(*map(states_in, kept)) == set().union(*map(states_in, boxes))
    assert set().union(*map(states_in, boxes)) <= states_in(hull(boxes))


def test_too_many_alternatives_are_joined_not_lost() -> None:
    pairs = [disjunction([Within(2 * at, 1), Within(2 * at + 1, 1)]) for at in range(12)]
    left = assume(States((ANYTHING,)), conjunction(pairs))
    assert not left.exact
    assert left.boxes


def test_a_formula_knows_the_variables_it_looks_at() -> None:
    looked_at = conjunction([Within(3, 1), disjunction([Within(5, 1), Within(7, 2)])])
    assert looked_at.looks_at == 1 << 3 | 1 << 5 | 1 << 7


# ---------------------------------------------------------------- what is approximate stays so


APPROXIMATE = States(({0: 0b11},), exact=False)


@pytest.mark.parametrize(
    "formula",
    [
        Within(0, 1),
        AllOf((Within(0, 1), Within(1, 1)), 0b11),
        AnyOf((Within(0, 1), Within(1, 1)), 0b11),
    ],
)
def test_what_is_left_of_approximate_states_is_approximate(formula: Formula) -> None:
    left = assume(APPROXIMATE, formula)
    assert left.boxes
    assert not left.exact
    assert assume(States(APPROXIMATE.boxes), formula).exact


def test_one_approximate_alternative_makes_the_whole_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states_module, "_MAX_WORK", 1)
    wide = AnyOf(tuple(Within(variable, 1) for variable in range(3)), 0b111)
    left = assume(States(({},)), AnyOf((Within(9, 1), wide), 1 << 9 | 0b111))
    assert not left.exact
    assert possible(left, Within(0, 1))


def test_nothing_is_left_of_an_impossible_test() -> None:
    assert narrow({}, 0, 0) is None
    assert narrow({0: 0b01}, 0, 0b10) is None


def test_a_box_is_added_unless_it_is_covered() -> None:
    boxes: list[Box] = []
    insert(boxes, {0: 0b01})
    insert(boxes, {0: 0b01, 1: 0b1})
    assert boxes == [{0: 0b01}]
    insert(boxes, {0: 0b11})
    assert boxes == [{0: 0b11}]
