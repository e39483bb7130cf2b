"""No rule fails on a workflow, however odd: whatever can be built can be judged."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given

from tests.properties.hunting import hunting
from tests.workflow.test_robustness import mutants, try_built
from wflint.rules import RuleContext, catalogue, judge
from wflint.workflow.portal import Portal

CODES = frozenset(rule.code for rule in catalogue())


@hunting(150)
@given(mutants())
def test_odd_workflows_are_judged(value: Any) -> None:
    workflow = try_built(value)
    if workflow is not None:
        context = RuleContext("flow.json", date(2026, 11, 24))
        for finding in judge(workflow, Portal(), context, CODES):
            assert finding.message
            assert finding.place.pointer.startswith(workflow.pointer)
            finding.fingerprint.encode("ascii")
