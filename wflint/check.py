"""The whole pipeline on one page: find the files, check each, and make a report of it.

The command, the hook and the tests all call ``check``.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from wflint.checked import Checked, Extras, Judged
from wflint.findings import Diagram, Finding, Level, Report, RulePage, Summary
from wflint.jobs.run import Progress, check_all, silent
from wflint.jobs.task import Task
from wflint.locating import START, located
from wflint.policy.baseline import Applied, Baseline, Entry, Stale
from wflint.policy.discovery import Policy
from wflint.policy.levels import is_shown, levelled
from wflint.policy.selection import enabled
from wflint.policy.settings import Settings
from wflint.policy.suppression import Complaint, Suppression, complaints
from wflint.rule_table import rule_names
from wflint.source.discovery import Candidate, find, repository
from wflint.source.places import Range

if TYPE_CHECKING:
    from wflint.source.reading import Document

STDIN = "-"


class CheckOptions(Struct, frozen=True):
    """What to check and how. ``-`` among ``paths`` is ``stdin``, named ``stdin_filename``.

    ``settings`` is what the command line says; ``config`` and ``isolated`` are as in ``Policy``.
    ``context``: files and folders that are read as well, so that what takes more than ``paths`` to
    judge is judged with them; only what is found in ``paths`` is reported.
    ``pages``: the report is to hold the pages of the rules that have found something;
    ``diagrams``: drawings of the workflows that findings are shown of. ``jobs`` and ``cache`` are
    as in ``check_all``.
    """

    paths: tuple[str, ...] = (".",)
    settings: Settings = field(default_factory=Settings)
    config: Path | None = None
    isolated: bool = False
    stdin: bytes = b""
    stdin_filename: str = "<stdin>"
    context: tuple[str, ...] = ()
    baseline: Baseline | None = None
    extras: Extras = field(default_factory=Extras)
    pages: bool = False
    diagrams: bool = False
    jobs: int | None = 1
    cache: Path | None = None

    @property
    def stdin_is_read(self) -> bool:
        """Whether standard input is among what is checked."""
        return STDIN in self.paths

    def policy(self) -> Policy:
        """Answers which settings are in force where."""
        return Policy(rule_names(), self.settings, self.config, self.isolated)

    def is_about(self, file: str) -> bool:
        """Whether what is found in ``file`` (its name in the report) is reported."""
        if not self.context or (STDIN in self.paths and file == self.stdin_filename):
            return True
        return any(_is_within(Path(file), path) for path in self.paths if path != STDIN)


def check(options: CheckOptions, progress: Progress = silent) -> Report:
    """Check everything that ``options`` name.

    Raises ``PathNotFound`` for a path that does not exist and ``SettingsError`` for settings that
    cannot be used; whatever is wrong with a file is a finding.
    """
    policy = options.policy()
    named = tuple(candidates(options, policy, context=True))
    task = Task(policy, options.stdin, options.extras)
    found = check_all(named, task, options.jobs, options.cache, progress)
    report = report_of(found, options, policy)
    if options.diagrams:
        report = replace(report, diagrams=tuple(_diagrams(named, report.findings, policy, options)))
    return report


def candidates(
    options: CheckOptions, policy: Policy, *, context: bool = False
) -> Iterator[Candidate]:
    """The files to check, in no particular order; those that the settings exclude are left out.

    Standard input stands for the file that it is named after. ``context``: with those that are
    only read.
    """
    named = Path(options.stdin_filename)
    stands_for = None
    if options.stdin_is_read:
        yield Candidate(named, options.stdin_filename, named=True, stdin=True)
        stands_for = _absolute(named)
    paths = [path for path in options.paths if path != STDIN]
    for found in find([*paths, *(options.context if context else ())]):
        # Also for those that are named, settings that cannot be used are told of at once.
        if policy.excludes(found.path) and not found.named:
            continue
        if stands_for is None or _absolute(found.path) != stands_for:
            yield found


# ---------------------------------------------------------------- the report


def report_of(found: Sequence[Checked], options: CheckOptions, policy: Policy) -> Report:
    """The report of a run, from what each file has come to."""
    everything = [each for each in found if not each.skipped]
    checked = [each for each in everything if options.is_about(each.file)]
    files = tuple(sorted(each.file for each in checked))
    about_suppressions = tuple(_about_suppressions(everything, options, policy))
    judged = sorted(
        chain(chain.from_iterable(each.findings for each in everything), about_suppressions),
        key=lambda one: _order(one.finding),
    )
    applied = _applied(judged, options.baseline, [each.file for each in everything], policy)
    kept = {id(finding) for finding in applied.kept}
    reported = {*files, *(one.finding.file for one in about_suppressions)}
    judged = [one for one in judged if id(one.finding) in kept and one.finding.file in reported]
    shown = tuple(one.finding for one in judged if one.shown)
    suppressed = [
        *chain.from_iterable(each.suppressed for each in checked),
        *(finding for finding in applied.suppressed if finding.file in reported),
    ]
    counts = {level: sum(finding.level is level for finding in shown) for level in Level}
    summary = Summary(
        files=len(checked),
        workflows=sum(each.workflows for each in checked),
        skipped=sum(each.skipped and options.is_about(each.file) for each in found),
        errors=counts[Level.ERROR],
        warnings=counts[Level.WARNING],
        infos=counts[Level.INFO],
        hidden=sum(each.hidden for each in checked) + len(judged) - len(shown),
        suppressed=len(suppressed),
    )
    return Report(
        shown,
        summary,
        files,
        any(one.fails for one in judged),
        _for_dry_runs(options),
        tuple(crash for each in everything for crash in each.crashes),
        tuple(one.finding for one in judged if not one.shown),
        tuple(sorted(suppressed, key=_order)),
        tuple(_notices(applied, options.baseline)),
        _pages((*shown, *suppressed)) if options.pages else (),
        root=repository(Path.cwd()),
    )


def _order(finding: Finding) -> tuple[str, Range, str, str, str]:
    place = finding.range or START
    return finding.file, place, finding.code, finding.place.pointer, finding.message


def _for_dry_runs(options: CheckOptions) -> tuple[str, ...]:
    """The options that matter to a dry run as well, as they would be given to it."""
    given = {
        "--portal": options.settings.portal.snapshot,
        "--config": options.config,
        "--today": options.settings.today,
    }
    words = (word for name, value in given.items() if value for word in (name, str(value)))
    return (*words, *(["--isolated"] if options.isolated else []))


def _pages(findings: Iterable[Finding]) -> tuple[RulePage, ...]:
    from wflint.rules.pages import pages_for  # noqa: PLC0415 - rare; rules take long

    return pages_for({finding.code for finding in findings})


def _diagrams(
    candidates: Iterable[Candidate],
    shown: Iterable[Finding],
    policy: Policy,
    options: CheckOptions,
) -> Iterator[Diagram]:
    """The workflows that findings are shown of, drawn; they are read once more for that."""
    from wflint.check_file import workflows_in  # noqa: PLC0415 - few reports show drawings
    from wflint.drawing.mermaid import diagram  # noqa: PLC0415

    about: dict[str, dict[int, list[Finding]]] = {}
    for finding in shown:
        if finding.workflow is not None:
            there = about.setdefault(finding.file, {})
            there.setdefault(finding.workflow.index, []).append(finding)
    for candidate in sorted(candidates, key=lambda one: one.display):
        findings = about.get(candidate.display, {})
        for workflow in workflows_in(candidate, policy, options.stdin) if findings else ():
            if workflow.index in findings:
                drawn = diagram(candidate.display, workflow, findings[workflow.index])
                if drawn is not None:
                    yield drawn


# ---------------------------------------------------------------- baseline


def _applied(
    judged: Iterable[Judged], baseline: Baseline | None, files: Collection[str], policy: Policy
) -> Applied:
    findings = tuple(one.finding for one in judged)
    if baseline is None:
        return Applied(findings, (), ())
    return baseline.apply(findings, files, _off(baseline, policy))


def beyond(baseline: Baseline, report: Report, options: CheckOptions) -> tuple[Entry, ...]:
    """The entries of ``baseline`` of which a run with ``options`` could say nothing."""
    return tuple(baseline.beyond(report.files, _off(baseline, options.policy())))


def _off(baseline: Baseline, policy: Policy) -> frozenset[str]:
    """The rules that are switched off where the baseline lies."""
    on = enabled(policy.in_force(baseline.path).choices, rule_names())
    return frozenset(rule.code for rule in rule_names()) - on


def _notices(applied: Applied, baseline: Baseline | None) -> Iterator[str]:
    """What is said of the baseline: which entries are stale, as a whole or in part."""
    if baseline is None:
        return
    whole = [f"{one.entry.code} in {one.entry.file}" for one in applied.stale if one.is_whole]
    if whole:
        entries = "1 entry matches" if len(whole) == 1 else f"{len(whole)} entries match"
        what = f"{entries} nothing any more ({_first(whole)})"
        yield f"{baseline.path}: {what}; --write-baseline drops them"
    partly = [_partly(one) for one in applied.stale if not one.is_whole]
    if partly:
        entries = "1 entry counts" if len(partly) == 1 else f"{len(partly)} entries count"
        what = f"{entries} more than there are ({_first(partly)})"
        yield f"{baseline.path}: {what}; --write-baseline counts again"


def _partly(stale: Stale) -> str:
    are = "is" if stale.gone == 1 else "are"
    entry = stale.entry
    return f"{entry.code} in {entry.file}: {stale.gone} of {entry.count} {are} gone"


def _first(texts: Sequence[str]) -> str:
    return texts[0] + (", …" if len(texts) > 1 else "")


# ---------------------------------------------------------------- suppressions


def _about_suppressions(
    checked: Sequence[Checked], options: CheckOptions, policy: Policy
) -> Iterator[Judged]:
    """WF901 to WF903: what is wrong with the suppressions themselves.

    Reported are those that are about something in the paths, or stand there.
    """
    used = [each.suppressions for each in checked]
    met = _met(checked)
    own = _met(each for each in checked if options.is_about(each.file))
    searched = [path for path in (*options.paths, *options.context) if Path(path).is_dir()]
    absent = [
        one
        for one in policy.suppressions()
        if one not in met and any(_is_within(Path(one.file).parent, path) for path in searched)
    ]
    for complaint in complaints(used, absent):
        suppression = complaint.suppression
        if suppression in own or options.is_about(suppression.file):
            yield from _judged(complaint, policy)


def _met(checked: Iterable[Checked]) -> frozenset[Suppression]:
    return frozenset[Suppression]().union(*(each.suppressions.met for each in checked))


def _is_within(path: Path, around: str) -> bool:
    """Whether ``path`` is ``around`` or lies below it."""
    return Path(_absolute(path)).is_relative_to(_absolute(around))


def _absolute(path: Path | str) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - links stay


def _judged(complaint: Complaint, policy: Policy) -> Iterator[Judged]:
    from wflint.rules.readers import from_complaint  # noqa: PLC0415 - rare; rules take long

    suppression = complaint.suppression
    path = Path(suppression.file)
    settings = policy.in_force(path)
    finding = levelled(from_complaint(complaint), settings.levels)
    if finding.code in enabled(settings.choices, rule_names()):
        shown = is_shown(finding, settings.level)
        fails = settings.fail_on.is_reached_by(finding.level)
        yield Judged(located(finding, _text_of(suppression, path)), shown, fails)


def _text_of(suppression: Suppression, path: Path) -> Document:
    """The text in which a suppression stands, to be shown; nothing else is read from it."""
    from wflint.source.reading import Document  # noqa: PLC0415 - rare

    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        text = ""
    return Document(suppression.file, text, "json")
