"""The one model of a workflow that everything below reads, whichever format it was written in.

``Workflow`` says who is enrolled and what each action does; ``Meaning`` is the closed set of things
an action can do. Analysis, simulator and rules dispatch on it; HubSpot's spellings end here.
Every ``pointer`` is an RFC 6901 pointer into the document (the whole file, envelope included).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct, field

from wflint.workflow.conditions import TRUE, Association, Condition
from wflint.workflow.contents import Contents
from wflint.workflow.places import Parts

if TYPE_CHECKING:
    from wflint.hubspot.filters import FilterBranch
    from wflint.workflow.filters import Part

# ---------------------------------------------------------------- values an action writes


class StaticText(Struct, frozen=True):
    """That text; the empty text clears the property."""

    text: str
    pointer: str


class SomeValue(Struct, frozen=True):
    """A value that is set but unknown: now, or a time relative to now."""


class AnyValue(Struct, frozen=True):
    """Any value or blank: copies, appends, outputs, increments, texts with a ``{{ }}`` token."""

    source_property: str | None = None
    """The property of the enrolled record that is copied, where it is a plain copy."""
    increment: float | None = None


Value: TypeAlias = StaticText | SomeValue | AnyValue


class Target(Struct, frozen=True):
    """Which associated records an action writes.

    ``association`` is None where only the object is named (``target_object``, v3 company actions).
    ``object_type_id`` is None where nothing says what the association leads to.
    """

    association: Association | None
    object_type_id: str | None


# ---------------------------------------------------------------- what an action does


class Delay(Struct, frozen=True):
    """Waits. ``minutes`` 0: time may or may not pass (no amount is given).

    ``time_of_day`` (hour, minute) and ``days`` (MONDAY to SUNDAY; none: any) are waited for.
    """

    minutes: float
    time_of_day: tuple[int, int] | None = None
    days: tuple[str, ...] = ()


class WaitUntilDate(Struct, frozen=True):
    """Waits for a date; time may or may not pass.

    ``fixed`` is epoch milliseconds; ``property`` the date property waited for; both None: unknown.
    ``offset_minutes`` is added to it.
    """

    fixed: int | None
    property: str | None
    offset_minutes: float = 0
    time_of_day: tuple[int, int] | None = None


class WaitForEvent(Struct, frozen=True):
    """Waits for an event, at most ``minutes``; time may or may not pass."""

    minutes: float | None


class SetProperty(Struct, frozen=True):
    """Writes ``property``: of the enrolled record (``target`` None) or of associated records."""

    property: str
    value: Value
    target: Target | None = None


class SendEmail(Struct, frozen=True):
    """Sends a marketing e-mail to the enrolled contact, or to the record's contacts."""

    content_id: str | None


class AdsAudience(Struct, frozen=True):
    """Adds the contact to an ads audience or takes it out."""


class SetMarketingStatus(Struct, frozen=True):
    """Makes the contact a marketing contact, or not, once time has passed."""

    marketable: bool


class SetSubscription(Struct, frozen=True):
    """Opts the contact in or out of a subscription type.

    ``opt_in`` None: it cannot be known. ``email``: the channel is e-mail (or not given).
    """

    opt_in: bool | None
    subscription_id: str | None
    email: bool


class SetListMembership(Struct, frozen=True):
    """Puts the record in a list, or takes it out."""

    list_id: str
    member: bool


class CreateRecord(Struct, frozen=True):
    """Creates a record; ``associations`` exist afterwards (from the enrolled record to it)."""

    object_type_id: str | None
    associations: tuple[Association, ...]
    properties: tuple[tuple[str, Value], ...] = ()


class CreateAssociations(Struct, frozen=True):
    """May associate records that match: any association of the enrolled record may exist after."""

    to_object_type_id: str | None = None


class AssignOwner(Struct, frozen=True):
    """Rotates an owner property; ``certain``: a list of users is given, so it is known after."""

    property: str
    certain: bool


class CreateTask(Struct, frozen=True):
    """Creates a task; ``owner_properties``: the owners it goes to, where nobody else is named."""

    owner_properties: tuple[str, ...] = ()


class EnrolInSequence(Struct, frozen=True):
    """Enrols the contact in a sequence; ``owner_properties``: the owner who sends it."""

    owner_properties: tuple[str, ...] = ()


class DeleteRecord(Struct, frozen=True):
    """Deletes the enrolled record: nothing after it runs."""


class Notify(Struct, frozen=True):
    """Notifies people; ``owner_properties``: those it goes to, where nobody else is named."""

    owner_properties: tuple[str, ...] = ()


class EnrolInWorkflow(Struct, frozen=True):
    """Enrols the record in another workflow."""

    flow_id: str | None


class RunCode(Struct, frozen=True):
    """Custom code, a webhook, an app's or AI action: outputs are any value, the record stays."""

    kind: str
    """``code``, ``webhook`` or ``app``."""


