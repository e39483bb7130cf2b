"""The words every layer speaks: what a finding says, where, about whom, and how to repair it.

A finding names its place *symbolically*, by an RFC 6901 pointer; the range in the text is looked up
late, and only for findings that are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from wflint.source.places import Range, Span


class Level(StrEnum):
    """How loud a finding is. Ordered: ``Level.ERROR.rank > Level.INFO.rank``."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        return {"info": 0, "warning": 1, "error": 2}[self.value]


class Verdict(StrEnum):
    """What the analysis concluded about a predicted run-time error (see docs/assumptions.md)."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    STALE = "stale"
    BYPASS = "bypass"


class Applicability(StrEnum):
    """Whether a repair may be applied without asking."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Place(Struct, frozen=True):
    """Where in a document: the value at ``pointer``, a part of it, or the key that leads to it."""

    pointer: str
    on_key: bool = False
    inside: Span | None = None
    """The part of a text value that is meant, in characters of the value."""


class Related(Struct, frozen=True):
    """A second place that helps to understand a finding."""

    message: str
    place: Place
    range: Range | None = None
    """Filled in when the finding is located in the text."""


class Change(Struct, frozen=True):
    """One step of a repair, said of the values: an operation of JSON Patch (RFC 6902).

    ``add``: a new member, or an item that comes before the one at ``pointer`` (``-``: at the end).
    ``rename``, which is not among them: the member at ``pointer`` gets the key ``value``.
    Unlike there, every pointer is one into the document as it was read.
    """

    operation: Literal["add", "replace", "remove", "rename"]
    pointer: str
    value: Any = None


class Edit(Struct, frozen=True):
    """One step of a repair, said of the text: ``text`` takes the place of ``range``."""

    pointer: str
    text: str
    range: Range


class Fix(Struct, frozen=True):
    """A repair: changes that belong together. ``edits`` are filled in when they are asked for."""

    title: str
    applicability: Applicability
    changes: tuple[Change, ...] = ()
    edits: tuple[Edit, ...] = ()


class Suppressed(Struct, frozen=True):
    """Why a finding is not shown: ``reason``, and ``where`` somebody said so."""

    kind: Literal["inSource", "external"]
    """The words of SARIF: in the workflow's own file, or outside of it."""
    reason: str
    where: str


class Step(Struct, frozen=True):
    """One action on a path, for people: ``1 If/then «Has demo»``, and where it stands."""

    title: str
    place: Place
    range: Range | None = None
    """Filled in only where a report shows it."""


