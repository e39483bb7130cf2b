"""The whole pipeline on one page: find, read, model, judge, filter, locate.

The command, the hook and the tests all call ``check``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from wflint.findings import Excerpt, Finding, Level, Place, Report, Summary, WorkflowRef
from wflint.hubspot.envelope import Entry, entries
from wflint.hubspot.reading import Parsed, parse
from wflint.hubspot.violations import UnknownKind, Violation
from wflint.loading import portal_of, read_candidate, reference_to, today_in
from wflint.policy.discovery import Policy
from wflint.policy.levels import is_shown, levelled
from wflint.policy.selection import enabled
from wflint.policy.settings import InForce, Settings
from wflint.rules import RuleContext, catalogue, judge, rule_names
from wflint.rules.base import reference as reference_of
from wflint.source.discovery import Candidate, find
from wflint.source.places import Position, Range
from wflint.source.reading import Document, Problem
from wflint.source.secrets import without_secrets
from wflint.workflow.build import build
from wflint.workflow.model import Workflow
from wflint.workflow.portal import Portal

_START = Range(Position(1, 1), Position(1, 1))
_SHOWN = 2_000
"""Characters of a line, to each side of a finding, that a report may show."""
_CONTEXT = 1
"""Lines of the source shown before and after the place of a finding."""
STDIN = "-"


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What to check and how. ``-`` among ``paths`` is ``stdin``, named ``stdin_filename``.

    ``settings`` is what the command line says; ``config`` and ``isolated`` are as in ``Policy``.
    """

    paths: tuple[str, ...] = (".",)
    settings: Settings = field(default_factory=Settings)
    config: Path | None = None
    isolated: bool = False
    stdin: bytes = b""
    stdin_filename: str = "<stdin>"


@dataclass(slots=True)
class _Tally:
    """What a run has come to so far."""

    findings: list[Finding] = field(default_factory=list)
    hidden: int = 0
    files: list[str] = field(default_factory=list)
    workflows: int = 0
    skipped: int = 0
    failing: bool = False
    crashes: list[str] = field(default_factory=list)


def check(options: CheckOptions) -> Report:
    """Check everything that ``options`` name.

    Raises ``PathNotFound`` for a path that does not exist and ``SettingsError`` for settings that
    cannot be used; whatever is wrong with a file is a finding.
    """
    policy = Policy(rule_names(), options.settings, options.config, options.isolated)
    tally = _Tally()
    for candidate in candidates(options, policy):
        _check_file(candidate, options, policy, tally)
    shown = sorted(tally.findings, key=_order)
    counts = {level: sum(finding.level is level for finding in shown) for level in Level}
    summary = Summary(
        files=len(tally.files),
        workflows=tally.workflows,
        skipped=tally.skipped,
        errors=counts[Level.ERROR],
        warnings=counts[Level.WARNING],
        infos=counts[Level.INFO],
        hidden=tally.hidden,
    )
    return Report(
        tuple(shown),
        summary,
        tuple(sorted(tally.files)),
        tally.failing,
        _for_dry_runs(options),
        tuple(tally.crashes),
    )


def _for_dry_runs(options: CheckOptions) -> tuple[str, ...]:
    """The options that matter to a dry run as well, as they would be given to it."""
    given = {
        "--portal": options.settings.portal.snapshot,
        "--config": options.config,
        "--today": options.settings.today,
    }
    words = (word for name, value in given.items() if value for word in (name, str(value)))
    return (*words, *(["--isolated"] if options.isolated else []))


def _order(finding: Finding) -> tuple[str, Range, str, str, str]:
    place = finding.range or _START
    return finding.file, place, finding.code, finding.place.pointer, finding.message


def candidates(options: CheckOptions, policy: Policy) -> Iterator[Candidate]:
    """The files to check, in no particular order; those that the settings exclude are left out."""
    named = Path(options.stdin_filename)
    if STDIN in options.paths:
        yield Candidate(named, options.stdin_filename, named=True, stdin=True)
    for found in find([path for path in options.paths if path != STDIN]):
        if found.named or not policy.in_force(found.path).excludes(found.path):
            yield found