class Decide(Struct, frozen=True):
    """A branch: takes the first branch whose condition holds, else the default."""


class Split(Struct, frozen=True):
    """An A/B test: any branch."""


class Unknown(Struct, frozen=True):
    """An action nothing is known about: no effect, every edge possible."""


class NoEffect(Struct, frozen=True):
    """An action known to leave the record as it is (tasks, notes, audiences of other tools …)."""


Meaning: TypeAlias = (
    Delay
    | WaitUntilDate
    | WaitForEvent
    | SetProperty
    | SendEmail
    | AdsAudience
    | SetMarketingStatus
    | SetSubscription
    | SetListMembership
    | CreateRecord
    | CreateAssociations
    | AssignOwner
    | CreateTask
    | EnrolInSequence
    | DeleteRecord
    | Notify
    | EnrolInWorkflow
    | RunCode
    | Decide
    | Split
    | Unknown
    | NoEffect
)


class Branch(Struct, frozen=True):
    """One way out of an action."""

    condition: Condition
    target: str | None
    """The next action's id; None: the record leaves the workflow."""
    pointer: str
    """The branch, or the connection; the action itself where nothing is written."""
    target_pointer: str | None = None
    """The value that names the next action, where one does."""
    name: str | None = None
    goto: bool = False


class Action(Struct, frozen=True):
    """One step of a workflow.

    ``branches`` are tried in order; where none holds, ``default`` is taken. An action that is no
    branch has only its ``default``. For ``Split`` and ``Unknown`` every way is possible.
    """

    id: str
    pointer: str
    title: str
    """What the user sees: ``Set lifecyclestage to lead``."""
    meaning: Meaning
    default: Branch
    branches: tuple[Branch, ...] = ()
    type_id: str | None = None
    """HubSpot's ``actionTypeId``, or the variant (``LIST_BRANCH``), or the v3 type."""
    parts: Parts = Parts()

    @property
    def places(self) -> Mapping[str, str]:
        """Pointers to the parts that findings point at, such as ``value``; see ``place``."""
        return self.parts.places(self.pointer)

    def place(self, *names: str) -> str:
        """The pointer of the first of ``names`` that the action has, else of the action."""
        places = self.places
        return next((places[name] for name in names if name in places), self.pointer)

    @property
    def ways(self) -> tuple[Branch, ...]:
        """All ways out, the default last."""
        return (*self.branches, self.default)


# ---------------------------------------------------------------- who is enrolled, and when


class EnrolmentKind(StrEnum):
    """How records come in."""

    CRITERIA = "criteria"
    EVENT = "event"
    MANUAL = "manual"
    DATASET = "dataset"
    NONE = "none"
    UNKNOWN = "unknown"


class PropertyChange(Struct, frozen=True):
    """A change of a property that enrols, or enrols again: to a value that meets ``condition``."""

    property: str
    condition: Condition
    pointer: str


class Role(StrEnum):
    """What a tree of filters decides."""

    TRIGGER = "trigger"
    EVENT = "event"
    RE_ENROLMENT = "re-enrolment"
    GOAL = "goal"
    SUPPRESSION = "suppression"
    BRANCH = "branch"


class Criteria(Struct, frozen=True):
    """A tree of filters in the document, and its parts; see ``filters.parts_of``."""

    role: Role
    pointer: str
    tree: FilterBranch
    action_id: str | None = None
    parts: tuple[Part, ...] = ()


class Enrolment(Struct, frozen=True):
    """Who comes in.

    ``trigger`` is the condition at the moment of enrolment, goal and suppression aside;
    ``drops_unmet``: a record that no longer meets it leaves after each step.
    """

    kind: EnrolmentKind = EnrolmentKind.NONE
    trigger: Condition = TRUE
    pointer: str | None = None
    drops_unmet: bool = False
    re_enrols: bool = False
    changes: tuple[PropertyChange, ...] = ()
    """The changes that enrol (EVENT), or enrol again (CRITERIA, where it re-enrols)."""
    on_creation: bool = False
    """Records are enrolled when they are created."""
    kept_by: Condition | None = None
    """What ``drops_unmet`` asks, where that is not the whole ``trigger``."""

    @property
    def kept(self) -> Condition:
        """What a record must go on meeting where ``drops_unmet``."""
        return self.trigger if self.kept_by is None else self.kept_by


class AnchorKind(StrEnum):
    """What a date-centred workflow counts from."""

    STATIC = "static"
    PROPERTY = "property"


class Anchor(Struct, frozen=True):
    """The date a workflow is centred on."""

    kind: AnchorKind
    pointer: str
    date: date | None = None
    """STATIC with a year: the date. None: it recurs each year, or cannot be read."""
    property: str | None = None
    recurs: bool | None = None
    """PROPERTY: whether it recurs yearly; None: the format does not say (v4)."""


