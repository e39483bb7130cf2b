"""What holds of every record, whatever the workflow: facts that tie its properties together.

The facts are HubSpot's (see docs/assumptions.md); analysis and witnesses read them as conditions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from wflint.workflow.conditions import (
    AssociatedMatch,
    Association,
    Condition,
    Operator,
    Predicate,
    Property,
    Some,
    Subject,
    Test,
    holds,
    is_blank,
    is_known,
    is_option,
    negation,
    tests,
)
from wflint.workflow.model import SetProperty, StaticText, Workflow
from wflint.workflow.portal import LIFECYCLE_STAGES, Portal

_HUBSPOT = "HUBSPOT_DEFINED"


def _own(type_id: int) -> Association:
    return Association(_HUBSPOT, type_id)


PRIMARY_COMPANY = _own(1)
"""Contact → its primary company."""

UNLABELLED: Mapping[Association, Association] = {
    _own(1): _own(279),
    _own(2): _own(280),
    _own(5): _own(341),
    _own(6): _own(342),
    _own(25): _own(340),
    _own(26): _own(339),
}
"""A primary association, and the unlabelled one that it implies (HubSpot, association type ids)."""

_COUNTED: Mapping[tuple[str, str], Association] = {
    ("0-1", "num_associated_deals"): _own(4),
    ("0-2", "num_associated_deals"): _own(342),
    ("0-2", "num_associated_contacts"): _own(280),
    ("0-3", "num_associated_contacts"): _own(3),
}
"""Object type and property that counts associated records → the association that is counted."""

COUNTS = frozenset(name for _, name in _COUNTED)
"""Properties that count associated records: whole numbers."""

_BOUNCE_REASON = Property("hs_email_hard_bounce_reason_enum")
_BOUNCE_TEXT = Property("hs_email_hard_bounce_reason")
_INELIGIBLE = Property("hs_email_is_ineligible")
_COMPANY_ID = Property("associatedcompanyid")
_OBJECT_ID = Property("hs_object_id")
_CONTACT = "0-1"


def becomes_primary(association: Association) -> bool:
    """Whether the first record associated in this way is primary (a contact's company)."""
    return association == UNLABELLED[PRIMARY_COMPANY]


def axioms(subjects: Iterable[Subject], object_type_id: str) -> tuple[Condition, ...]:
    """The facts that tie ``subjects`` together, on records of this type.

    Subjects that are not among them are named only where two of them are tied through a third.
    """
    mentioned = dict.fromkeys(subjects)
    facts = [*_primary(mentioned), *_bounced(mentioned), *_matched(mentioned)]
    if _OBJECT_ID in mentioned:
        facts.append(is_known(_OBJECT_ID))
    if object_type_id == _CONTACT:
        facts += _company_id(mentioned)
    return (*facts, *_counted(mentioned, object_type_id))


def _implies(one: Condition, other: Condition) -> Condition:
    return Some((negation(one), other))


def _primary(mentioned: Collection[Subject]) -> list[Condition]:
    return [
        _implies(holds(primary), holds(unlabelled))
        for primary, unlabelled in UNLABELLED.items()
        if primary in mentioned and unlabelled in mentioned
    ]


def _company_id(mentioned: Collection[Subject]) -> list[Condition]:
    if _COMPANY_ID not in mentioned:
        return []
    known = is_known(_COMPANY_ID)
    facts: list[Condition] = []
    if PRIMARY_COMPANY in mentioned:
        facts.append(_implies(known, holds(PRIMARY_COMPANY)))
        facts.append(_implies(holds(PRIMARY_COMPANY), known))
    if UNLABELLED[PRIMARY_COMPANY] in mentioned:
        facts.append(_implies(known, holds(UNLABELLED[PRIMARY_COMPANY])))
    return facts


def _counted(mentioned: Collection[Subject], object_type_id: str) -> list[Condition]:
    facts: list[Condition] = []
    for (object_type, name), association in _COUNTED.items():
        count = Property(name)
        if object_type != object_type_id or count not in mentioned:
            continue
        some = Test(count, Predicate(Operator.AT_LEAST, (Fraction(1),)))
        none = Test(count, Predicate(Operator.IS_NUMBER, (Fraction(0),)))
        primaries = [p for p, u in UNLABELLED.items() if u == association and p in mentioned]
        if association in mentioned:
            facts += [
                _implies(some, holds(association)),
                _implies(none, negation(holds(association))),
            ]
        facts += [_implies(none, negation(holds(primary))) for primary in primaries]
        if _COMPANY_ID in mentioned and association == UNLABELLED[PRIMARY_COMPANY]:
            facts.append(_implies(none, is_blank(_COMPANY_ID)))
    return facts


def _bounced(mentioned: Collection[Subject]) -> list[Condition]:
    reasons = [reason for reason in (_BOUNCE_REASON, _BOUNCE_TEXT) if reason in mentioned]
    facts: list[Condition] = []
    if len(reasons) == 2:
        facts.append(_implies(is_known(_BOUNCE_REASON), is_known(_BOUNCE_TEXT)))
        facts.append(_implies(is_known(_BOUNCE_TEXT), is_known(_BOUNCE_REASON)))
    if _INELIGIBLE in mentioned:
        facts += [_implies(is_known(reason), is_option(_INELIGIBLE, "true")) for reason in reasons]
    return facts


def _matched(mentioned: Iterable[Subject]) -> list[Condition]:
    return [
        _implies(holds(subject), holds(subject.association))
        for subject in mentioned
        if isinstance(subject, AssociatedMatch)
    ]


# ---------------------------------------------------------------- closed sets of values


def closed_values(workflow: Workflow, portal: Portal) -> Mapping[str, tuple[str, ...]]:
    """Property → all values it can have when it is set, for those of which that is known."""
    options = {
        name: facts.options
        for name, facts in portal.properties.get(workflow.object_type_id, {}).items()
        if facts.options is not None
    }
    closed: dict[str, tuple[str, ...]] = {**dict.fromkeys(workflow.boolean, ("true", "false"))}
    closed.update(options)
    closed["hs_marketable_status"] = ("true", "false")
    closed["lifecyclestage"] = _stages(workflow, portal, options.get("lifecyclestage", ()))
    return closed


def _stages(workflow: Workflow, portal: Portal, options: Sequence[str]) -> tuple[str, ...]:
    """The known stages: built in, configured, in the snapshot, or named by the workflow itself."""
    named = [*LIFECYCLE_STAGES, *portal.lifecycle_order, *options, *_named_stages(workflow)]
    return tuple(dict.fromkeys(stage for stage in named if stage))


def _named_stages(workflow: Workflow) -> Iterable[str]:
    stage = Property("lifecyclestage")
    for condition in conditions_of(workflow):
        for test in tests(condition):
            if test.subject == stage:
                yield from (str(operand) for operand in test.predicate.operands)
    for action in workflow.actions:
        match action.meaning:
            case SetProperty(stage.name, StaticText(text), None):
                yield text
            case _:
                pass


def conditions_of(workflow: Workflow) -> Iterable[Condition]:
    """What the trigger, the goal, the suppression and the branches ask, in this order."""
    yield workflow.enrolment.trigger
    yield from (c for c in (workflow.goal, workflow.suppression) if c is not None)
    for action in workflow.actions:
        yield from (branch.condition for branch in action.branches)
