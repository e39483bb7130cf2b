"""Repairs as edits of the text they repair, as small as they can be."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from wflint.findings import Edit, Finding, Fix
from wflint.fixes import json_edits
from wflint.fixes.bracketed import Cut, merged
from wflint.fixes.plan import NotPossible, Plan, plan
from wflint.source.json_text import JsonPlaces
from wflint.source.reading import Document, read


def with_edits(finding: Finding, document: Document) -> Finding:
    """``finding`` with the edits of its repairs filled in.

    A repair that cannot be made without touching more than it names is left out.
    """
    if not finding.fixes:
        return finding
    fixes = (_with_edits(fix, document) for fix in finding.fixes)
    return replace(finding, fixes=tuple(fix for fix in fixes if fix is not None))


def _with_edits(fix: Fix, document: Document) -> Fix | None:
    try:
        todo = plan(fix.changes, document.value)
        _check_keys(todo, document)
        cuts = merged(_cuts(todo, document))
        "".join(cut.text for cut in cuts).encode()
    except (NotPossible, UnicodeEncodeError):  # half a character cannot be written
        return None
    edits = tuple(
        Edit(cut.pointer, cut.text, document.range_between(cut.start, cut.end)) for cut in cuts
    )
    return replace(fix, edits=edits) if edits else None


def _cuts(todo: Plan, document: Document) -> Iterator[Cut]:
    places = _json_places(document)
    if places is not None:
        return json_edits.cuts(places, todo)
    from wflint.fixes import yaml_edits  # noqa: PLC0415 - JSON needs no YAML

    return yaml_edits.cuts(document.text, document.yaml_root, todo)


def _json_places(document: Document) -> JsonPlaces | None:
    """The places of a document that is JSON, in a YAML file as well; None: it is not."""
    if document.format != "yaml":
        return document.json_places
    if document.text.lstrip()[:1] not in ("{", "["):
        return None
    as_json = read(".json", document.text.encode())
    return as_json.json_places if as_json.value == document.value else None


def _check_keys(todo: Plan, document: Document) -> None:
    """Raise ``NotPossible`` for changes among, or below, keys of which one stands twice."""
    repeated = {one.pointer for one in document.problems if one.pointer is not None}
    objects = {pointer.rpartition("/")[0] for pointer in repeated}
    pending = [todo] if repeated else []
    while pending:
        one = pending.pop()
        shifts = one.members or any(inner.removed or inner.renamed for inner in one.inner.values())
        if one.pointer in repeated or (shifts and one.pointer in objects):
            raise NotPossible(one.pointer)
        pending += one.inner.values()
