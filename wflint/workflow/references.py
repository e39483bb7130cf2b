"""What an action refers to, wherever in its inputs it does: outputs of others, properties read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from wflint.hubspot.violations import escaped
from wflint.workflow.conditions import Condition, Property, StableFact, tests
from wflint.workflow.model import (
    Action,
    AssignOwner,
    CreateAssociations,
    CreateRecord,
    CreateTask,
    Decide,
    DeleteRecord,
    SetListMembership,
    SetMarketingStatus,
    SetProperty,
    SetSubscription,
    Split,
    Workflow,
)

_TOKEN = re.compile(r"\{\{\s*([A-Za-z_]\w*(?:\.\w+)*)\s*[|}]")
"""``{{ enrolled_object.city }}``, perhaps with a filter: what stands for a value in a text."""
_OUTPUT = "action_output_"
_READING_KEYS = frozenset(
    (
        *("propertyName", "appendPropertyName", "source_property", "contactOwnerProperty"),
        *("enrolledObjectPropertyNameToMatch", "owner_properties", "recordFieldName"),
    )
)
_READING_NOTHING_ELSE = (
    *(AssignOwner, CreateAssociations, CreateRecord, CreateTask, Decide, DeleteRecord),
    *(SetListMembership, SetMarketingStatus, SetProperty, SetSubscription, Split),
)
"""Actions that read what their inputs name. All others may read any property."""


class OutputUse(Struct, frozen=True):
    """An input takes an output of an action."""

    action_id: str
    key: str
    pointer: str


def outputs_used(workflow: Workflow, action: Action) -> tuple[OutputUse, ...]:
    """Where ``action`` takes outputs of other actions, in the document's order."""
    if not workflow.contents(action).mentions("dataKey", "action_outputs"):
        return ()
    found = []
    for value, pointer in values_in(workflow.raw(action), action.pointer):
        if isinstance(value, str):
            for token in tokens(value):
                use = _output_named(token, pointer)
                if use is not None and use.action_id in workflow.by_id():
                    found.append(use)
        elif isinstance(value, dict) and value.get("type", "FIELD_DATA") == "FIELD_DATA":
            used, key = value.get("actionId"), value.get("dataKey")
            if isinstance(used, str | int) and isinstance(key, str):
                found.append(OutputUse(str(used), key, f"{pointer}/actionId"))
    return tuple(found)


def _output_named(token: str, pointer: str) -> OutputUse | None:
    steps = token.split(".")
    if len(steps) != 3 or steps[0] != "action_outputs" or not steps[1].startswith(_OUTPUT):
        return None
    return OutputUse(steps[1].removeprefix(_OUTPUT), steps[2], pointer)


def tokens(text: str) -> list[str]:
    """What the ``{{ }}`` in ``text`` stand for: ``enrolled_object.city``."""
    return _TOKEN.findall(text) if "{{" in text else []


def reads_anything(action: Action) -> bool:
    """Whether the action may look at properties that its inputs do not name."""
    return not isinstance(action.meaning, _READING_NOTHING_ELSE)


def properties_read(workflow: Workflow, action: Action) -> frozenset[str]:
    """The properties of the enrolled record that the action's inputs and branches name."""
    found: set[str] = set()
    contents = workflow.contents(action)
    if contents.mentions("{{"):
        for text in contents.texts:
            found.update(_own_properties(text))
    if contents.mentions(*_READING_KEYS):
        for value in contents.objects:
            for key in _READING_KEYS & value.keys():
                found.update(_named(value[key]))
    for branch in action.branches:
        found |= properties_asked(branch.condition)
    return frozenset(found)


def _own_properties(text: str) -> Iterator[str]:
    for token in tokens(text):
        owner, _, name = token.partition(".")
        if owner == "enrolled_object" and name:
            yield name


def _named(value: Any) -> Iterator[str]:
    """The properties that an input names, as ``city`` or ``0-1/city``."""
    for one in value if isinstance(value, list) else (value,):
        if isinstance(one, str):
            yield one.rpartition("/")[2]


def properties_asked(condition: Condition) -> set[str]:
    """The properties of the enrolled record that ``condition`` asks about."""
    found: set[str] = set()
    for test in tests(condition):
        match test.subject:
            case Property(name):
                found.add(name)
            case StableFact(properties=names):
                found.update(names)
            case _:
                pass
    return found


def values_in(value: Any, pointer: str) -> Iterator[tuple[Any, str]]:
    """``value`` and everything in it, with its pointer, in the document's order."""
    pending = [(value, pointer)]
    while pending:
        here, at = pending.pop()
        yield here, at
        if isinstance(here, dict):
            pending += [(v, f"{at}/{escaped(str(k))}") for k, v in reversed(list(here.items()))]
        elif isinstance(here, list):
            pending += [(v, f"{at}/{i}") for i, v in reversed(list(enumerate(here)))]


def texts_in(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Every text in ``value``, with its pointer."""
    for here, at in values_in(value, pointer):
        if isinstance(here, str):
            yield here, at
