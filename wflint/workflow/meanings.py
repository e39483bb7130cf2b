"""What each action of automation v4 means: one table that analysis, simulator and rules share.

A row says what HubSpot calls the action, and how its inputs are read. An action type that is in no
row is ``Unknown``, unless it carries an amount of time, which makes it a delay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from wflint.hubspot.catalogue import (
    ACTION_TYPES,
    HUBSPOT_DEFINED,
    INVERSES,
    OBJECT_NAMES,
    associated_object,
    unlabelled_association,
)
from wflint.source.secrets import without_tokens
from wflint.workflow.conditions import Association
from wflint.workflow.filters import association_from
from wflint.workflow.model import (
    AdsAudience,
    AnyValue,
    AssignOwner,
    CreateAssociations,
    CreateRecord,
    CreateTask,
    Delay,
    DeleteRecord,
    EnrolInSequence,
    EnrolInWorkflow,
    Meaning,
    NoEffect,
    Notify,
    RunCode,
    SendEmail,
    SetListMembership,
    SetMarketingStatus,
    SetProperty,
    SetSubscription,
    SomeValue,
    StaticText,
    Target,
    Unknown,
    Value,
    WaitForEvent,
    WaitUntilDate,
)
from wflint.workflow.numbers import exact_number

_MINUTES = MappingProxyType(
    {
        "SECONDS": 1 / 60,
        "MINUTES": 1.0,
        "HOURS": 60.0,
        "HALF_DAYS": 720.0,
        "DAYS": 1440.0,
        "WEEKS": 10_080.0,
        "MONTHS": 43_200.0,
        "YEARS": 525_600.0,
        "NANOS": 1 / 6e10,
        "MICROS": 1 / 6e7,
        "MILLIS": 1 / 60_000,
        "DECADES": 5_256_000.0,
        "CENTURIES": 52_560_000.0,
    }
)
_MOST_MINUTES = 1e9
_MOST_BITS = 200
_TOKEN = "{{"  # noqa: S105 - how HubSpot marks a placeholder


class Inputs(Struct, frozen=True):
    """The inputs of one action: its ``fields``, and where they are."""

    fields: Mapping[str, Any]
    pointer: str
    object_type_id: str

    def text(self, *names: str) -> str | None:
        """The first of the inputs ``names`` that holds a text or a number, as text.

        An input can be given as it is, or as a value with ``staticValue``.
        """
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, dict):
                value = value.get("staticValue")
            if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
                return _spelt(value)
        return None

    def value(self, name: str) -> Value:
        """The input value ``name``; its place is that of all inputs where it is absent."""
        return value_of(
            self.fields.get(name), self.at(name) if name in self.fields else self.pointer
        )

    def at(self, *steps: str) -> str:
        """The pointer of an input."""
        return "/".join((self.pointer, *steps))


Reader = Callable[[Inputs], Meaning]


def meaning_of(type_id: str, inputs: Inputs) -> Meaning:
    """What an action of this type does."""
    reader = TABLE.get(type_id)
    if reader is not None:
        return reader(inputs)
    if "delta" in inputs.fields or "time_unit" in inputs.fields:
        return _delay(inputs)
    if not type_id.startswith("0-"):
        return RunCode("app")
    return Unknown()


# ---------------------------------------------------------------- values


def value_of(value: Any, pointer: str) -> Value:
    """What an input value says; absent, and without a literal: the empty text, which clears."""
    if value is None:
        return StaticText("", pointer)
    if not isinstance(value, dict):
        return _literal(value, pointer)
    match value.get("type") or _inferred(value):
        case "STATIC_VALUE":
            inside = f"{pointer}/staticValue" if "staticValue" in value else pointer
            return _literal(value.get("staticValue"), inside)
        case "OBJECT_PROPERTY":
            return AnyValue(source_property=_optional_text(value.get("propertyName")))
        case "INCREMENT":
            amount = exact_number(value.get("incrementAmount"))
            return AnyValue(increment=None if amount is None else float(amount))
        case "TIMESTAMP" | "RELATIVE_DATETIME":
            return SomeValue()
        case None:
            return StaticText("", pointer)
        case _:
            return AnyValue()


def _inferred(value: Mapping[str, Any]) -> str | None:
    """The kind of a value whose type is not written, as in HubSpot's own examples."""
    if "staticValue" in value or not value:
        return "STATIC_VALUE" if value else None
    if "propertyName" in value:
        return "OBJECT_PROPERTY"
    return "TIMESTAMP" if "timestampType" in value else "UNKNOWN"


