"""The whole pipeline on one page: find the files, check each, and make a report of it.

The command, the hook and the tests all call ``check``.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from wflint.checked import Checked, Judged
from wflint.findings import Finding, Level, Report, Summary
from wflint.jobs.run import Progress, check_all, silent
from wflint.jobs.task import Task
from wflint.locating import START, located
from wflint.policy.baseline import Applied, Baseline
from wflint.policy.discovery import Policy
from wflint.policy.levels import is_shown, levelled
from wflint.policy.selection import enabled
from wflint.policy.settings import Settings
from wflint.policy.suppression import Complaint, Suppression, complaints
from wflint.rule_table import rule_names
from wflint.source.discovery import Candidate, find
from wflint.source.places import Range

if TYPE_CHECKING:
    from wflint.source.reading import Document

STDIN = "-"


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What to check and how. ``-`` among ``paths`` is ``stdin``, named ``stdin_filename``.

    ``settings`` is what the command line says; ``config`` and ``isolated`` are as in ``Policy``.
    ``edits``: repairs are wanted as changes of the text. ``jobs`` and ``cache`` are as in
    ``check_all``.
    """

    paths: tuple[str, ...] = (".",)
    settings: Settings = field(default_factory=Settings)
    config: Path | None = None
    isolated: bool = False
    stdin: bytes = b""
    stdin_filename: str = "<stdin>"
    baseline: Baseline | None = None
    edits: bool = False
    jobs: int | None = 1
    cache: Path | None = None

    def policy(self) -> Policy:
        """Answers which settings are in force where."""
        return Policy(rule_names(), self.settings, self.config, self.isolated)


def check(options: CheckOptions, progress: Progress = silent) -> Report:
    """Check everything that ``options`` name.

    Raises ``PathNotFound`` for a path that does not exist and ``SettingsError`` for settings that
    cannot be used; whatever is wrong with a file is a finding.
    """
    policy = options.policy()
    named = tuple(candidates(options, policy))
    task = Task(policy, options.stdin, options.edits)
    found = check_all(named, task, options.jobs, options.cache, progress)
    return report_of(found, options, policy)


def candidates(options: CheckOptions, policy: Policy) -> Iterator[Candidate]:
    """The files to check, in no particular order; those that the settings exclude are left out."""
    named = Path(options.stdin_filename)
    if STDIN in options.paths:
        yield Candidate(named, options.stdin_filename, named=True, stdin=True)
    for found in find([path for path in options.paths if path != STDIN]):
        # Also for those that are named, settings that cannot be used are told of at once.
        if not policy.excludes(found.path) or found.named:
            yield found


# ---------------------------------------------------------------- the report


def report_of(found: Sequence[Checked], options: CheckOptions, policy: Policy) -> Report:
    """The report of a run, from what each file has come to."""
    checked = [each for each in found if not each.skipped]
    files = tuple(sorted(each.file for each in checked))
    judged = sorted(
        chain(
            chain.from_iterable(each.findings for each in checked),
            _about_suppressions(checked, options, policy),
        ),
        key=lambda one: _order(one.finding),
    )
    applied = _applied(judged, options.baseline, files, policy)
    kept = {id(finding) for finding in applied.kept}
    judged = [one for one in judged if id(one.finding) in kept]
    shown = tuple(one.finding for one in judged if one.shown)
    suppressed = [*chain.from_iterable(each.suppressed for each in checked), *applied.suppressed]
    counts = {level: sum(finding.level is level for finding in shown) for level in Level}
    summary = Summary(
        files=len(checked),
        workflows=sum(each.workflows for each in checked),
        skipped=len(found) - len(checked),
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
        tuple(crash for each in checked for crash in each.crashes),
        tuple(one.finding for one in judged if not one.shown),
        tuple(sorted(suppressed, key=_order)),
        tuple(_notices(applied, options.baseline)),
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


# ---------------------------------------------------------------- baseline


def _applied(
    judged: Iterable[Judged], baseline: Baseline | None, files: Collection[str], policy: Policy
) -> Applied:
    findings = tuple(one.finding for one in judged)
    if baseline is None:
        return Applied(findings, (), ())
    codes = enabled(policy.in_force(baseline.path).choices, rule_names())
    return baseline.apply(findings, files, codes)


def _notices(applied: Applied, baseline: Baseline | None) -> Iterator[str]:
    stale = applied.stale
    if baseline is None or not stale:
        return
    first = f"{stale[0].code} in {stale[0].file}" + (", …" if len(stale) > 1 else "")
    entries = "1 entry matches" if len(stale) == 1 else f"{len(stale)} entries match"
    yield f"{baseline.path}: {entries} nothing any more ({first}); --write-baseline drops them"


# ---------------------------------------------------------------- suppressions


def _about_suppressions(
    checked: Sequence[Checked], options: CheckOptions, policy: Policy
) -> Iterator[Judged]:
    """WF901 to WF903: what is wrong with the suppressions themselves."""
    used = [each.suppressions for each in checked]
    met = frozenset[Suppression]().union(*(each.met for each in used))
    absent = [
        one
        for one in policy.suppressions()
        if one not in met and _is_searched(Path(one.file).parent, options.paths)
    ]
    for complaint in complaints(used, absent):
        yield from _judged(complaint, policy)


def _is_searched(folder: Path, paths: Iterable[str]) -> bool:
    """Whether the run looks at all that lies in ``folder``."""
    inner = Path(os.path.abspath(folder))  # noqa: PTH100 - links are not followed
    around = (Path(os.path.abspath(path)) for path in paths if path != STDIN)  # noqa: PTH100
    return any(path.is_dir() and inner.is_relative_to(path) for path in around)


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
