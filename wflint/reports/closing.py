"""The closing line: every count of a run, what is not shown included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wflint.findings import Level, Report, Summary
from wflint.reports.repairs import SAFE, UNSAFE, fixable_with


def closing_line(report: Report) -> str:
    """``2 errors, 1 warning in 3 workflows (2 files, 1 skipped); 4 hidden (--level info …)``."""
    summary = report.summary
    found = ", ".join(_found(summary)) or ("nothing shown" if summary.hidden else "nothing found")
    files = [_count(summary.files, "file")]
    files += [f"{summary.skipped} skipped"] if summary.skipped else []
    where = f"{_count(summary.workflows, 'workflow')} ({', '.join(files)})"
    return f"{found} in {where}" + "".join(f"; {rest}" for rest in _rest(report))


def statistics(report: Report) -> str:
    """How often each rule has spoken, the most frequent first; empty when nothing is shown."""
    counts = Counter((finding.code, finding.name) for finding in report.findings)
    ordered = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    digits = len(str(max(counts.values(), default=0)))
    return "".join(f"{count:>{digits}} {code} {name}\n" for (code, name), count in ordered)


def _found(summary: Summary) -> Iterator[str]:
    counts = ((summary.errors, "error"), (summary.warnings, "warning"))
    yield from (_count(number, word) for number, word in counts if number)
    if summary.infos:
        yield f"{summary.infos} info"


def _rest(report: Report) -> Iterator[str]:
    summary = report.summary
    if summary.hidden:
        yield f"{summary.hidden} hidden (--level {Level.INFO} shows them)"
    if summary.suppressed:
        yield f"{summary.suppressed} suppressed"
    repairs = ", ".join(_repairs(report))
    if repairs:
        yield repairs


def _repairs(report: Report) -> Iterator[str]:
    """``3 fixed``, ``2 more fixable with --fix``, ``1 with --unsafe-fixes``."""
    fixed = report.summary.fixed
    counts = Counter(option for one in report.findings if (option := fixable_with(one)))
    if fixed:
        yield f"{fixed} fixed"
    more = " more" if fixed else ""
    for option in (SAFE, UNSAFE):
        if counts[option]:
            yield f"{counts[option]}{more} fixable with {option}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
