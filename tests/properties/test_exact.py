"""In the exact fragment the linter says what running every record would show, no more, no less."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests.properties.brute import RECIPIENT_RULES, Oracle
from tests.properties.cases import CASES, Case
from tests.properties.flows import Json
from tests.properties.generator import exact_flows
from tests.properties.hunting import hunting
from tests.properties.linting import lint, predicted

MISREAD = {"WF001", "WF002", "WF003", "WF004", "WF005", "WF006"}


def said(findings: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Verdict and level by action and rule; at most one of each."""
    rows = {(row["action_id"], row["code"]): (row["verdict"], row["level"]) for row in findings}
    assert len(rows) == len(findings), "one finding for an action and a rule"
    return rows


def disagreements(flow: Json, findings: list[dict[str, Any]]) -> list[str]:
    """Where the linter's verdicts are not the oracle's, one line each."""
    oracle = Oracle(flow)
    allowed, found = oracle.acceptable(), said(predicted(findings))
    lines = []
    for action_id, code in sorted(allowed.keys() | found.keys()):
        verdict, level = found.get((action_id, code), (None, None))
        wanted = allowed.get((action_id, code), {None})
        if verdict not in wanted:
            lines.append(f"{code} at {action_id}: linter {verdict}, oracle {wanted}")
        elif verdict is not None and level != oracle.level(code, verdict):
            lines.append(f"{code} at {action_id}: {verdict} at level {level}")
    return lines


@hunting(150)
@given(exact_flows())
def test_the_verdict_is_what_every_record_would_show(flow: Json) -> None:
    findings = lint(flow)
    assert [row["message"] for row in findings if row["code"] in MISREAD] == []
    assert disagreements(flow, findings) == []


@hunting(30)
@given(exact_flows(largest=12))
def test_longer_flows_too(flow: Json) -> None:
    assert disagreements(flow, lint(flow)) == []


@hunting(60)
@given(exact_flows())
def test_nothing_is_joined_that_small(flow: Json) -> None:
    """Flows of this size need no approximation.

    Of the contacts of another record nothing is known: where the trigger says that there are none,
    no record can show what becomes of an e-mail to them, and the finding says so.
    """
    unknowable = RECIPIENT_RULES if flow["objectTypeId"] != "0-1" else ()
    joined = [row["code"] for row in lint(flow) if row["approximate"]]
    assert [code for code in joined if code not in unknowable] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cases_derived_by_hand(case: Case) -> None:
    findings = lint(case.flow)
    assert disagreements(case.flow, findings) == []
    said_here = said(predicted(findings)).items()
    assert {key: verdict for key, (verdict, _) in said_here if key[1] in case.only} == case.verdicts
