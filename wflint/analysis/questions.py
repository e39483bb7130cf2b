"""What rules ask of the analysis beside verdicts: of any record, of those enrolled, of branches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wflint.analysis.program import Hazard
from wflint.analysis.reach import ENROLLED, Assumptions, enrolled, proceed
from wflint.analysis.space import Background, build
from wflint.analysis.states import ANYTHING, States, Within, assume, possible
from wflint.analysis.study import Study
from wflint.analysis.transfer import apply
from wflint.analysis.verdicts import Walks
from wflint.analysis.witness import Example, Traces
from wflint.struct import Frozen
from wflint.workflow.conditions import Condition, Operator, Property, tests

_ANYBODY = States((ANYTHING,))
_OF_SETS = (Operator.IS_OPTION, Operator.IS_EXACTLY, Operator.CONTAINS_ALL)

# ---------------------------------------------------------------- of any record


def can_be(study: Study, question: Condition) -> bool:
    """Whether some record meets ``question``."""
    formula = study.knowing(question).program.space.compile(question)
    # Alone, a test of one variable that is not always false can be true.
    return isinstance(formula, Within) or possible(_ANYBODY, formula)


def can_fail(study: Study, question: Condition) -> bool:
    """Whether some record does not meet ``question``."""
    formula = study.knowing(question).program.space.compile(question, positive=False)
    return isinstance(formula, Within) or possible(_ANYBODY, formula)


def associated_can_be(question: Condition) -> bool:
    """Whether some associated record meets ``question``."""
    several = {
        test.subject.name
        for test in tests(question)
        if isinstance(test.subject, Property) and test.predicate.operator in _OF_SETS
    }
    space = build([question], Background(multi_valued=frozenset(several)))
    return possible(_ANYBODY, space.compile(question))


def uncovered(
    study: Study, asked: Property, branches: Sequence[Condition]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Values of the property ``asked`` that one of ``branches`` covers, and others that none does.

    The values stand for all that the workflow tells apart. The branches are the workflow's, and ask
    about nothing else.
    """
    space = study.program.space
    left = _ANYBODY
    for branch in branches:
        left = assume(left, space.compile(branch, positive=False))
    found: tuple[list[str], list[str]] = ([], [])
    for sample in space.domain(asked).samples:
        if isinstance(sample, str):
            found[possible(left, space.about(asked, sample))].append(sample)
    return tuple(found[False]), tuple(found[True])


# ---------------------------------------------------------------- of the records that come in


class Enrolled(Frozen, frozen=True):
    """What holds of the records that come in: of none, some or every one of them.

    ``example``: one for which it holds.
    """

    some: bool
    every: bool
    example: Example | None


def ask_enrolled(study: Study, question: Condition) -> Enrolled:
    """Whether ``question`` is true of the records at the moment they are enrolled."""
    program = study.knowing(question).program
    states = enrolled(program, ENROLLED)
    yes = program.space.compile(question)
    no = program.space.compile(question, positive=False)
    some = possible(states, yes)
    example = next(Traces(program).examples(None, yes), None)
    return Enrolled(some, some and not possible(states, no), example)


def some_enrolled(study: Study, question: Condition) -> bool:
    """Whether ``question`` is true of some record at the moment it is enrolled."""
    program = study.knowing(question).program
    return possible(enrolled(program, ENROLLED), program.space.compile(question))


# ---------------------------------------------------------------- of the actions they pass


def open_ways(study: Study, assumptions: Assumptions) -> Mapping[str, tuple[bool, ...]]:
    """For each action that can be reached, which of its ways out can be taken."""
    reached = study.walks.under(assumptions)
    steps = study.program.steps
    return {action_id: reached.ways(steps[action_id]) for action_id in reached.actions}


def surely_taken(study: Study, action_id: str) -> tuple[bool, ...]:
    """For each way out of an action, whether some enrolled record surely takes it."""
    reached = study.walks.under(ENROLLED)
    exact = all(node.exact for node in reached.nodes.get(action_id, ()))
    return tuple(exact and taken for taken in reached.ways(study.program.steps[action_id]))


def after_action(study: Study, action_id: str, before: Condition, after: Condition) -> bool:
    """Whether some enrolled record meets ``before`` when it comes to an action, and ``after`` then.

    A record that leaves the workflow by what the action does meets nothing.
    """
    hazards = [Hazard("", action_id, condition) for condition in (before, after)]
    program = study.knowing(before, after).program
    first, then = (program.space.compile(condition) for condition in (before, after))
    step = program.steps[action_id]
    for node in Walks(program, hazards).under(ENROLLED).nodes.get(action_id, ()):
        left = assume(States((node.box,)), first)
        if possible(proceed(program, step, left, ENROLLED), then):
            return True
    return False


def drops(study: Study, action_id: str) -> bool:
    """Whether some enrolled record, by what an action does, no longer meets what keeps it in."""
    program = study.program
    kept = study.workflow.enrolment.kept
    lost = program.space.refuted(program.space.compile(kept))
    step = program.steps[action_id]
    return any(
        possible(apply(step.effect, States((node.box,)), program.space), lost)
        for node in study.walks.under(ENROLLED).nodes.get(action_id, ())
    )
