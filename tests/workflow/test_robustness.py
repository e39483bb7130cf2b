"""Whatever the readers accept becomes a workflow: nothing raises, nothing is lost."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties import flows
from tests.workflow.building import Json, built, classic, try_built
from wflint.hubspot.envelope import entries
from wflint.workflow.conditions import (
    All,
    AssociatedMatch,
    Condition,
    Negation,
    Some,
    Test,
)
from wflint.workflow.model import Workflow
from wflint.workflow.portal import Portal

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@cache
def documents() -> tuple[Any, ...]:
    """Every workflow in a fixture that is well-formed."""
    found: list[Any] = []
    for path in sorted(FIXTURES.rglob("*.*")):
        if path.name == "expected.json" or path.suffix not in {".json", ".yaml"}:
            continue
        text = path.read_bytes().decode("utf-8-sig", "replace")
        try:
            value = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
        except (ValueError, yaml.YAMLError):
            continue
        found += [entry.value for entry in entries(value) if entry.kind is not None]
    return tuple(found)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container and key in a value."""
    found: list[tuple[Any, Any]] = []
    pending = [value]
    while pending:
        node = pending.pop()
        inner = node.items() if isinstance(node, dict) else enumerate(node)
        for key, child in inner:
            found.append((node, key))
            if isinstance(child, dict | list):
                pending.append(child)
    return found


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, {}, [], "", "x", 0, -1, 1e300, 10**30, True, [None], [{}], {"x": {"y": []}}),
        *("{{ x }}", "0-1", "GOTO", "AND", "ASSOCIATION", "IN_LIST", "IS_KNOWN", "1e999"),
        *({"type": "STATIC_VALUE"}, {"nextActionId": 3}, {"filterBranchType": "OR"}),
    ]
)


@st.composite
def mutants(draw: st.DrawFn) -> Any:
    """A fixture with up to four of its values replaced, removed or exchanged."""
    known = documents()
    value = copy.deepcopy(known[draw(st.integers(0, len(known) - 1))])
    for _ in range(draw(st.integers(1, 4))):
        where = places(value)
        if not where:
            break
        node, key = where[draw(st.integers(0, len(where) - 1))]
        choice = draw(st.sampled_from(["odd", "odd", "exchange", "remove"]))
        if choice == "odd":
            node[key] = copy.deepcopy(draw(ODD))
        elif choice == "remove":
            del node[key]
        else:
            other, name = where[draw(st.integers(0, len(where) - 1))]
            node[key] = copy.deepcopy(other[name])
    return value


def conditions(workflow: Workflow) -> list[Condition]:
    roots = [workflow.enrolment.trigger, workflow.enrolment.kept]
    roots += [c for c in (workflow.goal, workflow.suppression) if c is not None]
    roots += [way.condition for action in workflow.actions for way in action.ways]
    return roots


def check_whole(workflow: Workflow, raw: Any) -> None:
    """Pointers lead into the document, and everything can be compared and hashed."""
    for condition in conditions(workflow):
        hash(condition)
    for action in workflow.actions:
        hash(action.meaning)
        assert isinstance(action.id, str)
        assert len(action.title) <= 60
        pointers = [action.pointer, *action.places.values()]
        pointers += [way.target_pointer for way in action.ways if way.target_pointer is not None]
        for pointer in pointers:
            assert leads_somewhere(raw, pointer), pointer


def leads_somewhere(value: Any, pointer: str) -> bool:
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            value = value[int(name)]
        elif isinstance(value, dict) and name in value:
            value = value[name]
        else:
            return False
    return True


def test_all_fixtures_become_workflows() -> None:
    assert len(documents()) > 150
    for value in documents():
        workflow = try_built(value)
        if workflow is not None:
            check_whole(workflow, value)


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(mutants())
def test_mutants_become_workflows_or_nothing(value: Any) -> None:
    if not isinstance(value, dict):
        return
    before = copy.deepcopy(value)
    workflow = try_built(value)
    assert value == before
    if workflow is not None:
        check_whole(workflow, value)


def test_building_is_repeatable() -> None:
    for value in documents()[:40]:
        assert try_built(value) == try_built(copy.deepcopy(value))


def test_the_order_of_keys_does_not_matter() -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(inner) for key, inner in reversed(value.items())}
        return [turned(inner) for inner in value] if isinstance(value, list) else value

    for value in documents():
        one, other = try_built(value), try_built(turned(value))
        if one is not None and other is not None:
            assert conditions(one) == conditions(other)
            assert [a.meaning for a in one.actions] == [a.meaning for a in other.actions]


# ---------------------------------------------------------------- depth and size


def depth(condition: Condition) -> int:
    deepest, pending = 0, [(condition, 1)]
    while pending:
        node, level = pending.pop()
        deepest = max(deepest, level)
        match node:
            case All(parts) | Some(parts):
                pending += [(part, level + 1) for part in parts]
            case Negation(part):
                pending.append((part, level + 1))
            case Test(AssociatedMatch(condition=inner)) if inner is not None:
                pending.append((inner, level + 1))
            case _:
                pass
    return deepest


@pytest.mark.parametrize("kinds", [("AND", "OR"), ("NOT_ANY", "NOT_ALL"), ("AND", "AND")])
def test_filters_as_deep_as_documents_go(kinds: tuple[str, str]) -> None:
    branch = flows.branch("AND", flows.known("a"))
    for level in range(120):
        branch = flows.branch(kinds[level % 2], branch, flows.known(f"p{level}"))
    workflow = built(flows.flow(enrolment=flows.by_list(branch)))
    assert depth(workflow.enrolment.trigger) <= 245


def test_opaque_parts_as_deep_as_documents_go() -> None:
    extra: Any = {"end": 1}
    for _ in range(240):
        extra = {"more": extra}
    one = {"filterType": "PAGE_VIEW", "pageUrl": "x", "operator": "HAS_PAGEVIEW_EQ", "x": extra}
    built(flows.flow(enrolment=flows.by_list(flows.branch("AND", one))))


def test_many_actions_take_their_number_of_steps() -> None:
    many = [flows.delay(str(i), str(i + 1)) for i in range(3000)]
    workflow = built(flows.flow(*many))
    assert len(workflow.actions) == 3000


def test_classic_criteria_of_any_shape() -> None:
    shapes: list[Any] = [None, [], [[]], [[None]], [[{}]], [None], [[{"property": "p"}]], 7, [7]]
    for shape in shapes:
        workflow = try_built(classic(segmentCriteria=shape, goalCriteria=shape))
        assert workflow is None or workflow.format == "v3"


def test_a_portal_is_asked_by_the_type_of_record() -> None:
    document: Json = flows.flow(flows.email("1"), object_type="2-77")
    assert built(document, Portal()).object_type_id == "2-77"
