"""Every rule is complete, and its page is fresh."""

from __future__ import annotations

import re

import pytest

from wflint.rules import catalogue
from wflint.rules.base import Rule

WANTED = {
    "WF001": "invalid-syntax",
    "WF002": "duplicate-key",
    "WF003": "schema-violation",
    "WF004": "unknown-key",
    "WF005": "unknown-kind",
    "WF006": "object-type-mismatch",
    "WF007": "rejected-by-api",
    "WF008": "legacy-format",
    "WF101": "no-associated-record",
    "WF102": "no-company",
    "WF103": "lifecycle-stage-backward",
    "WF104": "non-marketing-contact",
    "WF105": "unsubscribed-recipient",
    "WF106": "bounced-recipient",
    "WF107": "unengaged-recipient",
    "WF108": "action-in-the-past",
    "WF109": "outside-time-window",
    "WF110": "create-record-loop",
    "WF111": "no-owner",
    "WF112": "no-recipient-address",
    "WF113": "branch-before-event-can-happen",
    "WF114": "output-not-produced",
    "WF115": "nobody-enrolled",
    "WF116": "re-enrolment-never-triggers",
    "WF117": "self-re-enrolment",
    "WF118": "unenrols-its-own-records",
    "WF119": "repeated-send",
    "WF201": "missing-start",
    "WF202": "dangling-connection",
    "WF203": "unreachable-action",
    "WF204": "endless-cycle",
    "WF205": "cycle",
    "WF206": "duplicate-action-id",
    "WF207": "duplicate-branch-value",
    "WF208": "empty-workflow",
    "WF209": "too-many-branches",
    "WF210": "split-not-whole",
    "WF211": "action-id-collision",
    "WF212": "trailing-delay",
    "WF213": "action-after-delete",
    "WF301": "contradictory-filters",
    "WF302": "always-true-filters",
    "WF303": "branch-never-taken",
    "WF304": "value-gap",
    "WF305": "overwritten-write",
    "WF306": "constant-false-filter",
    "WF307": "inverted-association-test",
    "WF601": "hard-coded-secret",
    "WF602": "undeclared-secret",
    "WF603": "insecure-webhook",
    "WF604": "retired-runtime",
    "WF605": "code-never-returns",
    "WF701": "default-name",
    "WF702": "missing-description",
    "WF703": "naming-convention",
    "WF704": "too-complex",
    "WF705": "portal-specific-id",
    "WF901": "unused-suppression",
    "WF902": "suppression-without-reason",
    "WF903": "expired-suppression",
}


def test_codes_and_names_are_those_of_the_catalogue() -> None:
    assert {rule.code: rule.name for rule in catalogue()} == WANTED


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
def test_a_rule_says_what_it_is(rule: type[Rule]) -> None:
    assert re.fullmatch(r"WF\d{3}", rule.code)
    assert rule.summary().endswith(".")
    assert "**Example.**" in rule.page()
    assert "**Repair.**" in rule.page()
    assert len(rule.page().split("\n\n")) >= 3
