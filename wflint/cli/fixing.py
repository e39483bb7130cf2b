"""Repairs on the command line: written, or shown as a difference."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from wflint.check import CheckOptions, candidates, check
from wflint.cli.output import complain, emit, emit_bytes, rewrite_file
from wflint.findings import Applicability, Report
from wflint.fix_file import FixedFile, Wanted, fix_file
from wflint.reports.paths import from_root
from wflint.source.discovery import Candidate

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NO_END = "\\ No newline at end of file\n"


class Fixed(Struct, frozen=True):
    """A run with repairs: what is left to report, and whether some file could not be written."""

    report: Report
    failed: bool = False


def allowed(*, unsafe: bool) -> frozenset[Applicability]:
    """The repairs that may be made."""
    return frozenset(Applicability) if unsafe else frozenset({Applicability.SAFE})


def fix(options: CheckOptions, *, unsafe: bool) -> Fixed:
    """Repair the files, and check what has become of them.

    Standard input goes, repaired, to standard output. A file is written whole or not at all.
    """
    report = check(options)
    files = _repaired(options, report, unsafe=unsafe)
    written = [file for file in files if _write(file)]
    stdin = next((file.after for file in files if file.stdin), options.stdin)
    if options.stdin_is_read:
        emit_bytes(stdin)
    if written:
        report = check(replace(options, stdin=stdin))
    count = sum(file.fixed for file in written)
    summary = replace(report.summary, fixed=count)
    changed = [file for file in files if file.is_changed]
    return Fixed(replace(report, summary=summary), len(written) < len(changed))


def show(options: CheckOptions, *, unsafe: bool, quiet: bool) -> Report:
    """Show what ``fix`` would change, as a unified diff; returns the report, repairs not made."""
    report = check(options)
    files = [file for file in _repaired(options, report, unsafe=unsafe) if file.is_changed]
    for file in files:
        emit("".join(_difference(file, report.root)), for_programs=True)
    if not quiet:
        count = sum(file.fixed for file in files)
        where = f" in {len(files)} file{'' if len(files) == 1 else 's'}" if files else ""
        click.echo(f"{count} would be fixed{where}", err=True)
    return report


def _repaired(options: CheckOptions, report: Report, *, unsafe: bool) -> list[FixedFile]:
    """The files for which a repair is known, in order, repaired in memory."""
    policy = options.policy()
    spared = frozenset(finding.fingerprint for finding in report.suppressed)
    wanted = Wanted(allowed(unsafe=unsafe), spared)
    found = (*report.findings, *report.unshown)
    names = {finding.file for finding in found if wanted.choose(finding) is not None}
    chosen = [one for one in candidates(options, policy) if one.display in names]
    fixed: list[FixedFile] = []
    for one in sorted(chosen, key=lambda each: each.display):
        data = _data(one, options)
        if data is not None:
            fixed.append(fix_file(one, data, policy, wanted))
    for line in (line for file in fixed for line in file.refused):
        complain(line)
    return fixed


def _data(candidate: Candidate, options: CheckOptions) -> bytes | None:
    """What the file holds; None: it cannot be read any more."""
    if candidate.stdin:
        return options.stdin
    try:
        return candidate.path.read_bytes()
    except OSError:
        return None


def _write(file: FixedFile) -> bool:
    """Whether the file now holds what it is to hold, and did not before."""
    if not file.is_changed or file.stdin:
        return file.is_changed
    try:
        rewrite_file(Path(file.path), file.before, file.after)
    except OSError as error:
        complain(f"{file.file}: cannot be written: {error.strerror}")
        return False
    return True


def _difference(file: FixedFile, root: Path | None) -> Iterator[str]:
    """What git would print, so that git can apply it: files are named from ``root``."""
    name = from_root(file.file, root).as_posix().lstrip("/")
    old, new = _quoted(f"a/{name}"), _quoted(f"b/{name}")
    yield f"diff --git {old} {new}\n"
    # git looks for the end of a name with spaces, and for dates behind the tab.
    end = "\t" if " " in name else ""
    before, after = _lines(file.before), _lines(file.after)
    for line in unified_diff(before, after, old + end, new + end):
        yield line if line.endswith("\n") else f"{line}\n{_NO_END}"


def _quoted(name: str) -> str:
    """``name`` as git writes it: in quotes where it holds what would end it."""
    if name.isprintable() and not {'"', "\\"} & set(name):
        return name
    data = os.fsencode(name)
    plain = (chr(one) if _is_plain(one) else f"\\{one:03o}" for one in data)
    return f'"{"".join(plain)}"'


def _is_plain(byte: int) -> bool:
    return 0x20 <= byte < 0x7F and byte not in b'"\\'


def _lines(data: bytes) -> Sequence[str]:
    return _LINE.findall(data.decode())
