"""Findings say where they are by pointers; here the text is looked at, for those that need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wflint.findings import Excerpt, Finding, Place, Witness
from wflint.source.places import Position, Range
from wflint.source.secrets import without_secrets

if TYPE_CHECKING:
    from wflint.source.reading import Document

START = Range(Position(1, 1), Position(1, 1))
_SHOWN = 2_000
"""Characters of a line, to each side of a finding, that a report may show."""
_WHOLE = 2 * _SHOWN
"""Characters of a line that is kept as it is, and of a part of a longer one."""
_CONTEXT = 1
"""Lines of the source shown before and after the place of a finding."""


def placed(finding: Finding, document: Document) -> Finding:
    """``finding`` with its range."""
    if finding.range is not None:
        return finding
    return replace(finding, range=_range(finding.place, document))


def located(
    finding: Finding, document: Document, among: int = 1, *, steps: bool = False
) -> Finding:
    """``finding`` with all that a report shows; ``among``: the number of workflows in the file.

    ``steps``: the places of all actions on the witness's path as well.
    """
    place = finding.range or _range(finding.place, document)
    related = tuple(replace(one, range=_range(one.place, document)) for one in finding.related)
    workflow = replace(finding.workflow, among=among) if finding.workflow is not None else None
    witness = _with_steps(finding.witness, document) if steps else finding.witness
    return replace(
        finding,
        range=place,
        related=related,
        excerpt=_excerpt(place, document),
        workflow=workflow,
        witness=witness,
    )


def _with_steps(witness: Witness | None, document: Document) -> Witness | None:
    if witness is None:
        return None
    steps = (replace(step, range=_range(step.place, document)) for step in witness.steps)
    return replace(witness, steps=tuple(steps))


def _excerpt(place: Range, document: Document) -> Excerpt:
    """The lines around ``place`` without secrets; where one is very long, parts of them."""
    first = max(1, place.start.line - _CONTEXT)
    last = place.start.line + _CONTEXT
    if document.longest_line(first, last) <= _WHOLE:
        return Excerpt(first, tuple(map(without_secrets, document.lines(first, last))))
    left = max(0, place.start.column - _SHOWN)
    lines = document.lines(first, last, left, left + _WHOLE)
    return Excerpt(first, tuple(map(without_secrets, lines)), left, cut=True)


def _range(place: Place, document: Document) -> Range:
    if place.inside is not None:
        return document.range_inside(place.pointer, place.inside)
    return document.range(place.pointer, place.on_key)
