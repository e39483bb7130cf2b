"""Where the parts of an action stand that findings point at."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

_OWN: Mapping[str, str] = MappingProxyType({"actionId": "id", "actionTypeId": "type"})
_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "property_name": "property",
        "target_property": "property",
        "association": "association",
        "target_object": "target",
        "content_id": "content",
        "marketableType": "status",
        "object_type_id": "created",
        "owner_properties": "owner",
        "owner_assignment": "owner",
        "contactOwnerProperty": "owner",
        "time_of_day": "time",
        "days_of_week": "days",
    }
)


class Parts(Struct, frozen=True):
    """What of an action is written. Its places are made when a finding asks: most have none."""

    plain: Mapping[str, Any] = MappingProxyType({})
    fields: Mapping[str, Any] = MappingProxyType({})
    names: Mapping[str, str] = _OWN
    """Key of ``plain`` → what stands there."""

    def places(self, pointer: str) -> dict[str, str]:
        """What each part of the action at ``pointer`` is, and its own pointer."""
        found = {name: f"{pointer}/{key}" for key, name in self.names.items() if key in self.plain}
        for key, name in _FIELDS.items():
            if key in self.fields:
                found[name] = f"{pointer}/fields/{key}"
        for key in ("value", "date"):
            if key in self.fields:
                found[key] = _innermost(self.fields[key], f"{pointer}/fields/{key}")
        return found


def _innermost(value: Any, pointer: str) -> str:
    if isinstance(value, Mapping):
        for key in ("staticValue", "propertyName", "propertyToken"):
            if key in value:
                return f"{pointer}/{key}"
    return pointer
