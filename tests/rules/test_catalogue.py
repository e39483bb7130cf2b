"""Every rule is complete, and its page is fresh."""

from __future__ import annotations

import re

import pytest

from wflint.rules import catalogue
from wflint.rules.base import Rule
from wflint.rules.pages import main, pages

WANTED = {
    "WF001": "invalid-syntax",
    "WF002": "duplicate-key",
    "WF003": "schema-violation",
    "WF005": "unknown-kind",
    "WF006": "object-type-mismatch",
    "WF101": "no-associated-record",
    "WF102": "no-company",
    "WF103": "lifecycle-stage-backward",
    "WF104": "non-marketing-contact",
    "WF105": "unsubscribed-recipient",
    "WF106": "bounced-recipient",
    "WF107": "unengaged-recipient",
    "WF108": "action-in-the-past",
    "WF109": "outside-time-window",
    "WF201": "missing-start",
    "WF202": "dangling-connection",
    "WF203": "unreachable-action",
    "WF206": "duplicate-action-id",
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


def test_pages_are_fresh() -> None:
    assert main(["--check"]) == 0, "run python -m wflint.rules.pages"
    assert len(pages()) == len(catalogue()) + 1
