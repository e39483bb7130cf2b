"""Models hold what pydantic itself would put into its own, made from the same description."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from wflint.hubspot.envelope import entries
from wflint.hubspot.generate import adapter_of, model_of
from wflint.hubspot.portal import PortalSnapshot, load_snapshot
from wflint.hubspot.primitives import Model
from wflint.hubspot.reading import parse
from wflint.source.reading import read

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SNAPSHOT = {
    "version": 1,
    "time_zone": "Europe/Berlin",
    "emails": {"1": {"suppress_graymail": False}, "2": {"suppressGraymail": True}},
    "properties": {"0-1": [{"name": "city", "options": [{"value": 1, "colour": "red"}]}]},
    "else": {},
}


def difference(ours: Any, theirs: Any, place: str = "") -> Iterator[str]:
    """Where a model of ours and one of pydantic's do not hold the same."""
    if isinstance(ours, Model) and isinstance(theirs, BaseModel):
        yield from difference_of_models(ours, theirs, place)
    elif isinstance(ours, tuple) and isinstance(theirs, tuple) and len(ours) == len(theirs):
        for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from difference(one, other, f"{place}/{index}")
    elif isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        for key, one in ours.items():
            yield from difference(one, theirs[key], f"{place}/{key}")
    elif type(ours) is not type(theirs) or ours != theirs:
        yield f"{place}: {ours!r} is not {theirs!r}"


def difference_of_models(ours: Model, theirs: BaseModel, place: str) -> Iterator[str]:
    aliases = {name: field.alias for name, field in type(theirs).model_fields.items()}
    if type(theirs) is not model_of(type(ours)) or ours.key_of != aliases:
        yield f"{place}: {type(ours).__name__}"
    if ours.extra != (theirs.model_extra or {}):
        yield f"{place}: extra"
    if ours.given != {aliases[name] for name in theirs.model_fields_set if name in aliases}:
        yield f"{place}: given"
    for name in aliases:
        yield from difference(getattr(ours, name), getattr(theirs, name), f"{place}/{name}")


def documents() -> list[Path]:
    found = [path for kind in ("json", "yaml") for path in FIXTURES.rglob(f"*.{kind}")]
    return sorted(path for path in found if path.name != "expected.json")


@pytest.mark.parametrize("part", range(4))
def test_workflows(part: int) -> None:
    compared = 0
    for path in documents()[part::4]:
        document = read(path.name, path.read_bytes())
        for entry in entries(document.value) if document.value is not None else ():
            parsed = parse(entry) if entry.kind is not None else None
            if parsed is not None and parsed.flow is not None:
                theirs = adapter_of(type(parsed.flow)).validate_python(parsed.raw)
                assert list(difference(parsed.flow, theirs)) == [], path
                compared += 1
    assert compared > 50


def test_a_snapshot() -> None:
    ours = load_snapshot(SNAPSHOT)
    assert list(difference(ours, adapter_of(PortalSnapshot).validate_python(SNAPSHOT))) == []
    assert ours.time_zone == "Europe/Berlin"
    assert ours.emails is not None
    assert [each.suppress_graymail for each in ours.emails.values()] == [False, True]


def test_a_model_is_read_only() -> None:
    snapshot = load_snapshot({"version": 1})
    with pytest.raises(AttributeError):
        snapshot.time_zone = "UTC"
    assert snapshot == load_snapshot({"version": 1}) != load_snapshot({"version": "1"})
    assert repr(load_snapshot({"version": 1})).startswith("PortalSnapshot(version=1")