# ---------------------------------------------------------------- one file


def _check_file(candidate: Candidate, options: CheckOptions, policy: Policy, tally: _Tally) -> None:
    settings = policy.in_force(candidate.path)
    document = read_candidate(candidate, options.stdin)
    listed = entries(document.value) if document.value is not None else ()
    if _is_skipped(candidate, document, listed):
        tally.skipped += 1
        return
    tally.files.append(candidate.display)
    codes = enabled(settings.choices, rule_names())
    found = [(_from_problem(problem, document.file), settings) for problem in document.problems]
    _keep(((f, s) for f, s in found if f.code in codes), document, len(listed), tally)
    for index, entry in enumerate(listed):
        tally.workflows += entry.kind is not None
        part = _Part(entry, index, document.file, candidate.path, policy)
        _keep(_judged(part, tally), document, len(listed), tally)


def _is_skipped(candidate: Candidate, document: Document, listed: tuple[Entry, ...]) -> bool:
    """In a searched folder, what can be read and holds no workflow is none of our business."""
    unreadable = document.value is None and bool(document.problems)
    return not candidate.named and not unreadable and all(e.kind is None for e in listed)


def _keep(
    found: Iterable[tuple[Finding, InForce]], document: Document, among: int, tally: _Tally
) -> None:
    """Take findings in: at their level, counted, and located if they are shown.

    ``among``: how many workflows the document holds.
    """
    for finding, settings in found:
        levelled_finding = levelled(finding, settings.levels)
        tally.failing |= settings.fail_on.is_reached_by(levelled_finding.level)
        if is_shown(levelled_finding, settings.level):
            tally.findings.append(_located(levelled_finding, document, among))
        else:
            tally.hidden += 1


def _located(finding: Finding, document: Document, among: int) -> Finding:
    place = finding.range or _range(finding.place, document)
    first = max(1, place.start.line - _CONTEXT)
    last = place.start.line + _CONTEXT
    related = tuple(replace(one, range=_range(one.place, document)) for one in finding.related)
    lines = tuple(_masked(line, place) for line in document.lines(first, last))
    excerpt = Excerpt(first, lines)
    workflow = replace(finding.workflow, among=among) if finding.workflow is not None else None
    return replace(finding, range=place, related=related, excerpt=excerpt, workflow=workflow)


def _masked(line: str, place: Range) -> str:
    """``line`` without secrets; of one that is too long to be shown, the part around ``place``."""
    first = max(0, place.start.column - _SHOWN)
    last = place.end.column + _SHOWN
    if len(line) <= 2 * _SHOWN:
        return without_secrets(line)
    part = without_secrets(line[first:last])
    return " " * min(first, len(line)) + part + " " * max(0, len(line) - last)


def _range(place: Place, document: Document) -> Range:
    if place.inside is not None:
        return document.range_inside(place.pointer, place.inside)
    return document.range(place.pointer, place.on_key)


# ---------------------------------------------------------------- one workflow


@dataclass(frozen=True, slots=True)
class _Part:
    """One entry of a file, and whose settings count for it."""

    entry: Entry
    index: int
    file: str
    path: Path
    policy: Policy

    @property
    def reference(self) -> WorkflowRef | None:
        """How findings name the workflow; None: it is none."""
        return reference_to(self.entry, self.index) if self.entry.kind is not None else None


def _judged(part: _Part, tally: _Tally) -> list[tuple[Finding, InForce]]:
    """The findings of one workflow, and the settings that count for it."""
    settings = part.policy.in_force(part.path, part.reference)
    codes = enabled(settings.choices, rule_names())
    found = _findings(part, settings, codes, tally)
    return [(finding, settings) for finding in found if finding.code in codes]


def _findings(
    part: _Part, settings: InForce, codes: frozenset[str], tally: _Tally
) -> Iterator[Finding]:
    reference = part.reference
    if reference is None:
        yield _from_violation(_no_workflow(part.entry), part.file, None, None)
        return
    portal = portal_of(settings.portal)
    try:
        parsed = parse(part.entry)
        workflow = build(part.entry, parsed, part.index, portal)
    except Exception as error:  # a bug of ours; the other files go on
        tally.crashes.append(_crash(part.file, reference, "reading", error))
        return
    yield from _from_reading(parsed, part.file, reference, part.entry)
    if workflow is not None:
        yield from _by_rules(workflow, portal, _context(part.file, settings), codes, tally)


