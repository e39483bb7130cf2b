"""Many repairs put into one text: as many at once as do not touch each other."""

from __future__ import annotations

import sys
from bisect import bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from wflint.findings import Applicability, Finding, Fix, Place
from wflint.fixes.plan import NotPossible, patched, plan
from wflint.source.places import Span
from wflint.source.reading import Document, read

MAX_PASSES: Final = 100
"""How often a text may be repaired and checked again.

Each pass makes a repair or rules one out, and most make all at once: the bound is for repairs that
undo each other.
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A repair that is to be made, and of what."""

    finding: Finding
    fix: Fix

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others, in another pass as well."""
        return self.finding.fingerprint, self.fix.title


@dataclass(frozen=True, slots=True)
class Repaired:
    """What has become of a text: what was made, in order, and what was not though it was wanted."""

    document: Document
    made: tuple[Chosen, ...] = ()
    refused: tuple[Chosen, ...] = ()


def applicable(finding: Finding, allowed: Collection[Applicability]) -> Fix | None:
    """The repair of ``finding`` that would be made: the first of those that are allowed."""
    fixes = (fix for fix in finding.fixes if fix.edits and fix.applicability in allowed)
    return next(fixes, None)


def repaired(
    document: Document,
    found: Callable[[Document], Sequence[Finding]],
    choose: Callable[[Finding], Fix | None],
    accepts: Callable[[Document, Document, Sequence[Chosen]], bool],
    proves: Callable[[Document, Chosen], bool] = lambda *_: True,
) -> Repaired:
    """``document`` after all the repairs that ``choose`` names of what is ``found`` in it.

    A repair that ``proves`` says no of is left out, and another one of the finding is chosen. A
    text that reads otherwise than the changes say, or that ``accepts`` refuses, is not kept: the
    repairs that led to it are tried in smaller groups, and one that fails alone is left out.
    """
    made: list[Chosen] = []
    refused: dict[tuple[str, str], Chosen] = {}
    unproved: set[tuple[Place, str]] = set()

    def is_out(one: Chosen) -> bool:
        return one.key in refused or (one.finding.place, one.fix.title) in unproved

    for _ in range(MAX_PASSES):
        candidates = apart(_chosen(found(document), choose, is_out), document)
        if not candidates:
            break
        group = [one for one in candidates if proves(document, one)]
        unproved |= {(one.finding.place, one.fix.title) for one in candidates if one not in group}
        if not group:
            continue
        after = _attempt(document, group, accepts)
        while after is None and len(group) > 1:
            group = group[: len(group) // 2]
            after = _attempt(document, group, accepts)
        if after is None:
            refused[group[0].key] = group[0]
        else:
            document = after
            made += group
            unproved.clear()
    return Repaired(document, tuple(made), tuple(refused.values()))


def _chosen(
    findings: Iterable[Finding],
    choose: Callable[[Finding], Fix | None],
    is_out: Callable[[Chosen], bool],
) -> list[Chosen]:
    """What is chosen of the findings, without the repairs that are out."""
    left = (
        replace(one, fixes=tuple(fix for fix in one.fixes if not is_out(Chosen(one, fix))))
        for one in findings
    )
    named = ((finding, choose(finding)) for finding in left)
    return [Chosen(finding, fix) for finding, fix in named if fix is not None]


def apart(chosen: Iterable[Chosen], document: Document) -> list[Chosen]:
    """Those of ``chosen`` that touch none before them, in the order of the text."""
    taken: list[Span] = []
    kept: list[Chosen] = []
    for one in sorted(chosen, key=lambda each: (each.fix.edits[0].range, each.finding.code)):
        spans = [document.span(edit.range) for edit in one.fix.edits]
        if not any(_touches(span, taken) for span in spans):
            kept.append(one)
            for span in spans:
                insort(taken, span)
    return kept


def _touches(span: Span, taken: Sequence[Span]) -> bool:
    """Whether ``span`` has a place in common with one of ``taken``, in order and apart."""
    before = bisect_right(taken, (span[1], sys.maxsize))
    return before > 0 and taken[before - 1][1] >= span[0]


def applied(document: Document, chosen: Iterable[Chosen]) -> str:
    """The text of ``document`` with the edits of repairs that do not touch each other."""
    text = document.text
    edits = [edit for one in chosen for edit in one.fix.edits]
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda each: each.range):
        start, end = document.span(edit.range)
        parts += (text[at:start], edit.text)
        at = end
    return "".join((*parts, text[at:]))


def _attempt(
    document: Document,
    chosen: Sequence[Chosen],
    accepts: Callable[[Document, Document, Sequence[Chosen]], bool],
) -> Document | None:
    """``document`` with repairs; None: it does not become what they say, or is refused."""
    changes = [change for one in chosen for change in one.fix.changes]
    try:
        wanted = patched(document.value, plan(changes, document.value))
    except NotPossible:
        return None
    after = read(document.file, applied(document, chosen).encode())
    good = after.value == wanted and after.format == document.format
    return after if good and accepts(document, after, chosen) else None
