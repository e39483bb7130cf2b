"""WF304."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wflint.analysis.questions import uncovered
from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.conditions import Operator, Property, Test, tests
from wflint.workflow.model import Action, Decide
from wflint.workflow.numbers import exact_number

_NUMERIC = frozenset(
    {
        *(Operator.IS_NUMBER, Operator.GREATER, Operator.AT_LEAST),
        *(Operator.LESS, Operator.AT_MOST, Operator.BETWEEN),
    }
)
_SHOWN = 5


class ValueGap(WorkflowRule):
    """The branches leave out a value between those they cover; the default is not connected.

    Records with that value leave the workflow at this action. Looked at are ranges of one number,
    where a value between two of them is in neither, and, where a portal snapshot lists the options
    of a property, options that no branch names.

    **Example.** *Score is less than 50* and *Score is greater than 50*: 50 is in neither.

    **Repair.** Widen a range, add a branch, or connect the default.
    """

    code = "WF304"
    name = "value-gap"
    level = Level.INFO

    def check(self, case: Case) -> Iterator[Finding]:
        """At most one finding for each action that branches."""
        for action in case.workflow.by_id().values():
            if not isinstance(action.meaning, Decide) or action.default.target is not None:
                continue
            asked = [test for branch in action.branches for test in tests(branch.condition)]
            subjects = {test.subject for test in asked}
            if len(subjects) != 1 or not isinstance(asked[0].subject, Property):
                continue
            gap = _gap(action, asked[0].subject, asked, case)
            if gap:
                yield self.finding(
                    case,
                    f"no branch is for records whose {asked[0].subject.name} is {gap}",
                    action.pointer,
                    action=action,
                    help="widen a branch, add one, or connect the default",
                    subject=gap,
                )


def _gap(action: Action, asked: Property, questions: Sequence[Test], case: Case) -> str:
    """The values that are left out, in words."""
    conditions = [branch.condition for branch in action.branches]
    covered, left_out = uncovered(case.study, asked, conditions)
    if all(test.predicate.operator in _NUMERIC for test in questions):
        return _between(covered, left_out)
    facts = case.portal.property(case.workflow.object_type_id, asked.name)
    options = facts.options if facts is not None else None
    missing = [option for option in options or () if option in left_out]
    if not missing or len(missing) == len(options or ()):
        return ""
    more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
    return " or ".join(missing[:_SHOWN]) + more


def _between(covered: Sequence[str], left_out: Sequence[str]) -> str:
    numbers = [number for number in map(exact_number, covered) if number is not None]
    for text in left_out:
        number = exact_number(text)
        if number is not None and numbers and min(numbers) < number < max(numbers):
            return text
    return ""
