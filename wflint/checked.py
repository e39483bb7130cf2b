"""What checking a file comes to; apart from the checking, as whoever reports needs no engine."""

from __future__ import annotations

from msgspec import Struct, field

from wflint.findings import Finding
from wflint.policy.suppression import Used


class Judged(Struct, frozen=True):
    """A finding, and what the settings of its place make of it."""

    finding: Finding
    shown: bool
    fails: bool
    """It is at or above the level that fails the run."""


class Extras(Struct, frozen=True):
    """What is worked out beside the findings themselves, for those who ask for it."""

    edits: bool = False
    """Repairs of what is shown, as changes of the text."""
    unshown: bool = False
    """Those of what is not shown and fails the run as well: they are made with the others."""
    suppressed: bool = False
    """Those of what is suppressed as well, for reports that show it."""
    proved: bool = True
    """Of the repairs, those alone that pass their trial; else all, to be tried one by one."""
    steps: bool = False
    """The places of all actions on the way of a record that fails."""


NO_EXTRAS = Extras()


class Checked(Struct, frozen=True):
    """What one file has come to. ``hidden``: findings that are neither shown nor fail the run."""

    file: str
    skipped: bool = False
    workflows: int = 0
    findings: tuple[Judged, ...] = ()
    hidden: int = 0
    suppressed: tuple[Finding, ...] = ()
    suppressions: Used = field(default_factory=Used)
    crashes: tuple[str, ...] = ()
