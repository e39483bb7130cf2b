"""Each witness, replayed by the oracle's own walk, takes that path and fails at its end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests.properties import concrete
from tests.properties.brute import RECIPIENT_RULES
from tests.properties.cases import CASES, Case
from tests.properties.flows import Json
from tests.properties.generator import exact_flows
from tests.properties.hunting import hunting
from tests.properties.linting import lint, predicted


def proven(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings that have to carry a witness."""
    return [
        finding
        for finding in predicted(findings)
        if finding["verdict"] in {"certain", "possible"} and not finding["approximate"]
    ]


def replay(flow: Json, finding: dict[str, Any]) -> str:
    """What is wrong with a finding's witness; empty: it reproduces."""
    witness = finding["witness"]
    if witness is None:
        return "no witness"
    if witness["record"]["objectTypeId"] != flow["objectTypeId"]:
        return f"a record of {witness['record']['objectTypeId']}"
    run = concrete.walk(flow, witness["record"])
    if run.path[: len(witness["path"])] != witness["path"]:
        return f"takes {run.path} (enrolled: {run.enrolled}), not {witness['path']}"
    last = run.steps[len(witness["path"]) - 1]
    if last.action_id != finding["action_id"]:
        return f"ends at {last.action_id}"
    to_others = flow["objectTypeId"] != "0-1" and finding["code"] in RECIPIENT_RULES
    if finding["code"] not in last.errors and not to_others:
        return f"logs {sorted(last.errors)}"
    return ""


def unproven(flow: Json) -> list[str]:
    """The findings on a flow whose witness does not hold, one line each."""
    return [
        f"{finding['code']} at {finding['action_id']}: {problem}: {finding['witness']}"
        for finding in proven(lint(flow))
        if (problem := replay(flow, finding))
    ]


@hunting(150)
@given(exact_flows())
def test_witness_reproduces(flow: Json) -> None:
    assert unproven(flow) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_witness_of_a_case_reproduces(case: Case) -> None:
    assert unproven(case.flow) == []


@hunting(40)
@given(exact_flows())
def test_what_is_only_stale_or_bypass_has_no_record_to_show(flow: Json) -> None:
    """No single enrolled record fails there, so there is none to show."""
    shown = [
        (finding["code"], finding["action_id"])
        for finding in predicted(lint(flow))
        if finding["verdict"] in {"stale", "bypass"}
        and finding["witness"] is not None
        and not replay(flow, finding)
    ]
    assert shown == []
