"""Which properties hold one value, several, or a truth value, as far as a document shows."""

from __future__ import annotations

from collections.abc import Iterable

from wflint.hubspot.catalogue import SINGLE_VALUED
from wflint.workflow.portal import Portal

_SINGLE_KINDS = {"STRING", "NUMBER", "BOOL", "MULTISTRING", "NUMBER_RANGED"}


def multi_valued_properties(
    operations: Iterable[tuple[str, str]], object_type_id: str, portal: Portal
) -> frozenset[str]:
    """The properties that may hold several options at once.

    ``operations``: property and kind of each operation in the document. An enumeration may be a
    multi-select unless it is a known single one, is read as something else, or a snapshot knows.
    """
    kinds: dict[str, set[str]] = {}
    for name, kind in operations:
        kinds.setdefault(name, set()).add(kind)
    return frozenset(
        name
        for name, found in kinds.items()
        if "ENUMERATION" in found and _may_be_multi(name, found, object_type_id, portal)
    )


def _may_be_multi(name: str, kinds: set[str], object_type_id: str, portal: Portal) -> bool:
    facts = portal.property(object_type_id, name)
    if facts is not None:
        return facts.multi_valued
    return name not in SINGLE_VALUED and not kinds & _SINGLE_KINDS


def boolean_properties(operations: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The properties that are read as truth values."""
    return frozenset(name for name, kind in operations if kind == "BOOL")
