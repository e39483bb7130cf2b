"""Records: what one record holds, in the shape of a record file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wflint.findings import Witness

Associated = tuple[Mapping[str, str], ...]

_PRIMARY = {"1": "279", "2": "280", "5": "341", "6": "342", "25": "340", "26": "339"}
_COUNTED = {
    ("0-1", "num_associated_deals"): "4",
    ("0-2", "num_associated_deals"): "342",
    ("0-2", "num_associated_contacts"): "280",
    ("0-3", "num_associated_contacts"): "3",
}
_BOUNCED = ("hs_email_hard_bounce_reason_enum", "hs_email_hard_bounce_reason")
CONTACT = "0-1"


class RecordError(ValueError):
    """A value is no record; the message is one line that says where."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: an absent property is blank; ``associations`` by association type id."""

    properties: Mapping[str, str] = field(default_factory=dict)
    associations: Mapping[str, Associated] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    subscriptions: Mapping[str, str] = field(default_factory=dict)

    def with_property(self, name: str, value: str | None) -> Record:
        """The record with one property written; None and the empty text clear it."""
        rest = {key: text for key, text in self.properties.items() if key != name}
        return replace(self, properties={**rest, name: value} if value else rest)


def from_witness(witness: Witness) -> Record:
    """The record that a finding shows."""
    return Record(
        dict(witness.properties),
        dict(witness.associations),
        frozenset(witness.lists),
        dict(witness.subscriptions),
    )


def from_json(value: Any) -> Record:
    """The record in a plain value; raises ``RecordError``."""
    top = _object(value, "the record")
    properties = _texts(top.get("properties"), "properties")
    associations = {
        type_id: tuple(
            _texts(one, f"associations/{type_id}/{index}")
            for index, one in enumerate(_list(listed, f"associations/{type_id}"))
        )
        for type_id, listed in _object(top.get("associations"), "associations").items()
    }
    lists = frozenset(str(one) for one in _list(top.get("lists"), "lists"))
    return Record(
        properties, associations, lists, _texts(top.get("subscriptions"), "subscriptions")
    )


def to_json(record: Record) -> dict[str, Any]:
    """The record in the shape of a record file."""
    return {
        "properties": dict(record.properties),
        "associations": {
            type_id: [dict(one) for one in listed]
            for type_id, listed in record.associations.items()
        },
        "lists": sorted(record.lists),
        "subscriptions": dict(record.subscriptions),
    }


def _object(value: Any, place: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RecordError(f"{place} has to be an object")
    return value


def _list(value: Any, place: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise RecordError(f"{place} has to be a list")
    return value


def _texts(value: Any, place: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for key, one in _object(value, place).items():
        if isinstance(one, bool):
            texts[key] = "true" if one else "false"
        elif isinstance(one, str | int | float):
            texts[key] = str(one)
        elif one is not None:
            raise RecordError(f"{place}/{key} has to be a text or a number")
    return {key: text for key, text in texts.items() if text}


# ---------------------------------------------------------------- what follows from what is given


def complete(record: Record, object_type_id: str) -> Record:
    """``record`` with what HubSpot's own facts add; what contradicts them is left as it is."""
    associations = {key: listed for key, listed in record.associations.items() if listed}
    properties = dict(record.properties)
    if object_type_id == CONTACT:
        _complete_company(properties, associations)
    for (object_type, name), type_id in _COUNTED.items():
        if object_type == object_type_id and _positive(properties.get(name)):
            associations.setdefault(type_id, ({},))
    for primary, unlabelled in _PRIMARY.items():
        if primary in associations:
            associations.setdefault(unlabelled, associations[primary])
    _complete_bounce(properties)
    return replace(record, properties=properties, associations=associations)


def _complete_company(properties: dict[str, str], associations: dict[str, Associated]) -> None:
    if properties.get("associatedcompanyid"):
        associations.setdefault("1", ({},))
    elif "1" in associations:
        properties["associatedcompanyid"] = "1"


def _complete_bounce(properties: dict[str, str]) -> None:
    reason = next((properties[name] for name in _BOUNCED if properties.get(name)), None)
    if reason is not None:
        for name in _BOUNCED:
            properties.setdefault(name, reason)
        properties.setdefault("hs_email_is_ineligible", "true")


def _positive(text: str | None) -> bool:
    try:
        return text is not None and float(text) >= 1
    except ValueError:
        return False
