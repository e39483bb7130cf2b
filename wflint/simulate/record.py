"""The concrete record that is run: its properties, and what stands around it.

A record file holds it as JSON::

    {"properties": {"lifecyclestage": "lead"}, "associations": {"279": [{"name": "Acme"}]},
     "lists": ["12"], "subscriptions": {"101": "OPT_IN"}, "facts": ["…"],
     "outputs": {"3": {"score": "7"}}}

Association types are named by their type id. ``USER_DEFINED:12`` names one of that category alone,
where two categories have types of the same id. ``facts`` are what no property tells (a history, a
comparison), as the record of a finding's witness spells them; ``outputs``: what actions come to,
such as custom code, by action id; ``events``: those that the workflow asks for have happened;
``start``: the moment the run begins, where the failure depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from wflint.findings import Witness
from wflint.hubspot.catalogue import HUBSPOT_DEFINED
from wflint.simulate import ties

_KEYS = (
    "properties",
    "associations",
    "lists",
    "subscriptions",
    "facts",
    "outputs",
    "events",
    "start",
    "objectTypeId",
)
_ASSOCIATION_KEY: Final = re.compile(r"(?:[A-Z_]{1,40}:)?\d{1,18}", re.ASCII)
_MOST_BITS = 200


class RecordError(ValueError):
    """A record file does not hold a record. The message is one line: a pointer, and why."""

    def __init__(self, pointer: str, what: str) -> None:
        shown = "".join(letter if letter.isprintable() else "�" for letter in pointer[:200])
        super().__init__(f"{shown or 'record'}: {what}")
        self.pointer = pointer
        self.what = what


class Record(Struct, frozen=True):
    """One record. A property that is absent is blank, and so is one with the empty text.

    ``associations``: association type id → the associated records' properties; ``()`` says that
    there are none. ``subscriptions``: subscription type id → status, such as ``OPT_IN``.
    """

    properties: Mapping[str, str] = field(default_factory=dict)
    associations: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    subscriptions: Mapping[str, str] = field(default_factory=dict)
    facts: frozenset[str] = frozenset()
    """The keys of conditions that hold, though nothing else of the record tells."""
    outputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Action id → output → value; an output that is not given is blank."""
    events: bool = False
    """The events that the workflow asks for have happened."""
    start: datetime | None = None
    """When the run begins; None: nothing depends on it."""


def complete(record: Record, object_type_id: str) -> Record:
    """``record`` with all that its facts imply, as a record of this type would stand in HubSpot.

    A primary association is an unlabelled one too; a contact's ``associatedcompanyid`` is known if
    and only if it has a primary company; a count of 1 or more needs somebody to count; a hard
    bounce has both of its properties, and makes the address ineligible. What is given stays, even
    where it contradicts something else that is given.
    """
    properties = dict(record.properties)
    associations = {
        key.removeprefix(f"{HUBSPOT_DEFINED}:"): records
        for key, records in record.associations.items()
    }
    ties.complete(properties, associations, object_type_id)
    return replace(record, properties=properties, associations=associations)


def from_witness(witness: Witness) -> Record:
    """The record of a finding."""
    return Record(
        witness.properties,
        witness.associations,
        frozenset(witness.lists),
        witness.subscriptions,
        frozenset(witness.facts),
        witness.outputs,
        witness.assume_events,
        None if witness.start is None else datetime.fromisoformat(witness.start),
    )


# ---------------------------------------------------------------- the record file


def to_json(record: Record) -> dict[str, Any]:
    """``record`` in the shape of a record file, sorted, without blank properties."""
    associations = {
        key: [dict(sorted(properties.items())) for properties in records]
        for key, records in sorted(record.associations.items())
    }
    document: dict[str, Any] = {
        "properties": {name: text for name, text in sorted(record.properties.items()) if text},
        "associations": associations,
        "lists": sorted(record.lists),
        "subscriptions": dict(sorted(record.subscriptions.items())),
    }
    if record.facts:
        document["facts"] = sorted(record.facts)
    if record.outputs:
        document["outputs"] = {
            action_id: dict(sorted(given.items()))
            for action_id, given in sorted(record.outputs.items())
        }
    if record.events:
        document["events"] = True
    if record.start is not None:
        document["start"] = record.start.isoformat(timespec="minutes")
    return document


def from_json(value: Any) -> Record:
    """The record that a record file holds, given its parsed JSON.

    A finding's ``witness.record`` is one as well. Numbers and truth values are read as HubSpot
    writes them, null as blank. Raises ``RecordError``.
    """
    whole = _object(value, "")
    for key in whole:
        if key not in _KEYS:
            raise RecordError(_below("", key), f"unknown key; known are {', '.join(_KEYS)}")
    object_type_id = whole.get("objectTypeId")
    if object_type_id is not None and not isinstance(object_type_id, str):
        raise RecordError("/objectTypeId", "a text is expected")
    return Record(
        dict(_texts(whole.get("properties"), "/properties")),
        dict(_associations(whole.get("associations"), "/associations")),
        frozenset(_ids(whole.get("lists"), "/lists")),
        dict(_texts(whole.get("subscriptions"), "/subscriptions")),
        frozenset(_ids(whole.get("facts"), "/facts")),
        dict(_outputs(whole.get("outputs"), "/outputs")),
        _truth(whole.get("events"), "/events"),
        _moment(whole.get("start"), "/start"),
    )


def _truth(value: Any, at: str) -> bool:
    if not isinstance(value, bool | None):
        raise RecordError(at, "true or false is expected")
    return bool(value)


def _moment(value: Any, at: str) -> datetime | None:
    try:
        return None if value is None else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise RecordError(at, "a moment such as 2026-11-24T09:00 is expected") from None


def _associations(value: Any, at: str) -> Iterator[tuple[str, tuple[Mapping[str, str], ...]]]:
    for key, records in _object(value, at).items():
        place = _below(at, key)
        if not _ASSOCIATION_KEY.fullmatch(key):
            raise RecordError(place, "an association type id is expected as the key")
        yield (
            key,
            tuple(
                dict(_texts(record, _below(place, str(index))))
                for index, record in enumerate(_array(records, place))
            ),
        )


def _outputs(value: Any, at: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    for action_id, given in _object(value, at).items():
        yield action_id, dict(_texts(given, _below(at, action_id)))


def _ids(value: Any, at: str) -> Iterator[str]:
    for index, each in enumerate(_array(value, at)):
        text = _text(each, _below(at, str(index)))
        if not text:
            raise RecordError(_below(at, str(index)), "a text that is not empty is expected")
        yield text


def _texts(value: Any, at: str) -> Iterator[tuple[str, str]]:
    for key, given in _object(value, at).items():
        yield key, _text(given, _below(at, key))


def _text(value: Any, at: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() if value.bit_length() <= _MOST_BITS:
            return str(value)
        case float():
            return repr(value)
        case _:
            raise RecordError(at, "a text, a number, true, false or null is expected")


def _object(value: Any, at: str) -> Mapping[str, Any]:
    if value is None and at:
        return {}
    if not isinstance(value, Mapping):
        raise RecordError(at, "an object is expected")
    for key in value:
        if not isinstance(key, str):
            raise RecordError(at, "keys have to be texts")
    return value


def _array(value: Any, at: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise RecordError(at, "an array is expected")
    return value


def _below(at: str, step: str) -> str:
    return f"{at}/{step.replace('~', '~0').replace('/', '~1')}"
