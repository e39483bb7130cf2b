"""Small workflows made by hand, and runs through them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from wflint.simulate.record import Record
from wflint.simulate.run import Run, Settings, Step, run_in
from wflint.simulate.state import Answers, scene_of
from wflint.workflow.conditions import (
    TRUE,
    Association,
    Condition,
    Operator,
    Predicate,
    Property,
    Test,
    is_option,
)
from wflint.workflow.model import (
    Action,
    Anchor,
    AnchorKind,
    Branch,
    Decide,
    Delay,
    Enrolment,
    EnrolmentKind,
    Meaning,
    SendEmail,
    SetProperty,
    StaticText,
    Target,
    Timing,
    Window,
    Workflow,
)
from wflint.workflow.portal import Portal

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""A Monday."""
ANY_PORTAL = Portal()
EMAIL = SendEmail("77")
DAY = Delay(1440)
SENDABLE = {"email": "ada@example.org", "hs_marketable_status": "true"}
"""A contact to whom every e-mail goes out."""


def hubspot(type_id: int) -> Association:
    return Association("HUBSPOT_DEFINED", type_id)


def label(type_id: int) -> Association:
    return Association("USER_DEFINED", type_id)


# ---------------------------------------------------------------- workflows


def way(target: str | None, condition: Condition = TRUE) -> Branch:
    return Branch(condition, target, "")


def action(id_: str, meaning: Meaning, then: str | None = None, *branches: Branch) -> Action:
    return Action(id_, f"/actions/{id_}", "", meaning, way(then), branches)


def decision(id_: str, *branches: Branch, default: str | None = None) -> Action:
    return action(id_, Decide(), default, *branches)


def steps_of(*meanings: Meaning) -> tuple[Action, ...]:
    """Actions one after the other, with the ids 1, 2, 3 …"""
    last = len(meanings)
    return tuple(
        action(str(at), meaning, str(at + 1) if at < last else None)
        for at, meaning in enumerate(meanings, start=1)
    )


def workflow(*parts: Action | Meaning, trigger: Condition = TRUE, **changes: Any) -> Workflow:
    """A contact workflow of these actions, or of actions with these meanings in a row."""
    actions = tuple(part for part in parts if isinstance(part, Action))
    if len(actions) != len(parts):
        actions = steps_of(*(part for part in parts if not isinstance(part, Action)))
    made: dict[str, Any] = {
        "pointer": "",
        "index": 0,
        "id": "1",
        "name": "By hand",
        "object_type_id": "0-1",
        "format": "v4",
        "enabled": True,
        "flow_type": "CONTACT_FLOW",
        "enrolment": Enrolment(EnrolmentKind.CRITERIA, trigger),
        "start": actions[0].id if actions else None,
        "start_pointer": "/startActionId",
        "actions": actions,
    }
    return Workflow(**{**made, **changes})


def centred_on(day: date | None, **changes: Any) -> Anchor:
    return Anchor(AnchorKind.STATIC, "/eventAnchor", day, **changes)


def windows(*spans: tuple[str | None, int | None, int | None]) -> Timing:
    """Day, first and last minute of each window."""
    made = tuple(Window(*span, f"/timeWindows/{at}") for at, span in enumerate(spans))
    return Timing(made, "/timeWindows")


# ---------------------------------------------------------------- actions


def write(name: str, text: str, target: Target | None = None) -> SetProperty:
    return SetProperty(name, StaticText(text, ""), target)


def stage(text: str, target: Target | None = None) -> SetProperty:
    return write("lifecyclestage", text, target)


def through(association: Association) -> Target:
    return Target(association, None)


# ---------------------------------------------------------------- conditions and records


def asks(
    name: str,
    operator: Operator,
    *operands: Any,
    negated: bool = False,
    on_blank: bool = False,
) -> Test:
    return Test(Property(name), Predicate(operator, operands, negated, on_blank))


def equals(name: str, *values: str) -> Test:
    return is_option(Property(name), *values)


def record(
    properties: Mapping[str, str] | None = None,
    associations: Mapping[str, Iterable[Mapping[str, str]]] | None = None,
    lists: Iterable[str] = (),
    subscriptions: Mapping[str, str] | None = None,
    outputs: Mapping[str, Mapping[str, str]] | None = None,
) -> Record:
    found = {key: tuple(records) for key, records in (associations or {}).items()}
    kept = frozenset(lists)
    return Record(properties or {}, found, kept, subscriptions or {}, outputs=outputs or {})


# ---------------------------------------------------------------- runs

_ANSWERS = frozenset(Answers.__struct_fields__)


def run(
    flow: Workflow, given: Record | None = None, portal: Portal = ANY_PORTAL, **options: Any
) -> Run:
    """A run with those ``Settings`` and ``Answers``."""
    answers = Answers(**{name: options.pop(name) for name in _ANSWERS & options.keys()})
    settings = Settings(**{"start": START, "answers": answers, **options})
    return run_in(scene_of(flow, portal), given or Record(), settings)


def path(done: Run) -> list[str]:
    return [step.action_id for step in done.steps]


def codes(step: Step) -> list[str]:
    return [error.code for error in step.errors]


def logged(done: Run) -> dict[str, list[str]]:
    """Action → the codes it logged, for those that logged any."""
    return {step.action_id: codes(step) for step in done.steps if step.errors}
