"""WF103."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from wflint.analysis.witness import Example
from wflint.findings import Applicability, Fix, Level, Place, Verdict
from wflint.rules.base import Case
from wflint.rules.prediction import Prediction, with_associated
from wflint.rules.predictions.targets import association_of
from wflint.rules.repairs.actions import clear_property
from wflint.rules.repairs.criteria import asked
from wflint.rules.repairs.guards import Guard
from wflint.rules.repairs.wiring import inserted_before
from wflint.workflow.conditions import (
    All,
    Condition,
    Opaque,
    Property,
    Some,
    is_known,
    is_option,
)
from wflint.workflow.model import Action, AnyValue, SetProperty, StaticText

STAGE = "lifecyclestage"
_NO_STAGE = "not-a-stage"
_UNKNOWN = Opaque("HubSpot compares the stages")


class LifecycleStageBackward(Prediction):
    """The lifecycle stage is set to one that comes before the record's present one.

    HubSpot moves the stage forward only. A write to an earlier one is refused: the stage stays as
    it is, and the log says that it would have been set backwards (knowledge base, "Troubleshoot
    common workflow errors"). A blank stage can become any, and writing the present one is no
    error.

    The order is subscriber, lead, marketingqualifiedlead, salesqualifiedlead, opportunity,
    customer, evangelist, other, or that of `lifecycle-stages` in the configuration. "Is known" and
    "is not customer" are the usual guards that guard too little: every later stage has to be
    excluded.

    **Example.** Contacts whose stage is customer are enrolled, and `lifecyclestage` is set to
    lead.

    **Repair.** To promote only, branch first: the stage is unknown or one of those up to the new
    one. To demote on purpose, clear the property in an action of its own, then set it; note that
    other workflows can see the moment in between.

    wflint offers both. The branch comes first and is safe: it asks that the stage is none of the
    later ones, so what becomes of a record stays what it is now, and only the error is gone.
    Clearing really demotes, so it is not done without asking. Where every record is past the new
    stage, no branch would let anybody through, and clearing alone is offered.
    """

    code = "WF103"
    name = "lifecycle-stage-backward"
    about = (SetProperty,)
    possible_level = Level.WARNING
    repairs = Applicability.SAFE
    clause = "that are past it already"

    def fails_when(self, action: Action, case: Case) -> Condition | None:
        """Where the present stage comes after the new one, or cannot be compared with it."""
        meaning = action.meaning
        if not isinstance(meaning, SetProperty) or meaning.property != STAGE:
            return None
        clears = isinstance(meaning.value, StaticText) and not meaning.value.text
        if clears:
            return None
        if meaning.target is not None:
            return _UNKNOWN
        return _backward(meaning, case)

    def what(self, action: Action, case: Case) -> str:
        """``sets the lifecycle stage to lead``."""
        meaning = action.meaning
        assert isinstance(meaning, SetProperty)
        value = meaning.value
        stage = value.text if isinstance(value, StaticText) else "a value that is not known here"
        whose = "" if meaning.target is None else " of associated records"
        return f"sets the lifecycle stage{whose} to {stage}"

    def unknowable(self, action: Action, case: Case) -> str | None:
        """Associated records are out of reach."""
        meaning = action.meaning
        if isinstance(meaning, SetProperty) and meaning.target is not None:
            return "nothing is known of their present stages"
        return None

    def concrete(self, example: Example, action: Action, case: Case) -> Example:
        """An associated record is past the new stage; a stage that is copied is an early one."""
        meaning = action.meaning
        assert isinstance(meaning, SetProperty)
        if meaning.target is not None:
            way = association_of(meaning.target, case)
            last = {STAGE: case.portal.lifecycle_order[-1]}
            return with_associated(example, str(way.type_id), last)
        source = meaning.value.source_property if isinstance(meaning.value, AnyValue) else None
        if source is None or source == STAGE or source in example.properties:
            return example
        first = case.portal.lifecycle_order[0]
        copied = first if example.properties.get(STAGE) != first else _NO_STAGE
        return replace(example, properties={**example.properties, source: copied})

    def guard(self, action: Action, case: Case) -> Guard | None:
        """The record is in none of the stages after the new one, nor in one of no known place."""
        stage = _plain_stage(action)
        order = case.portal.lifecycle_order
        if stage not in order:
            return None
        known = case.closed.get(STAGE, order)
        later = [now for now in known if _refuses(now, stage, order)]
        unsure = [now for now in known if _cannot_tell(now, stage, order)]
        asks = asked(STAGE, "ENUMERATION", "IS_NONE_OF", on_blank=True, values=[*later, *unsure])
        # From a stage of no known place, HubSpot may let the record move.
        applicability = Applicability.UNSAFE if unsure else Applicability.SAFE
        return Guard(f"Not past {stage}", (asks,), applicability)

    def fixes(self, action: Action, case: Case, verdict: Verdict) -> Iterator[Fix]:
        """Promote only, else clear first."""
        yield from super().fixes(action, case, verdict)
        if _plain_stage(action) is not None:
            clear = inserted_before(action, case.workflow, partial(clear_property, STAGE))
            yield Fix("clear the lifecycle stage before it is set", Applicability.UNSAFE, clear)

    def help(self, action: Action, case: Case) -> str:
        """Promote only, or clear first."""
        meaning = action.meaning
        if isinstance(meaning, SetProperty) and meaning.target is not None:
            return "set the stage in a workflow of those records, where it can be checked first"
        return (
            "to promote only, branch on the stages up to this one (or unknown) first; "
            "to demote, clear the property in an action before this one"
        )

    def place(self, action: Action) -> Place:
        """The new stage."""
        return Place(action.place("value"))


def _plain_stage(action: Action) -> str | None:
    """The stage that the enrolled record is set to; None: another record is, or it is not known."""
    match action.meaning:
        case SetProperty(_, StaticText(stage), None):
            return stage or None
        case _:
            return None


def _backward(meaning: SetProperty, case: Case) -> Condition:
    value = meaning.value
    if not isinstance(value, StaticText):
        # What is copied may be a stage that comes before, or none that is known.
        return All((is_known(Property(STAGE)), _UNKNOWN))
    stages = case.closed.get(STAGE, case.portal.lifecycle_order)
    new, order = value.text, case.portal.lifecycle_order
    refused = {now for now in stages if _refuses(now, new, order)}
    unsure = {now for now in stages if _cannot_tell(now, new, order)}
    certain = _one_of(refused, stages)
    return Some((certain, All((_one_of(unsure, stages), _UNKNOWN)))) if unsure else certain


def _one_of(wanted: set[str], stages: tuple[str, ...]) -> Condition:
    return is_option(Property(STAGE), *(stage for stage in stages if stage in wanted))


def _refuses(now: str, new: str, order: tuple[str, ...]) -> bool:
    return now in order and new in order and order.index(now) > order.index(new)


def _cannot_tell(now: str, new: str, order: tuple[str, ...]) -> bool:
    return now != new and (now not in order or new not in order)
