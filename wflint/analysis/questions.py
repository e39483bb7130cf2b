"""What rules ask of the analysis beside verdicts: of any record, of those enrolled, of branches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wflint.analysis.program import Hazard, prepare
from wflint.analysis.reach import ENROLLED, Assumptions, enrolled, proceed, reach, ways_taken
from wflint.analysis.space import Background, build
from wflint.analysis.states import ANYTHING, States, assume, possible
from wflint.analysis.transfer import apply
from wflint.analysis.witness import Example, examples
from wflint.workflow.conditions import Condition, Operator, Property, negation, tests
from wflint.workflow.model import Workflow
from wflint.workflow.portal import Portal

_ANYBODY = States((ANYTHING,))
_OF_SETS = (Operator.IS_OPTION, Operator.IS_EXACTLY, Operator.CONTAINS_ALL)

# ---------------------------------------------------------------- of any record


class Anybody:
    """Answers whether each of ``questions`` can be true of any record at all."""

    def __init__(self, workflow: Workflow, portal: Portal, questions: Iterable[Condition]) -> None:
        asked = [Hazard("", "", question) for question in questions]
        self._space = prepare(workflow, portal, asked).space

    def can_be(self, question: Condition) -> bool:
        """Whether some record meets ``question``."""
        return possible(_ANYBODY, self._space.compile(question))


def ask_associated(question: Condition) -> bool:
    """Whether ``question``, asked of an associated record, can be true of any."""
    several = {
        test.subject.name
        for test in tests(question)
        if isinstance(test.subject, Property) and test.predicate.operator in _OF_SETS
    }
    space = build([question], Background(multi_valued=frozenset(several)))
    return possible(_ANYBODY, space.compile(question))


def uncovered(
    workflow: Workflow, portal: Portal, asked: Property, branches: Sequence[Condition]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Values of the property ``asked`` that one of ``branches`` covers, and others that none does.

    The values stand for all that the workflow tells apart. The branches are the workflow's, and ask
    about nothing else.
    """
    space = prepare(workflow, portal, ()).space
    left = _ANYBODY
    for branch in branches:
        left = assume(left, space.compile(negation(branch)))
    found: tuple[list[str], list[str]] = ([], [])
    for sample in space.domain(asked).samples:
        if isinstance(sample, str):
            found[possible(left, space.about(asked, sample))].append(sample)
    return tuple(found[False]), tuple(found[True])


# ---------------------------------------------------------------- of the records that come in


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What holds of the records that come in: of none, some or every one of them.

    ``example``: one for which it holds.
    """

    some: bool
    every: bool
    example: Example | None


def ask_enrolled(workflow: Workflow, portal: Portal, question: Condition) -> Enrolled:
    """Whether ``question`` is true of the records at the moment they are enrolled."""
    program = prepare(workflow, portal, [Hazard("", "", question)])
    states = enrolled(program, ENROLLED)
    yes, no = (program.space.compile(asked) for asked in (question, negation(question)))
    some = possible(states, yes)
    return Enrolled(some, some and not possible(states, no), next(examples(program, (), yes), None))


# ---------------------------------------------------------------- of the actions they pass


def open_ways(
    workflow: Workflow, portal: Portal, assumptions: Assumptions
) -> Mapping[str, tuple[bool, ...]]:
    """For each action that can be reached, which of its ways out can be taken."""
    program = prepare(workflow, portal, ())
    return {
        action_id: ways_taken(program, nodes, assumptions)
        for action_id, nodes in reach(program, assumptions).items()
    }


def after_action(
    workflow: Workflow, portal: Portal, action_id: str, before: Condition, after: Condition
) -> bool:
    """Whether some enrolled record meets ``before`` when it comes to an action, and ``after`` then.

    A record that leaves the workflow by what the action does meets nothing.
    """
    hazards = [Hazard("", action_id, condition) for condition in (before, after)]
    program = prepare(workflow, portal, hazards)
    first, then = (program.space.compile(condition) for condition in (before, after))
    step = program.steps[action_id]
    for node in reach(program).get(action_id, ()):
        left = assume(States((node.box,)), first)
        if possible(proceed(program, step, left, ENROLLED), then):
            return True
    return False


def drops(workflow: Workflow, portal: Portal, action_id: str) -> bool:
    """Whether some enrolled record, by what an action does, no longer meets what keeps it in."""
    kept = workflow.enrolment.kept
    program = prepare(workflow, portal, ())
    lost = program.space.refuted(program.space.compile(kept))
    step = program.steps[action_id]
    return any(
        possible(apply(step.effect, States((node.box,)), program.space), lost)
        for node in reach(program).get(action_id, ())
    )
