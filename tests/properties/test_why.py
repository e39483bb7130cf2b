"""What ``why`` names as a guard guards: lifted, the finding appears. And it speaks as ``check``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given

from tests.properties.flows import Json
from tests.properties.generator import exact_flows
from tests.properties.hunting import hunting
from tests.properties.linting import PREDICTED, ROOT, TODAY, lint
from tests.properties.test_metamorphic import read
from wflint.cli import main

FRAGMENT = [code for code in PREDICTED if code not in {"WF105", "WF106", "WF107"}]
WORKFLOWS = sorted((ROOT / "fixtures" / "showcase" / "repaired").iterdir())
FAILS = {"certain", "possible"}


def why(code: str, flow: Json) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "flow.json"
        path.write_text(json.dumps(flow), encoding="utf-8")
        words = ["why", code, str(path), "--isolated", "--today", TODAY, "--output-format", "json"]
        result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    loaded: dict[str, Any] = json.loads(result.stdout)
    return loaded


def said(findings: Iterable[dict[str, Any]]) -> list[tuple[Any, ...]]:
    keys = ("action_id", "verdict", "level", "message", "fingerprint")
    return sorted(tuple(finding[key] for key in keys) for finding in findings)


def held(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is said of actions where no record that meets the trigger fails."""
    yield from (one for one in answer["silent"] if one["guards"])
    yield from (one["held"] for one in answer["findings"] if one["held"] is not None)


# ---------------------------------------------------------------- lifting, on the document


def lifted(flow: Json, guards: Iterable[dict[str, Any]]) -> Json:
    """``flow`` without those parts, as somebody would take them out by hand."""
    copy: Json = json.loads(json.dumps(flow))
    for guard in guards:
        match guard["kind"]:
            case "trigger":
                copy["enrollmentCriteria"] = {"type": "MANUAL"}
            case "goal":
                copy.pop("goalFilterBranch")
            case "suppression":
                copy.pop("suppressionFilterBranch")
            case kind:
                actions = {str(action["actionId"]): action for action in copy["actions"]}
                action = actions[guard["action_id"]]
                (_open if kind == "branch" else _idle)(action)
    return copy


def _open(action: Json) -> None:
    """Any way of the branch can be taken."""
    branches = action.pop("listBranches", None) or action.pop("staticBranches")
    ways = [way["connection"] for way in branches if way.get("connection")]
    ways += [action.pop("defaultBranch", None)]
    for key in ("defaultBranchName", "inputValue"):
        action.pop(key, None)
    action["type"] = "AB_TEST_BRANCH"
    action["testBranches"] = [{"connection": way} if way else {} for way in ways]


def _idle(action: Json) -> None:
    """The action does nothing to the record."""
    action["actionTypeId"], action["fields"] = "0-8", {"user_ids": ["1"], "subject": "x"}


def actions_that_fail(code: str, flow: Json) -> set[str]:
    found = lint(flow, options=("--select", code))
    return {one["action_id"] for one in found if one["verdict"] in FAILS}


def assert_guards_guard(code: str, flow: Json) -> None:
    for silence in held(why(code, flow)):
        if silence["reason"] == "unreached":
            continue
        action, guards = silence["action_id"], silence["guards"]
        assert action not in actions_that_fail(code, flow)
        groups = [[guard] for guard in guards] if "is needed" in silence["because"] else [guards]
        for group in groups:
            assert action in actions_that_fail(code, lifted(flow, group)), (group, silence)
        if "is enough" in silence["because"]:
            for kept in guards:
                rest = [guard for guard in guards if guard != kept]
                assert action not in actions_that_fail(code, lifted(flow, rest)), (kept, silence)


@hunting(60)
@given(exact_flows())
def test_a_guard_guards(flow: Json) -> None:
    for code in FRAGMENT:
        assert_guards_guard(code, flow)


@pytest.mark.parametrize("code", FRAGMENT)
@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_guard_of_the_showcase_guards(path: Path, code: str) -> None:
    flow = read(path)
    if "startActionId" in flow:
        assert_guards_guard(code, flow)


# ---------------------------------------------------------------- one voice


@hunting(25)
@given(exact_flows())
def test_it_speaks_as_check_does(flow: Json) -> None:
    found = lint(flow)
    for code in PREDICTED:
        answer = why(code, flow)
        assert said(answer["findings"]) == said(one for one in found if one["code"] == code)
        fates = {(one["level"] == "info", one["fate"]) for one in answer["findings"]}
        assert fates <= {(True, "hidden"), (False, "shown")}
        told = {one["action_id"] for one in answer["findings"]}
        assert told.isdisjoint(one["action_id"] for one in answer["silent"])
