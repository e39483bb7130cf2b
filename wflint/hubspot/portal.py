"""The snapshot of a portal: what HubSpot's public APIs say of properties, e-mails, associations.

A JSON file of wflint's own design; ``wflint schema portal-snapshot`` describes it.
"""

from typing import Any

from pydantic_core import ValidationError

from wflint.hubspot.primitives import Flag, Id, Model, Number, Scalar, Text, entries, items
from wflint.hubspot.validators import validator
from wflint.hubspot.violations import escaped


class SnapshotError(ValueError):
    """The value is no snapshot; the message is one line with a JSON pointer."""


class PropertyOption(Model):
    """One option of an enumeration."""

    value: Scalar
    label: Text | None = None
    display_order: Number | None = None
    hidden: Flag | None = None


class SnapshotProperty(Model):
    """One property, as ``crm/properties`` gives it."""

    name: Text
    type: Text | None = None
    field_type: Text | None = None
    description: Text | None = None
    options: items(PropertyOption)  # type: ignore[valid-type]


class SnapshotEmail(Model):
    """One marketing e-mail. ``suppress_graymail``: it leaves unengaged contacts out."""

    transactional: Flag | None = None
    suppress_graymail: Flag | None = None
    subscription_id: Id | None = None


class SnapshotAssociation(Model):
    """One association type and the objects that it leads from and to."""

    category: Text
    type_id: Id
    from_object_type_id: Id | None = None
    to_object_type_id: Id
    label: Text | None = None


class PortalSnapshot(Model):
    """All that is known of a portal. ``properties`` by object type id, ``emails`` by content id."""

    version: Number
    properties: dict[str, entries(SnapshotProperty)] | None = None  # type: ignore[valid-type]
    emails: dict[str, SnapshotEmail] | None = None
    associations: items(SnapshotAssociation)  # type: ignore[valid-type]
    time_zone: Text | None = None


def load_snapshot(data: Any) -> PortalSnapshot:
    """The snapshot in ``data``; raises ``SnapshotError``."""
    try:
        snapshot: PortalSnapshot = validator("portal-snapshot").validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        pointer = "".join(f"/{escaped(str(step))}" for step in first["loc"])
        raise SnapshotError(f"{pointer or 'the snapshot'}: {first['msg']}") from None
    if str(snapshot.version) != "1":
        raise SnapshotError(f"/version: this wflint reads version 1, not {snapshot.version}")
    return snapshot
