"""One file through the pipeline: read, model, judge, level, suppress, locate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from wflint.checked import NO_EXTRAS, Checked, Extras, Judged
from wflint.findings import Finding, Fix, WorkflowRef
from wflint.hubspot.envelope import Entry, entries
from wflint.hubspot.reading import parse
from wflint.hubspot.validators import validator
from wflint.loading import portal_of, read_candidate, reference_to, today_in
from wflint.locating import located, placed
from wflint.policy.discovery import Policy
from wflint.policy.levels import is_shown, levelled
from wflint.policy.selection import Choice, enabled
from wflint.policy.settings import InForce
from wflint.policy.suppression import Ledger, Suppression, from_comment
from wflint.rule_table import rule_names
from wflint.rules import RuleContext, catalogue, judge
from wflint.rules.base import reference as reference_of
from wflint.rules.readers import from_problem, from_reading, not_a_workflow
from wflint.source.discovery import Candidate
from wflint.source.reading import Document
from wflint.workflow.build import build
from wflint.workflow.model import Workflow
from wflint.workflow.portal import Portal

if TYPE_CHECKING:
    from wflint.trial import Trial


def warm_up() -> None:
    """Import and build what checking needs, where the first file would else have to wait for it."""
    catalogue()
    validator("flow-v4")


def check_file(
    candidate: Candidate, policy: Policy, stdin: bytes = b"", extras: Extras = NO_EXTRAS
) -> Checked:
    """What is wrong in one file.

    Raises ``SettingsError`` for settings, or comments to wflint, that cannot be used.
    """
    return check_document(read_candidate(candidate, stdin), candidate, policy, extras)


def check_document(
    document: Document, candidate: Candidate, policy: Policy, extras: Extras = NO_EXTRAS
) -> Checked:
    """``check_file`` for a document that has been read from it."""
    return examine(document, candidate, policy, extras).checked


class Examined(Struct, frozen=True):
    """What a document has come to, and what its repairs can be tried with."""

    checked: Checked
    trials: Mapping[int, Trial] = field(default_factory=dict)
    """By the workflow's place in the file; only where repairs are asked for."""

    def proves(self, finding: Finding, fix: Fix) -> bool:
        """Whether a repair of one of the findings passes its trial."""
        trial = self.trials.get(finding.workflow.index) if finding.workflow is not None else None
        try:
            return trial is None or trial.passes(fix, finding)
        except Exception:  # a bug of ours, which the report on the file will name
            return False


def examine(
    document: Document, candidate: Candidate, policy: Policy, extras: Extras = NO_EXTRAS
) -> Examined:
    """``check_document``, with what repairs are tried with."""
    listed = entries(document.value) if document.value is not None else ()
    if _is_skipped(candidate, document, listed):
        return Examined(Checked(candidate.display, skipped=True))
    run = _Run(document, candidate.path, policy, len(listed), extras)
    run.take_problems()
    for index, entry in enumerate(listed):
        run.take(entry, index)
    checked = Checked(
        candidate.display,
        workflows=sum(entry.kind is not None for entry in listed),
        findings=tuple(run.findings),
        hidden=run.hidden,
        suppressed=tuple(run.suppressed),
        suppressions=run.ledger.closed(),
        crashes=tuple(run.crashes),
    )
    return Examined(checked, run.trials)


def workflows_in(candidate: Candidate, policy: Policy, stdin: bytes = b"") -> Iterator[Workflow]:
    """The workflows in a file, as far as they can be read."""
    document = read_candidate(candidate, stdin)
    for index, entry in enumerate(entries(document.value) if document.value is not None else ()):
        if entry.kind is not None:
            settings = policy.in_force(candidate.path, reference_to(entry, index))
            workflow = build(entry, parse(entry), index, portal_of(settings.portal))
            if workflow is not None:
                yield workflow


@lru_cache(maxsize=128)
def _codes(choices: tuple[Choice, ...]) -> frozenset[str]:
    """The rules that are on. Most files have the same settings as the one before."""
    return enabled(choices, rule_names())


def _is_skipped(candidate: Candidate, document: Document, listed: tuple[Entry, ...]) -> bool:
    """In a searched folder, what can be read and holds no workflow is none of our business."""
    unreadable = document.value is None and bool(document.problems)
    return not candidate.named and not unreadable and all(e.kind is None for e in listed)


_MOST_TRIED = 10_000
"""So many actions of one file are judged again to try repairs out for a report. What could be
repaired beyond that is not offered until there is less of it; ``--fix`` goes on until all is done.
"""