class PropertySchedule(Struct, frozen=True):
    """Enrolment on a date property (PROPERTY_BASED)."""

    property: str
    yearly: bool
    pointer: str


class Window(Struct, frozen=True):
    """One time window, in minutes after midnight; None: open to that side.

    ``day``: MONDAY to SUNDAY; None: every day.
    """

    day: str | None
    start: int | None
    end: int | None
    pointer: str


class BlockedDate(Struct, frozen=True):
    """A day on which no action runs; ``year`` None: each year."""

    month: int
    day: int
    year: int | None = None

    def in_year(self, year: int) -> date | None:
        """That day of ``year``; None: there is none."""
        try:
            return date(year, self.month, self.day)
        except (ValueError, OverflowError):
            return None


class Timing(Struct, frozen=True):
    """When actions may run. ``pointer`` is the place that restricts it; ``None``: any time."""

    windows: tuple[Window, ...] = ()
    pointer: str | None = None
    blocked: frozenset[BlockedDate] = frozenset()


class Workflow(Struct, frozen=True, dict=True):
    """A workflow as HubSpot would run it."""

    pointer: str
    index: int
    id: str | None
    name: str | None
    object_type_id: str
    format: str
    """``v4`` or ``v3``."""
    enabled: bool
    flow_type: str | None
    """``CONTACT_FLOW`` or ``PLATFORM_FLOW``; None: another, or it is not said."""
    enrolment: Enrolment
    start: str | None
    start_pointer: str | None
    actions: tuple[Action, ...]
    """In the file's order; an id can stand twice (WF206), the first one counts."""
    goal: Condition | None = None
    suppression: Condition | None = None
    anchor: Anchor | None = None
    schedule: PropertySchedule | None = None
    timing: Timing = Timing()
    association_objects: Mapping[Association, str] = field(default_factory=dict)
    """What an association type leads to, as far as the document says (``dataSources``)."""
    criteria: tuple[Criteria, ...] = ()
    """All trees of filters, in the document's order; only v4 has them."""
    multi_valued: frozenset[str] = frozenset()
    """Properties of the enrolled record that may hold several values at once."""
    boolean: frozenset[str] = frozenset()
    """Properties read by BOOL operations: true, false or blank."""
    data: Any = None
    """The plain value the workflow was read from; only for rules that look at raw parts."""

    def by_id(self) -> dict[str, Action]:
        """Actions by id; of duplicates the first."""
        return self._by_id

    @cached_property
    def _by_id(self) -> dict[str, Action]:
        table: dict[str, Action] = {}
        for action in self.actions:
            table.setdefault(action.id, action)
        return table

    def ways_to(self, action_id: str) -> Sequence[tuple[Action, Branch]]:
        """The actions that lead to one, in the file's order, each with the way out that does."""
        return self._ways_to.get(action_id, ())

    @cached_property
    def _ways_to(self) -> dict[str, list[tuple[Action, Branch]]]:
        table: dict[str, list[tuple[Action, Branch]]] = {}
        for action in self.actions:
            for way in action.ways:
                if way.target is not None:
                    table.setdefault(way.target, []).append((action, way))
        return table

    @cached_property
    def open_ended(self) -> frozenset[str]:
        """The actions from which records may go any way."""
        return frozenset(
            [action.id for action in self.actions if isinstance(action.meaning, Split | Unknown)]
        )

    @cached_property
    def highest_id(self) -> int:
        """The highest number that is the id of an action, or that a connection names; else 0."""
        named = map(id_number, (*self._by_id, *self._ways_to))
        return max((number for number in named if number is not None), default=0)

    def contents(self, action: Action) -> Contents:
        """What is in the plain value of ``action``."""
        known = self._contents.get(action.pointer)
        if known is None:
            known = self._contents[action.pointer] = Contents(self.at(action.pointer))
        return known

    @cached_property
    def _contents(self) -> dict[str, Contents]:
        """Those of the actions that stand where automation v4 has them; others come later."""
        listed = self.data.get("actions") if isinstance(self.data, dict) else None
        return {
            f"{self.pointer}/actions/{index}": Contents(value)
            for index, value in enumerate(listed if isinstance(listed, list) else ())
        }

    def raw(self, action: Action) -> Any:
        """The plain value that ``action`` was read from."""
        return self.contents(action).value

    def at(self, pointer: str) -> Any:
        """The plain value at ``pointer``, which leads into the workflow; None: there is none."""
        here = self.data
        for step in pointer.removeprefix(self.pointer).split("/")[1:]:
            if isinstance(here, list):
                here = here[int(step)] if step.isdecimal() and int(step) < len(here) else None
            else:
                key = step.replace("~1", "/").replace("~0", "~")
                here = here.get(key) if isinstance(here, dict) else None
        return here


def id_number(value: object) -> int | None:
    """The number that an id is, as text or as a number; None: it is none that HubSpot would give.

    Python refuses to read texts of some thousand digits.
    """
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