def _literal(value: Any, pointer: str) -> Value:
    if value is None:
        return StaticText("", pointer)
    if isinstance(value, bool):
        return StaticText("true" if value else "false", pointer)
    text = _spelt(value)
    return AnyValue() if text is None or _TOKEN in text else StaticText(text, pointer)


def _spelt(value: Any) -> str | None:
    """A text or a number as text; None: neither, or a number out of all proportion."""
    if isinstance(value, int):
        return str(value) if value.bit_length() <= _MOST_BITS else None
    return str(value) if isinstance(value, str | float) else None


def _optional_text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


# ---------------------------------------------------------------- time


def minutes_of(delta: Any, unit: Any) -> float:
    """An amount of time in minutes; 0 where it cannot be read. Without a unit: minutes."""
    number = exact_number(delta)
    scale = _MINUTES.get(str(unit or "MINUTES").upper(), 0.0)
    if number is None:
        return 0.0
    return float(max(-_MOST_MINUTES, min(_MOST_MINUTES, float(number) * scale)))


def _delay(inputs: Inputs) -> Meaning:
    fields = inputs.fields
    minutes = minutes_of(fields.get("delta"), fields.get("time_unit"))
    return Delay(max(0.0, minutes), time_of_day(fields.get("time_of_day")), _days(fields))


def time_of_day(value: Any) -> tuple[int, int] | None:
    """Hour and minute; None: no time of day."""
    if not isinstance(value, dict):
        return None
    hour, minute = exact_number(value.get("hour")), exact_number(value.get("minute", 0))
    if hour is None or minute is None or not (0 <= hour < 24 and 0 <= minute < 60):
        return None
    return int(hour), int(minute)


def _days(fields: Mapping[str, Any]) -> tuple[str, ...]:
    found = fields.get("days_of_week") or fields.get("daysOfWeek") or ()
    listed = found if isinstance(found, list | tuple) else (found,)
    return tuple(day.upper() for day in listed if isinstance(day, str))


def _until_date(inputs: Inputs) -> Meaning:
    fields = inputs.fields
    date = fields.get("date")
    if date is None:
        return _delay(inputs)
    offset = minutes_of(fields.get("delta"), fields.get("time_unit"))
    at = time_of_day(fields.get("time_of_day"))
    match value_of(date, inputs.at("date")):
        case StaticText(text):
            moment = exact_number(text)
            fixed = int(moment) if moment is not None and abs(moment) < 10**15 else None
            return WaitUntilDate(fixed, None, offset, at)
        case AnyValue(source_property=name):
            return WaitUntilDate(None, name, offset, at)
        case _:
            return WaitUntilDate(None, None, offset, at)


def _until_event(inputs: Inputs) -> Meaning:
    minutes = exact_number(inputs.fields.get("expiration_minutes"))
    bounded = None if minutes is None else min(float(minutes), _MOST_MINUTES)
    return WaitForEvent(bounded)


# ---------------------------------------------------------------- writes


def _set_property(inputs: Inputs) -> Meaning:
    name = inputs.text("property_name")
    if name is None:
        return Unknown()
    association = inputs.fields.get("association")
    if not association:
        return SetProperty(name, inputs.value("value"))
    target = _association(association)
    if target is None:
        return Unknown()
    leads_to = associated_object(target.category, target.type_id)
    return SetProperty(name, inputs.value("value"), Target(target, leads_to))


def _association(given: Any) -> Association | None:
    """The association type that an input names; None: it names none."""
    if not isinstance(given, dict):
        return None
    return association_from(given.get("associationCategory"), given.get("associationTypeId"))