class _Run(Struct):
    """The way through one document, and what it has come to so far."""

    document: Document
    path: Path
    policy: Policy
    among: int
    """How many workflows the document holds."""
    extras: Extras
    findings: list[Judged] = field(default_factory=list)
    hidden: int = 0
    suppressed: list[Finding] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    comments: tuple[Suppression, ...] = ()
    trials: dict[int, Trial] = field(default_factory=dict)
    """What repairs are tried with, by the workflow's place."""
    tried: int = 0
    """Actions that were judged again so far, to try repairs out."""

    def __post_init__(self) -> None:
        found = self.document.comments()
        file = self.document.file
        self.comments = tuple(from_comment(one, file, rule_names()) for one in found)

    def take_problems(self) -> None:
        """What is wrong with the file as a whole."""
        settings = self.policy.in_force(self.path)
        codes = _codes(settings.choices)
        found = (from_problem(problem, self.document.file) for problem in self.document.problems)
        self._keep(found, settings, codes, None)

    def take(self, entry: Entry, index: int) -> None:
        """One entry of the file."""
        reference = reference_to(entry, index) if entry.kind is not None else None
        settings = self.policy.in_force(self.path, reference)
        codes = _codes(settings.choices)
        found = list(self._judged(entry, reference, settings, codes))
        if self.extras.edits and reference is not None:
            self.trials[index] = self._trial(entry, reference, settings, codes, found)
        self._keep(found, settings, codes, reference)

    def _keep(
        self,
        found: Iterable[Finding],
        settings: InForce,
        codes: frozenset[str],
        workflow: WorkflowRef | None,
    ) -> None:
        """Take findings in: of the rules that are on, at their level, suppressed or not."""
        suppressions = (*settings.suppress, *self.comments)
        if suppressions:
            self.ledger.open(suppressions, workflow, codes, rule_names())
        for finding in found:
            if finding.code in codes:
                self._keep_one(levelled(finding, settings.levels), settings, suppressions)

    def _keep_one(
        self, finding: Finding, settings: InForce, suppressions: tuple[Suppression, ...]
    ) -> None:
        if suppressions:
            # Comments go by lines, which most findings never need to know.
            finding = placed(finding, self.document) if self.comments else finding
            why = self.ledger.look_up(finding, suppressions, today_in(settings))
            if why is not None:
                kept = self._located(replace(finding, suppressed=why), self.extras.suppressed)
                self.suppressed.append(kept)
                return
        shown = is_shown(finding, settings.level)
        fails = settings.fail_on.is_reached_by(finding.level)
        if shown or fails:
            kept = self._located(finding, shown or self.extras.unshown)
            self.findings.append(Judged(kept, shown, fails))
        else:
            self.hidden += 1

    def _located(self, finding: Finding, repairs: bool) -> Finding:
        """``finding`` with all that a report shows; ``repairs``: with its repairs, if wanted."""
        finding = located(finding, self.document, self.among, steps=self.extras.steps)
        if not self.extras.edits:
            return finding
        if not repairs:
            return replace(finding, fixes=())
        from wflint.fixes.edits import with_edits  # noqa: PLC0415 - most runs want no repairs

        return with_edits(self._proved(finding) if self.extras.proved else finding, self.document)

    # ------------------------------------------------------------ repairs

    def _trial(
        self,
        entry: Entry,
        reference: WorkflowRef,
        settings: InForce,
        codes: frozenset[str],
        found: Iterable[Finding],
    ) -> Trial:
        """What the repairs of one workflow are tried with."""
        from wflint.trial import Trial  # noqa: PLC0415 - most runs want no repairs

        kept = tuple(levelled(one, settings.levels) for one in found if one.code in codes)
        portal, context = portal_of(settings.portal), context_of(self.document.file, settings)
        return Trial(
            entry,
            reference,
            portal,
            context,
            codes,
            kept,
            partial(levelled, levels=settings.levels),
        )

    def _proved(self, finding: Finding) -> Finding:
        """``finding`` with the repairs that pass their trial; one that cannot be tried is none."""
        if finding.workflow is None or not finding.fixes:
            return finding
        trial = self.trials[finding.workflow.index]
        self.tried += len(finding.fixes) * trial.size
        if self.tried > _MOST_TRIED:
            return replace(finding, fixes=())
        try:
            return trial.with_proved_fixes(finding)
        except Exception as error:  # a bug of ours: the finding stands, without a repair
            self._crash(finding.workflow, finding.code, error)
            return replace(finding, fixes=())

    # ------------------------------------------------------------ one workflow

    def _judged(
        self,
        entry: Entry,
        reference: WorkflowRef | None,
        settings: InForce,
        codes: frozenset[str],
    ) -> Iterator[Finding]:
        file = self.document.file
        if reference is None:
            yield not_a_workflow(entry, file)
            return
        portal = portal_of(settings.portal)
        try:
            parsed = parse(entry)
            workflow = build(entry, parsed, reference.index, portal)
        except Exception as error:  # a bug of ours; the other files go on
            self._crash(reference, "reading", error)
            return
        yield from from_reading(parsed, file, reference, entry, repairs=self.extras.edits)
        if workflow is not None:
            context = replace(context_of(file, settings), repairs=self.extras.edits)
            yield from self._by_rules(workflow, portal, context, codes)

    def _by_rules(
        self, workflow: Workflow, portal: Portal, context: RuleContext, codes: frozenset[str]
    ) -> Iterator[Finding]:
        """What the rules say; one that fails is named, and the others go on."""
        try:
            yield from judge(workflow, portal, context, codes)
        except Exception:  # find out which rule it was
            for code in sorted(codes):
                try:
                    yield from judge(workflow, portal, context, {code})
                except Exception as error:
                    self._crash(reference_of(workflow), code, error)

    def _crash(self, reference: WorkflowRef, rule: str, error: Exception) -> None:
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        self.crashes.append(f"{self.document.file}: workflow {reference.index}: {rule}: {what}")


def context_of(file: str, settings: InForce) -> RuleContext:
    """What rules may ask for beside the workflow."""

    def will_be_seen(finding: Finding) -> bool:
        return is_shown(levelled(finding, settings.levels), settings.level)

    return RuleContext(file, today_in(settings), settings.recurring, will_be_seen)
