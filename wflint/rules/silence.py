"""Why a rule that predicts errors is silent about an action, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from wflint.analysis.guards import Guard, Guarded, GuardKind, guarded
from wflint.analysis.program import Hazard
from wflint.analysis.study import Study
from wflint.analysis.verdicts import predict
from wflint.rules.base import Case
from wflint.rules.prediction import Prediction
from wflint.workflow.conditions import (
    Condition,
    Negation,
    OwnSubscription,
    Since,
    Test,
    tests,
)
from wflint.workflow.model import Action, Workflow
from wflint.workflow.portal import Portal
from wflint.workflow.wording import in_words


class Reason(StrEnum):
    """What keeps a rule silent."""

    GUARDED = "guarded"
    """Records get there, and none that fails."""
    UNREACHED = "unreached"
    """No record gets there."""
    PORTAL = "portal"
    """What the settings say of the portal."""
    IMPOSSIBLE = "impossible"
    """It cannot fail in this way, whatever a record holds."""
    OTHER_KIND = "other-kind"
    """The rule is not about actions of this kind."""


class Silence(Struct, frozen=True):
    """Why a rule says nothing of an action, or nothing of the records that meet the trigger."""

    action_id: str
    title: str
    reason: Reason
    because: str
    guards: tuple[Guard, ...] = ()


def silences(
    rule: Prediction, case: Case, actions: Sequence[Action], others: Mapping[str, Portal]
) -> Iterator[Silence]:
    """Of each of ``actions`` at which no enrolled record can fail, why.

    ``others``: the portal without one thing that the settings say of it, by what they say.
    """
    asked = {action.id: rule.fails_when(action, case) for action in actions}
    hazards = [Hazard(rule.code, key, found) for key, found in asked.items() if found is not None]
    answers = {key.action_id: why for key, why in _guarded(case, hazards).items()}
    for action in actions:
        why = answers.get(action.id)
        if why is not None and (why.guards or not why.reached):
            yield _kept(action, why, case.workflow)
        elif why is not None or asked[action.id] is None:
            yield _settled(rule, action, case, others)


def _guarded(case: Case, hazards: Sequence[Hazard]) -> Mapping[Hazard, Guarded]:
    return guarded(case.workflow, case.portal, hazards) if hazards else {}


def _settled(rule: Prediction, action: Action, case: Case, others: Mapping[str, Portal]) -> Silence:
    """A silence that nothing in the workflow explains."""
    for said, portal in others.items():
        if _speaks(rule, action, Case(Study(case.workflow, portal), case.context)):
            return Silence(action.id, action.title, Reason.PORTAL, f"the settings say {said}")
    if rule.fails_when(action, case) is None:
        text = "the rule is not about actions of this kind"
        return Silence(action.id, action.title, Reason.OTHER_KIND, text)
    text = "it cannot fail in this way, whatever a record holds"
    return Silence(action.id, action.title, Reason.IMPOSSIBLE, text)


def _speaks(rule: Prediction, action: Action, case: Case) -> bool:
    condition = rule.fails_when(action, case)
    if condition is None:
        return False
    return bool(predict(case.workflow, case.portal, [Hazard(rule.code, action.id, condition)]))


# ---------------------------------------------------------------- in words


def _kept(action: Action, why: Guarded, workflow: Workflow) -> Silence:
    parts = [_named(guard, workflow) for guard in why.guards]
    cause = _because(parts, needed=why.needed)
    if not why.reached:
        text = f"no record gets here, {cause}" if parts else "no connection leads here"
        return Silence(action.id, action.title, Reason.UNREACHED, text, why.guards)
    facts = [_fact(condition) for condition in why.holds if _can_be_said(condition)]
    known = f"; every record that gets here: {', '.join(facts)}" if facts else ""
    text = f"cannot fail, {cause}{known}"
    return Silence(action.id, action.title, Reason.GUARDED, text, why.guards)


def _because(parts: Sequence[str], *, needed: bool) -> str:
    text = f"because of {_listed(parts)}"
    if len(parts) == 1:
        return text
    return f"{text}, {'each of which is needed' if needed else 'any one of which is enough'}"


def _listed(parts: Sequence[str]) -> str:
    *first, last = parts or ("",)
    return f"{', '.join(first)} and {last}" if first else last


def _can_be_said(condition: Condition) -> bool:
    subjects = {type(test.subject) for test in tests(condition)}
    return not subjects & {Since, OwnSubscription}


def _fact(condition: Condition) -> str:
    """A test, or the opposite of one, in words."""
    if isinstance(condition, Negation) and isinstance(condition.part, Test):
        subject, asked = condition.part.subject, condition.part.predicate
        opposite = replace(asked, negated=not asked.negated, on_blank=not asked.on_blank)
        return in_words(Test(subject, opposite))
    return in_words(condition)


def _named(guard: Guard, workflow: Workflow) -> str:
    """What people call a guard."""
    if guard.action_id is None:
        return f"the {guard.kind}"
    action = workflow.by_id()[guard.action_id]
    if guard.kind is GuardKind.ACTION:
        return f"action {action.id} ({action.title})"
    if len(guard.ways) != 1:
        return f"the branches at action {action.id}"
    (way,) = guard.ways
    if way == len(action.branches):
        return f"the default at action {action.id}"
    name = action.branches[way].name
    return f"branch {f'«{name}»' if name else way + 1} at action {action.id}"