def _copy(inputs: Inputs) -> Meaning:
    name = inputs.text("target_property")
    if name is None:
        return Unknown()
    written = _object(inputs.text("target_object"))
    if written is None or written == inputs.object_type_id:
        # The source is an associated record then, unless it is said to be the same one.
        same = _object(inputs.text("source_object")) == inputs.object_type_id
        return SetProperty(name, AnyValue(inputs.text("source_property") if same else None))
    return SetProperty(name, AnyValue(inputs.text("source_property")), Target(None, written))


def _object(name: str | None) -> str | None:
    """The object type id of an object that an input names; names not known stay as they are."""
    return None if name is None else OBJECT_NAMES.get(name.upper(), name)


def _increase(inputs: Inputs) -> Meaning:
    name = inputs.text("property_name", "target_property", "targetProperty")
    return Unknown() if name is None else SetProperty(name, AnyValue())


def _rotate(inputs: Inputs) -> Meaning:
    users = inputs.fields.get("user_ids")
    name = inputs.text("target_property") or "hubspot_owner_id"
    return AssignOwner(name, certain=isinstance(users, list) and bool(users))


def _marketing(inputs: Inputs) -> Meaning:
    match (inputs.text("marketableType") or "").upper():
        case "MARKETABLE":
            return SetMarketingStatus(marketable=True)
        case "NON_MARKETABLE":
            return SetMarketingStatus(marketable=False)
        case _:
            return Unknown()


def _subscription(inputs: Inputs) -> Meaning:
    state = (inputs.text("optState") or "").upper()
    channel = (inputs.text("channel") or "EMAIL").upper()
    opt_in = {"OPT_IN": True, "OPT_OUT": False}.get(state)
    return SetSubscription(opt_in, inputs.text("subscriptionId"), email=channel == "EMAIL")


def _list(member: bool) -> Reader:
    def read(inputs: Inputs) -> Meaning:
        list_id = inputs.text("listId", "list_id")
        return SetListMembership(list_id, member) if list_id is not None else NoEffect()

    return read


def _old_list(inputs: Inputs) -> Meaning:
    operation = (inputs.text("operation") or "").upper()
    return _list(operation != "REMOVE")(inputs) if operation in ("ADD", "REMOVE") else NoEffect()


def _create(inputs: Inputs) -> Meaning:
    created = inputs.text("object_type_id")
    given = inputs.fields.get("properties")
    written = [
        (item["targetProperty"], _written(item, inputs.at("properties", str(at))))
        for at, item in enumerate(given if isinstance(given, list) else ())
        if isinstance(item, dict) and isinstance(item.get("targetProperty"), str)
    ]
    return CreateRecord(created, tuple(_associations(inputs, created)), tuple(written))


def _written(item: Mapping[str, Any], pointer: str) -> Value:
    return value_of(item.get("value"), f"{pointer}/value" if "value" in item else pointer)


def _associations(inputs: Inputs, created: str | None) -> Iterable[Association]:
    """The associations from the enrolled record to a new one, which are given from its side.

    Where none are given, HubSpot makes the plain one, unless it is told that they are explicit.
    """
    given = inputs.fields.get("associations")
    explicit = (inputs.text("use_explicit_associations") or "").lower() == "true"
    if given or (explicit and given is not None):
        return _seen_from_here(given)
    plain = unlabelled_association(inputs.object_type_id, created or "")
    return (Association(*plain),) if plain is not None else ()


def _seen_from_here(given: Any) -> Iterable[Association]:
    for item in given if isinstance(given, list) else ():
        if not isinstance(item, dict) or not _means_enrolled(item.get("value")):
            continue
        there = _association(item.get("target"))
        if there is not None and there.category == HUBSPOT_DEFINED:
            here = INVERSES.get(there.type_id)
            if here is not None:
                yield Association(HUBSPOT_DEFINED, here)


def _means_enrolled(value: Any) -> bool:
    return value is None or (isinstance(value, dict) and value.get("type") == "ENROLLED_OBJECT")


def _notify(inputs: Inputs) -> Meaning:
    fields = inputs.fields
    owners = fields.get("owner_properties")
    names = [o for o in owners if isinstance(o, str)] if isinstance(owners, list) else []
    others = any(fields.get(key) for key in ("user_ids", "team_ids", "recipient_emails"))
    return Notify(() if others else tuple(names))


