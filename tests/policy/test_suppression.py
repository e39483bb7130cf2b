"""Which findings a suppression covers, and what becomes of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from wflint.findings import Finding, Level, Place, RuleName, WorkflowRef
from wflint.policy.mistakes import SettingsError
from wflint.policy.suppression import (
    Complaint,
    Ledger,
    Suppression,
    complaints,
    from_comment,
)
from wflint.source.comments import Comment
from wflint.source.places import Position, Range

TODAY = date(2026, 11, 24)
RULES = (RuleName("WF102", "no-company"), RuleName("WF103", "lifecycle-stage-backward"))
ON = {rule.code for rule in RULES}
HERE = Range(Position(3, 1), Position(3, 9))
WORKFLOW = WorkflowRef("7", "Seven", 0)
FINDING = Finding(
    *("WF102", "no-company", Level.WARNING, "m", "a.json", Place("")),
    workflow=WORKFLOW,
    action_id="1",
    range=HERE,
)
SUPPRESSION = Suppression(("WF102",), "so it is", "wflint.toml", HERE, workflow="7")


def account(*suppressions: Suppression, findings: tuple[Finding, ...] = (FINDING,)) -> list[str]:
    """The codes of what is wrong with ``suppressions`` after ``findings`` were looked up."""
    ledger = Ledger()
    ledger.open(suppressions, WORKFLOW, ON, RULES)
    for finding in findings:
        ledger.look_up(finding, suppressions, TODAY)
    found: list[Complaint] = list(complaints([ledger.closed()], ()))
    return sorted(one.code for one in found)


@pytest.mark.parametrize(
    ("changes", "covers"),
    [
        ({}, True),
        ({"workflow": "Seven"}, True),
        ({"workflow": "Eight"}, False),
        ({"action": "1"}, True),
        ({"action": "2"}, False),
        ({"workflow": None, "line": 3}, True),
        ({"workflow": None, "line": 4}, False),
    ],
)
def test_what_it_covers(changes: dict[str, Any], covers: bool) -> None:
    assert replace(SUPPRESSION, **changes).covers(FINDING) == covers


def test_a_finding_outside_of_workflows_is_not_covered_by_a_workflow() -> None:
    assert not SUPPRESSION.covers(replace(FINDING, workflow=None))


def test_the_first_that_counts_says_why_and_all_that_cover_are_used() -> None:
    comment = replace(SUPPRESSION, workflow=None, line=3, reason="by a comment", file="a.yaml")
    silent = replace(SUPPRESSION, reason="")
    found = Ledger().look_up(FINDING, (silent, comment, SUPPRESSION), TODAY)
    assert found is not None
    assert (found.kind, found.reason, found.where) == ("inSource", "by a comment", "a.yaml:3:1")
    assert account(comment, SUPPRESSION) == []


def test_what_has_expired_or_has_no_reason_suppresses_nothing() -> None:
    for one in (replace(SUPPRESSION, reason=""), replace(SUPPRESSION, expires=date(2026, 11, 23))):
        assert Ledger().look_up(FINDING, (one,), TODAY) is None
    last_day = replace(SUPPRESSION, expires=TODAY)
    assert Ledger().look_up(FINDING, (last_day,), TODAY) is not None


def test_what_is_wrong_is_said_once() -> None:
    assert account(SUPPRESSION, findings=()) == ["WF901"]
    assert account(replace(SUPPRESSION, rules=("WF102", "WF103"))) == ["WF901"]
    assert account(replace(SUPPRESSION, rules=("WF1",))) == []
    assert account(replace(SUPPRESSION, expires=date(2026, 1, 1))) == ["WF903"]
    assert account(replace(SUPPRESSION, reason="")) == ["WF902"]


def test_one_file_that_uses_it_is_enough() -> None:
    used, unused = Ledger(), Ledger()
    for ledger in (used, unused):
        ledger.open((SUPPRESSION,), WORKFLOW, ON, RULES)
    used.look_up(FINDING, (SUPPRESSION,), TODAY)
    assert list(complaints([unused.closed(), used.closed()], ())) == []


def test_comments_are_read() -> None:
    comment = Comment("wflint: ignore[WF102, no-company] as [agreed]", HERE, 4)
    found = from_comment(comment, "a.yaml", RULES)
    assert (found.rules, found.reason, found.line) == (("WF102", "no-company"), "as [agreed]", 4)
    with pytest.raises(SettingsError, match=r'^a\.yaml:3:1: there is no rule "WF9"'):
        from_comment(replace(comment, text="wflint: ignore[WF9]"), "a.yaml", RULES)