def _context(file: str, settings: InForce) -> RuleContext:
    def will_be_seen(finding: Finding) -> bool:
        return is_shown(levelled(finding, settings.levels), settings.level)

    return RuleContext(file, today_in(settings), settings.recurring, will_be_seen)


def _by_rules(
    workflow: Workflow,
    portal: Portal,
    context: RuleContext,
    codes: frozenset[str],
    tally: _Tally,
) -> Iterator[Finding]:
    """What the rules say; one that fails is named, and the others go on."""
    try:
        yield from judge(workflow, portal, context, codes)
    except Exception:  # find out which rule it was
        for code in sorted(codes):
            try:
                yield from judge(workflow, portal, context, {code})
            except Exception as error:
                crash = _crash(context.file, reference_of(workflow), code, error)
                tally.crashes.append(crash)


def _crash(file: str, reference: WorkflowRef, rule: str, error: Exception) -> str:
    what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return f"{file}: workflow {reference.index}: {rule}: {what}"


# ---------------------------------------------------------------- what the readers say


@cache
def _levels() -> Mapping[str, tuple[str, Level]]:
    return {rule.code: (rule.name, rule.level) for rule in catalogue()}


def _from_problem(problem: Problem, file: str) -> Finding:
    name, level = _levels()[problem.code]
    place = Place(problem.pointer or "", on_key=problem.pointer is not None)
    return Finding(
        problem.code,
        name,
        level,
        problem.message,
        file,
        place,
        range=problem.range,
        subject=problem.pointer or "",
    )


def _from_reading(
    parsed: Parsed, file: str, reference: WorkflowRef, entry: Entry
) -> Iterator[Finding]:
    for violation in parsed.violations:
        yield _from_violation(violation, file, reference, _action_at(violation.pointer, entry))
    for unknown in parsed.unknown:
        yield _from_unknown(unknown, file, reference, _action_at(unknown.pointer, entry))


def _from_violation(
    violation: Violation, file: str, reference: WorkflowRef | None, action_id: str | None
) -> Finding:
    name, level = _levels()["WF003"]
    return Finding(
        "WF003",
        name,
        level,
        violation.message,
        file,
        Place(violation.pointer, violation.on_key),
        workflow=reference,
        action_id=action_id,
        help=violation.help,
        subject=violation.message,
    )


def _from_unknown(
    unknown: UnknownKind, file: str, reference: WorkflowRef, action_id: str | None
) -> Finding:
    name, level = _levels()["WF005"]
    return Finding(
        "WF005",
        name,
        level,
        f'"{unknown.value}" is no {unknown.kind} that wflint knows; it is taken as it comes',
        file,
        Place(unknown.pointer),
        workflow=reference,
        action_id=action_id,
        help="none is needed, unless it is a slip of the pen",
        subject=f"{unknown.kind} {unknown.value}",
    )


def _action_at(pointer: str, entry: Entry) -> str | None:
    """The id of the action that ``pointer`` leads into, if it has one."""
    steps = pointer.removeprefix(entry.pointer).split("/")
    here: Any = entry.value
    found: str | None = None
    for step in steps[1:]:
        if isinstance(here, dict):
            here = here.get(step.replace("~1", "/").replace("~0", "~"))
        elif isinstance(here, list) and step.isdecimal() and int(step) < len(here):
            here = here[int(step)]
        else:
            break
        own = here.get("actionId") if isinstance(here, dict) else None
        if "actions" in steps[1:2] and isinstance(own, str | int) and not isinstance(own, bool):
            found = found or str(own)
    return found


def _no_workflow(entry: Entry) -> Violation:
    from wflint.hubspot.explain import not_a_workflow  # noqa: PLC0415 - slow to import, and rare

    return not_a_workflow(entry)
