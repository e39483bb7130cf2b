"""The portal that a snapshot describes."""

from __future__ import annotations

from collections.abc import Mapping

from wflint.hubspot.portal import PortalSnapshot, SnapshotProperty
from wflint.workflow.conditions import Association
from wflint.workflow.filters import association_from
from wflint.workflow.numbers import exact_number
from wflint.workflow.portal import EmailFacts, Portal, PropertyFacts

_CONTACT = "0-1"
_STAGE = "lifecyclestage"


def portal_from(snapshot: PortalSnapshot) -> Portal:
    """What ``snapshot`` says; of what it does not say nothing is known."""
    properties = {
        object_type_id: {one.name: _property(one) for one in listed}
        for object_type_id, listed in (snapshot.properties or {}).items()
    }
    stages = properties.get(_CONTACT, {}).get(_STAGE, PropertyFacts()).options
    blank = Portal()
    return Portal(
        lifecycle_order=stages or blank.lifecycle_order,
        time_zone=snapshot.time_zone or blank.time_zone,
        properties=properties,
        emails=_emails(snapshot),
        association_objects=_associations(snapshot),
    )


def _property(one: SnapshotProperty) -> PropertyFacts:
    ordered = sorted(one.options, key=lambda option: _place(option.display_order))
    closed = tuple(option.value for option in ordered) if one.type == "enumeration" else ()
    return PropertyFacts(
        multi_valued=one.field_type == "checkbox",
        number=one.type == "number",
        options=closed or None,
        description=one.description or "",
    )


def _place(order: object) -> float:
    number = exact_number(order)
    return float(number) if number is not None and number >= 0 else float("inf")


def _emails(snapshot: PortalSnapshot) -> Mapping[str, EmailFacts]:
    return {
        content_id: EmailFacts(
            transactional=bool(email.transactional),
            suppresses_graymail=email.suppress_graymail is not False,
            subscription_id=email.subscription_id,
        )
        for content_id, email in (snapshot.emails or {}).items()
    }


def _associations(snapshot: PortalSnapshot) -> Mapping[Association, str]:
    found = {
        association_from(one.category, one.type_id): one.to_object_type_id
        for one in snapshot.associations
    }
    return {association: to for association, to in found.items() if association is not None}
