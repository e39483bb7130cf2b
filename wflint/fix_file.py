"""One file repaired: checked, edited and checked again until nothing is left to repair."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from msgspec import Struct, field

from wflint.check_file import Examined, examine
from wflint.checked import Extras
from wflint.findings import Applicability, Finding, Fix, Level
from wflint.fixes.apply import Chosen, applicable, repaired
from wflint.policy.discovery import Policy
from wflint.source.discovery import Candidate
from wflint.source.reading import Document, read


class Wanted(Struct, frozen=True):
    """Which repairs are wanted; ``spared``: fingerprints of findings that are to be left alone."""

    allowed: frozenset[Applicability] = frozenset({Applicability.SAFE})
    spared: Collection[str] = frozenset()

    def choose(self, finding: Finding) -> Fix | None:
        """The repair of ``finding`` to make."""
        fix = applicable(finding, self.allowed)
        return None if fix is None or finding.fingerprint in self.spared else fix


class FixedFile(Struct, frozen=True):
    """A file before and after; ``refused`` says of repairs why they were not made, a line each."""

    file: str
    path: Path
    before: bytes
    after: bytes
    fixed: int = 0
    refused: tuple[str, ...] = ()
    stdin: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after


def fix_file(candidate: Candidate, data: bytes, policy: Policy, wanted: Wanted) -> FixedFile:
    """The file ``candidate``, which holds ``data``, after the repairs; nothing is written.

    Raises ``SettingsError`` for settings, or comments to wflint, that cannot be used.
    """
    checks = _Checks(candidate, policy)
    document = read(candidate.display, data)
    done = repaired(document, checks.findings, wanted.choose, checks.is_better, checks.proves)
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    after = mark + done.document.text.encode() if done.made else data
    refused = tuple(
        f"{candidate.display}: {one.finding.code}: not repaired ({one.fix.title}): "
        "the file would not become what the repair says, or get another error"
        for one in done.refused
    )
    return FixedFile(
        candidate.display, candidate.path, data, after, len(done.made), refused, candidate.stdin
    )


class _Checks(Struct):
    """Checks the texts of one file, each once."""

    candidate: Candidate
    policy: Policy
    _known: dict[int, tuple[Document, Examined]] = field(default_factory=dict)

    def of(self, document: Document) -> Examined:
        known = self._known.get(id(document))
        if known is None:
            extras = Extras(edits=True, unshown=True, proved=False)
            examined = examine(document, self.candidate, self.policy, extras)
            known = self._known[id(document)] = (document, examined)
        return known[1]

    def findings(self, document: Document) -> tuple[Finding, ...]:
        return tuple(one.finding for one in self.of(document).checked.findings)

    def proves(self, document: Document, one: Chosen) -> bool:
        """Whether a repair passes its trial; to try it takes time, so not all are tried at once."""
        return self.of(document).proves(one.finding, one.fix)

    def is_better(self, before: Document, after: Document, made: Sequence[Chosen]) -> bool:
        """Whether what was repaired is gone, and no error has come instead."""
        if self.of(after).checked.crashes and not self.of(before).checked.crashes:
            return False
        old, new = self._codes(before), self._codes(after)
        repairs = Counter(one.finding.code for one in made)
        gone = all(new[code] <= old[code] - count for code, count in repairs.items())
        errors = self._codes(after, Level.ERROR) - self._codes(before, Level.ERROR)
        return gone and not errors

    def _codes(self, document: Document, least: Level = Level.INFO) -> Counter[str]:
        found = self.findings(document)
        return Counter(one.code for one in found if one.level.rank >= least.rank)