def _task(inputs: Inputs) -> Meaning:
    given = inputs.fields.get("owner_assignment")
    assigned = given.get("value") if isinstance(given, dict) else None
    return CreateTask(_owner(assigned, inputs))


def _sequence(inputs: Inputs) -> Meaning:
    if (inputs.text("senderType") or "").upper() != "CONTACT_OWNER":
        return EnrolInSequence()
    return EnrolInSequence((inputs.text("contactOwnerProperty") or "hubspot_owner_id",))


def _owner(value: Any, inputs: Inputs) -> tuple[str, ...]:
    """The property of the enrolled record that an owner is taken from."""
    match value_of(value, inputs.pointer):
        case AnyValue(source_property=str() as name):
            return (name,)
        case _:
            return ()


def _nothing(_: Inputs) -> Meaning:
    return NoEffect()


_AI_ACTIONS = (
    *("0-172351286", "0-195318603", "0-201091202", "0-207702619", "0-216647524", "0-218870680"),
    *("0-177946906", "0-217709844", "0-219292676", "0-219160146", "0-219161394"),
)

TABLE: Mapping[str, Reader] = MappingProxyType(
    {
        **dict.fromkeys(ACTION_TYPES, _nothing),
        "0-1": _delay,
        "0-2": lambda _: WaitForEvent(None),
        "0-3": _task,
        "0-4": lambda inputs: SendEmail(inputs.text("content_id")),
        "0-5": _set_property,
        "0-8": _notify,
        "0-9": _notify,
        "0-11": _rotate,
        "0-13": _old_list,
        "0-14": _create,
        "0-15": lambda inputs: EnrolInWorkflow(inputs.text("flow_id")),
        "0-25": _copy,
        "0-28": _delay,
        "0-29": _until_event,
        "0-30": lambda _: AdsAudience(),
        "0-31": _marketing,
        "0-35": _until_date,
        "0-46510720": _sequence,
        "0-18224765": lambda _: DeleteRecord(),
        "0-43347357": _subscription,
        "0-61139484": lambda _: CreateAssociations(),
        "0-73444249": lambda _: CreateAssociations(),
        "0-63189541": lambda inputs: CreateAssociations(_object(inputs.text("toObjectType"))),
        "0-63809083": _list(member=True),
        "0-63863438": _list(member=False),
        "0-261589386": _increase,
        **dict.fromkeys(_AI_ACTIONS, lambda _: RunCode("app")),
    }
)
"""Action type → how its inputs are read. Types known to leave the record alone do nothing."""


# ---------------------------------------------------------------- titles for people


_LONGEST_TITLE = 60


def title_of(meaning: Meaning, type_id: str | None) -> str:
    """What people call the action, at most 60 characters: ``Set lifecyclestage to lead``."""
    title = _title(meaning, type_id)
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def _title(meaning: Meaning, type_id: str | None) -> str:
    match meaning:
        case SetProperty(name, StaticText(text)):
            return f"Set {name} to {_short(text)}" if text else f"Clear {name}"
        case SetProperty(name):
            return f"Set {name}"
        case Delay(minutes) if minutes > 0:
            return f"Delay {_amount(minutes)}"
        case SendEmail(content_id) if content_id:
            return f"Send e-mail {_short(content_id)}"
        case SetMarketingStatus(marketable):
            return f"Set as {'' if marketable else 'non-'}marketing contact"
        case _:
            return ACTION_TYPES.get(type_id or "", _plain(type_id))


def _plain(type_id: str | None) -> str:
    return f"Action {type_id}" if type_id else "Action"


def _short(text: str) -> str:
    text = without_tokens(text)
    return text if len(text) <= 30 else f"{text[:29]}…"


def _amount(minutes: float) -> str:
    for unit, size in (("day", 1440.0), ("hour", 60.0)):
        if minutes >= size and minutes % size == 0:
            count = minutes / size
            return f"{count:g} {unit}{'' if count == 1 else 's'}"
    return f"{minutes:g} minute{'' if minutes == 1 else 's'}"
