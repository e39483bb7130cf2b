"""What ties the facts of one record together: some imply others.

Completing a record adds what its given facts imply and overrides none of them. A write carries
along what is tied to it. Properties and associations are changed in place; the associations are
HubSpot's own, by type id. An empty text and an empty tuple are facts: blank, none.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from wflint.hubspot.catalogue import COMPANY, CONTACT, DEAL
from wflint.workflow.axioms import PRIMARY_COMPANY, UNLABELLED
from wflint.workflow.numbers import exact_number

Properties = dict[str, str]
Associated = tuple[Mapping[str, str], ...]
Associations = dict[str, Associated]

COMPANY_ID = "associatedcompanyid"
PRIMARY = str(PRIMARY_COMPANY.type_id)
_PLAIN: Mapping[str, str] = MappingProxyType(
    {str(primary.type_id): str(plain.type_id) for primary, plain in UNLABELLED.items()}
)
_COUNTED: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (CONTACT, "num_associated_deals"): "4",
        (COMPANY, "num_associated_contacts"): "280",
        (COMPANY, "num_associated_deals"): "342",
        (DEAL, "num_associated_contacts"): "3",
    }
)
"""Object type and property → the association type whose records it counts."""

BOUNCE_REASON, _BOUNCE_TEXT = "hs_email_hard_bounce_reason_enum", "hs_email_hard_bounce_reason"
INELIGIBLE = "hs_email_is_ineligible"
_SOME_REASON = "OTHER"
_SOME_ID = "1"
_SOMEONE: Associated = (MappingProxyType({}),)


def complete(properties: Properties, associations: Associations, object_type_id: str) -> None:
    """Add what the given facts imply; where they contradict each other, they stay as given."""
    if object_type_id == CONTACT:
        _complete_company(properties, associations)
    for name, type_id in _counts(object_type_id):
        if _is_some(properties.get(name)):
            associations.setdefault(type_id, _SOMEONE)
    _complete_unlabelled(associations)
    if properties.get(BOUNCE_REASON) or properties.get(_BOUNCE_TEXT):
        properties.setdefault(BOUNCE_REASON, _SOME_REASON)
        properties.setdefault(_BOUNCE_TEXT, _SOME_REASON)
        properties.setdefault(INELIGIBLE, "true")


def _complete_company(properties: Properties, associations: Associations) -> None:
    if properties.get(COMPANY_ID):
        associations.setdefault(PRIMARY, _SOMEONE)
    elif associations.get(PRIMARY):
        company = associations[PRIMARY][0]
        properties.setdefault(COMPANY_ID, company.get("hs_object_id") or _SOME_ID)


def _complete_unlabelled(associations: Associations) -> None:
    for primary, plain in _PLAIN.items():
        if associations.get(primary):
            associations.setdefault(plain, associations[primary])


def _counts(object_type_id: str) -> list[tuple[str, str]]:
    """The properties that count associated records, with the association type of each."""
    return [(name, id_) for (of, name), id_ in _COUNTED.items() if of == object_type_id]


def _is_some(count: str | None) -> bool:
    number = exact_number(count or "")
    return number is not None and number >= 1


# ---------------------------------------------------------------- after a write


def after_write(
    name: str, properties: Properties, associations: Associations, object_type_id: str
) -> None:
    """Carry along what is tied to property ``name``, which has just been written or cleared."""
    known = name in properties
    if name == COMPANY_ID and object_type_id == CONTACT:
        _set_existence(PRIMARY, known, associations)
    elif name in (BOUNCE_REASON, _BOUNCE_TEXT):
        _follow_bounce(known, properties)
    elif name == INELIGIBLE and properties.get(name) != "true":
        _follow_bounce(False, properties)
    for counter, type_id in _counts(object_type_id):
        number = exact_number(properties.get(name, "")) if counter == name else None
        if number is not None and (number == 0 or number >= 1):
            _set_existence(type_id, number >= 1, associations)


def _follow_bounce(known: bool, properties: Properties) -> None:
    for reason in (BOUNCE_REASON, _BOUNCE_TEXT):
        if known:
            properties.setdefault(reason, _SOME_REASON)
        else:
            properties.pop(reason, None)
    if known:
        properties[INELIGIBLE] = "true"


def _set_existence(type_id: str, exists: bool, associations: Associations) -> None:
    """Records are associated in this way from now on, or none are."""
    if exists:
        associations[type_id] = associations.get(type_id) or _SOMEONE
        if type_id in _PLAIN:
            _set_existence(_PLAIN[type_id], True, associations)
        return
    associations[type_id] = ()
    for primary, plain in _PLAIN.items():
        if plain == type_id:
            associations[primary] = ()


# ---------------------------------------------------------------- after a new association


def associate(
    type_id: str,
    created: Mapping[str, str],
    properties: Properties,
    associations: Associations,
    object_type_id: str,
) -> None:
    """Add the record ``created``, associated in this way.

    A contact's first company becomes its primary one. A count that is known grows.
    """
    first = object_type_id == CONTACT and type_id == _PLAIN[PRIMARY]
    if first and not (associations.get(type_id) or associations.get(PRIMARY)):
        associations[PRIMARY] = (created,)
    associations[type_id] = (*associations.get(type_id, ()), created)
    if type_id in _PLAIN and not associations.get(_PLAIN[type_id]):
        associations[_PLAIN[type_id]] = (created,)
    if object_type_id == CONTACT and associations.get(PRIMARY):
        properties.setdefault(COMPANY_ID, _SOME_ID)
    for counter, counted in _counts(object_type_id):
        number = exact_number(properties.get(counter, ""))
        if counted == type_id and number is not None and number.denominator == 1:
            properties[counter] = str(number.numerator + 1)