class Witness(Struct, frozen=True):
    """One concrete record that fails, and the action ids it passes, the failing one last.

    ``steps`` says the same path for people, one step for each id; of a long one, as many of its
    beginning as of its end.
    """

    object_type_id: str
    properties: Mapping[str, str]
    path: tuple[str, ...]
    associations: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    subscriptions: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    """What no property tells: the keys of conditions that hold."""
    outputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Action id → output → value: what actions of which nobody knows come to."""
    steps: tuple[Step, ...] = ()
    start: str | None = None
    """The moment the run begins, ISO 8601, where the failure depends on it."""
    assume_events: bool = False
    """Whether events that the workflow asks about have happened."""
    open_ways: bool = False
    """Whether some action on the path goes any way, so that the path has to show which."""
    reproduced: bool = False
    """Whether the simulator logs that very error at the end of that path."""

    def numbered_steps(self) -> Iterator[tuple[int, Step]]:
        """Each of ``steps``, and which action of the path it is, counted from 1."""
        left_out = len(self.path) - len(self.steps)
        for number, step in enumerate(self.steps, start=1):
            yield number + (left_out if 2 * number > len(self.steps) else 0), step


class WorkflowRef(Struct, frozen=True):
    """Which workflow of a file a finding is about; ``among``: how many the file holds."""

    id: str | None
    name: str | None
    index: int
    among: int = 1


class Excerpt(Struct, frozen=True):
    """The lines of the source that a finding is shown with, without secrets."""

    first_line: int
    lines: tuple[str, ...]
    left: int = 0
    """So many characters at the start of each line are not kept: they lie far from the place."""
    cut: bool = False
    """Some line was too long to be kept whole."""


class Finding(Struct, frozen=True):
    """One defect, in one place."""

    code: str
    name: str
    level: Level
    message: str
    file: str
    place: Place
    verdict: Verdict | None = None
    hubspot_message: str | None = None
    workflow: WorkflowRef | None = None
    action_id: str | None = None
    related: tuple[Related, ...] = ()
    witness: Witness | None = None
    approximate: bool = False
    fixes: tuple[Fix, ...] = ()
    help: str = ""
    """How to repair it, one sentence for people."""
    subject: str = ""
    """What is wrong, without numbers of lines: the part of the fingerprint that tells two findings
    of one rule on one action apart."""
    action_title: str = ""
    """What the user sees of the action: in the fingerprint it stands for the id, which changes."""
    range: Range | None = None
    """Known from the start where no pointer can say it (a syntax error), else looked up late."""
    excerpt: Excerpt | None = None
    suppressed: Suppressed | None = None

    @property
    def url(self) -> str:
        """The page of the rule, in the documentation's folder."""
        return f"docs/rules/{self.name}.md"

    @property
    def fingerprint(self) -> str:
        """Stable across moves, reformatting and new ids: rule, workflow, action, what is wrong."""
        workflow = self.workflow
        place = f"{PurePath(self.file).stem} {workflow.index if workflow else ''}"
        who = (workflow.id or workflow.name or place) if workflow else place
        import hashlib  # noqa: PLC0415 - only programs ask for it

        parts = (self.code, who, self.action_title, self.subject)
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


class RuleName(Struct, frozen=True):
    """What selection needs to know of a rule. ``default``: it is on unless ignored."""

    code: str
    name: str
    default: bool = True


class RulePage(Struct, frozen=True):
    """What a report may tell of a rule itself; ``text`` is its whole page, Markdown."""

    code: str
    name: str
    level: Level
    family: str
    summary: str
    text: str


class Diagram(Struct, frozen=True):
    """A workflow drawn: the text of a Mermaid diagram, findings and witnesses' paths marked."""

    file: str
    workflow: WorkflowRef
    text: str


class Summary(Struct, frozen=True):
    """The counts of one run; ``hidden``: findings below the least level shown."""

    files: int = 0
    workflows: int = 0
    skipped: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    hidden: int = 0
    suppressed: int = 0
    fixed: int = 0


class Report(Struct, frozen=True):
    """What one run found: the findings shown, sorted by file, position and code."""

    findings: tuple[Finding, ...]
    summary: Summary
    files: tuple[str, ...] = ()
    """Every file that was checked, in order."""
    failing: bool = False
    """Some finding, shown or hidden, is at or above the level that fails the run."""
    options: tuple[str, ...] = ()
    """The options of the command line that matter to a dry run as well."""
    crashes: tuple[str, ...] = ()
    """Where wflint itself failed: one line each, naming the file and the rule."""
    unshown: tuple[Finding, ...] = ()
    """The findings that fail the run and are below the level shown."""
    suppressed: tuple[Finding, ...] = ()
    """The findings that are not shown because somebody said so, sorted likewise."""
    notices: tuple[str, ...] = ()
    """What else has to be said of the run, one line each."""
    rules: tuple[RulePage, ...] = ()
    """The rules that have found something, by code."""
    diagrams: tuple[Diagram, ...] = ()
    """The workflows with findings, drawn; only where the report shows them."""
    root: Path | None = None
    """The repository that was checked, absolute: what programs name files from."""

    def without_fixes(self) -> Report:
        """The same without repairs, for those who did not ask for them."""
        return replace(
            self,
            findings=tuple(replace(finding, fixes=()) for finding in self.findings),
            unshown=tuple(replace(finding, fixes=()) for finding in self.unshown),
        )
