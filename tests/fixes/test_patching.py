"""Changes of a plain value: every pointer is one into the value as it was given."""

from __future__ import annotations

import copy
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.findings import Change
from wflint.fixes.patching import NotApplicableError, patched

DOCUMENT = {"a": 1, "list": ["x", {"in": "y"}, "z"], "a/b": {"~": 0}}


def add(pointer: str, value: Any) -> Change:
    return Change("add", pointer, value)


def replace(pointer: str, value: Any) -> Change:
    return Change("replace", pointer, value)


def remove(pointer: str) -> Change:
    return Change("remove", pointer)


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ([], DOCUMENT),
        ([replace("/a", 2)], {**DOCUMENT, "a": 2}),
        ([add("/b", 2)], {**DOCUMENT, "b": 2}),
        ([remove("/a")], {key: DOCUMENT[key] for key in ("list", "a/b")}),
        ([replace("/a~1b/~0", 1)], {**DOCUMENT, "a/b": {"~": 1}}),
        ([add("/list/0", "w")], {**DOCUMENT, "list": ["w", "x", {"in": "y"}, "z"]}),
        ([add("/list/3", "w")], {**DOCUMENT, "list": ["x", {"in": "y"}, "z", "w"]}),
        ([add("/list/-", "w")], {**DOCUMENT, "list": ["x", {"in": "y"}, "z", "w"]}),
        ([remove("/list/0"), remove("/list/2")], {**DOCUMENT, "list": [{"in": "y"}]}),
        ([remove("/list/0"), replace("/list/2", 3)], {**DOCUMENT, "list": [{"in": "y"}, 3]}),
        (
            [add("/list/1", 1), add("/list/1", 2), replace("/list/1/in", 3)],
            {**DOCUMENT, "list": ["x", 1, 2, {"in": 3}, "z"]},
        ),
        (
            [add("/list/0", "z"), remove("/list/2")],
            {**DOCUMENT, "list": ["z", "x", {"in": "y"}]},
        ),
    ],
)
def test_changes_are_made(changes: list[Change], wanted: Any) -> None:
    before = copy.deepcopy(DOCUMENT)
    assert patched(DOCUMENT, changes) == wanted
    assert before == DOCUMENT


@pytest.mark.parametrize(
    "changes",
    [
        [replace("/b", 1)],
        [add("/a", 1)],
        [remove("/b")],
        [replace("/b/c", 1)],
        [replace("/a/c", 1)],
        [replace("/list/3", 1)],
        [replace("/list/7/in", 1)],
        [remove("/list/-")],
        [replace("/list/x", 1)],
        [replace("/list/01", 1)],
        [replace("", 1)],
        [replace("/a", 1), replace("/a", 2)],
        [remove("/list/1"), replace("/list/1/in", 2)],
    ],
)
def test_what_cannot_be_made_is_refused(changes: list[Change]) -> None:
    with pytest.raises(NotApplicableError):
        patched(DOCUMENT, changes)


def test_what_is_not_touched_is_shared() -> None:
    made = patched(DOCUMENT, [replace("/a", 2)])
    assert made["list"] is DOCUMENT["list"]


Operation = tuple[Literal["add", "remove", "replace"], int]
OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["remove", "replace"]), st.integers(0, 9)),
    unique_by=lambda one: one[1],
)


@given(st.lists(st.integers(), min_size=10, max_size=10), OPERATIONS, st.lists(st.integers(0, 10)))
def test_a_list_is_changed_as_if_from_the_end(
    items: list[int], changed: list[Operation], added: list[int]
) -> None:
    changes = [Change(operation, f"/{at}", "new") for operation, at in changed]
    changes += [Change("add", f"/{at}", "added") for at in added]
    made: list[Any] = list(items)
    for at in reversed(range(11)):
        operation = {place: name for name, place in changed}.get(at)
        if operation is not None:
            made[at : at + 1] = ["new"] if operation == "replace" else []
        made[at:at] = ["added"] * added.count(at)
    assert patched(items, changes) == made
