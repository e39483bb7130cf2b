"""Many repairs put into one text: as many at once as do not touch each other."""

from __future__ import annotations

import sys
from bisect import bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from wflint.findings import Applicability, Finding, Fix, Place
from wflint.fixes.plan import Grip, NotPossible, grips, patched, plan
from wflint.source.places import Span
from wflint.source.reading import Document, read

MAX_PASSES: Final = 100
"""How often a text may be repaired and checked again.

Each pass makes a repair or rules one out, and most make all at once: the bound is for repairs that
undo each other.
"""


class Chosen(Struct, frozen=True):
    """A repair that is to be made, and of what."""

    finding: Finding
    fix: Fix

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others, in another pass as well."""
        return self.finding.fingerprint, self.fix.title


class Repaired(Struct, frozen=True):
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
    taken = _Taken(document)
    ordered = sorted(chosen, key=lambda each: (each.fix.edits[0].range, each.finding.code))
    return [one for one in ordered if taken.takes(one)]


class _Taken(Struct):
    """What repairs of ``document`` count on that go in together: places and members.

    Edits that are apart in the text can still be of one thing. The last member of a block is taken
    out by writing the block anew, without what is put in behind its comment; and where two take
    out one member each, neither of them sees that nothing is left.
    """

    document: Document
    spans: list[Span] = field(default_factory=list)
    """In order, and apart."""
    left: dict[str, int] = field(default_factory=dict)
    """By pointer, how many members remain of each value that a repair has to do with."""

    def takes(self, one: Chosen) -> bool:
        """Take what ``one`` counts on, unless some of that is taken; says whether it was not."""
        spans = [self.document.span(edit.range) for edit in one.fix.edits]
        held = list(grips(plan(one.fix.changes, self.document.value), self.document.value))
        if any(map(self._touches, spans)) or any(map(self._uses_up, held)):
            return False
        for span in spans:
            insort(self.spans, span)
        for grip in held:
            self.left[grip.pointer] = self.left.get(grip.pointer, grip.size) - grip.going
        return True

    def _touches(self, span: Span) -> bool:
        """Whether ``span`` has a place in common with one that is taken."""
        before = bisect_right(self.spans, (span[1], sys.maxsize))
        return before > 0 and self.spans[before - 1][1] >= span[0]

    def _uses_up(self, grip: Grip) -> bool:
        """Whether nothing would be left of what another repair has to do with."""
        return grip.pointer in self.left and self.left[grip.pointer] <= grip.going


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
