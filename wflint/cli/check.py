"""``wflint check``: the main job."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TextIO

import click
from msgspec import Struct
from msgspec.structs import replace

from wflint.cache.store import default_folder
from wflint.check import STDIN, CheckOptions, beyond, candidates, check
from wflint.checked import Extras
from wflint.cli.help import BUG, USAGE, Command
from wflint.cli.options import COLOR, CONFIG, ISOLATED, PORTAL, Codes, Day, added_up
from wflint.cli.output import (
    check_writable,
    colored,
    complain,
    emit,
    is_same,
    spare,
    write_file,
    written,
)
from wflint.cli.progress import progress
from wflint.findings import Level, Report
from wflint.policy.baseline import DEFAULT_NAME, load, render
from wflint.policy.discovery import Policy
from wflint.policy.levels import FailOn
from wflint.policy.selection import Choice
from wflint.policy.settings import PortalSettings, Settings
from wflint.reports.closing import closing_line, statistics
from wflint.rule_table import rule_names
from wflint.source.discovery import PathNotFound

_FORMATS = {
    "text": "text",
    "concise": "concise",
    "json": "json_report",
    "jsonl": "jsonl",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "rdjson": "rdjson",
    "markdown": "markdown",
}
_PLAIN = ("text", "concise")
_WITH_EDITS = ("json", "jsonl", "sarif", "rdjson", "markdown")
"""The formats that show repairs, whether or not they are asked for."""
_WITH_SUPPRESSED = ("sarif",)
"""Those of them that show what is suppressed."""
_WITH_STEPS = ("sarif",)
"""The formats that show where each action on a path stands."""
_WITH_PAGES = ("sarif",)
"""The formats that show the pages of rules."""
_DRAWN = ("markdown",)
"""The formats that show workflows as diagrams."""
_LEVELS = [str(level) for level in Level]
_FAILED = 3
_ORDER = "wflint.outputs"

Render = Callable[..., str]


class _Output(Struct, frozen=True):
    """One report to write: its format, and the file; None: to standard output."""

    kind: str
    file: str | None = None


class _Command(Command):
    """A command that notes in which order the options of its outputs were given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = self.make_parser(ctx).parse_args(list(args))[2]
        ctx.meta[_ORDER] = [each.name for each in given if each.name in ("formats", "files")]
        return super().parse_args(ctx, args)


_EXITS = (
    ("0", "nothing at or above --fail-on"),
    ("1", "findings at or above --fail-on"),
    USAGE,
    BUG,
)
_EXAMPLES = (
    ("wflint check workflows/", "everything that lies in a folder"),
    ("wflint check --context . crm/welcome.json", "one file, judged with the rest"),
    (
        "wflint check --output-format sarif --output-file wflint.sarif --output-format github",
        "two reports in one run",
    ),
    ("wflint check --write-baseline && wflint check --baseline wflint-baseline.json", "new only"),
)


@click.command("check", cls=_Command, exits=_EXITS, examples=_EXAMPLES)
@click.argument("paths", nargs=-1)
@click.option(
    "--select",
    type=Codes(),
    multiple=True,
    callback=added_up,
    metavar="CODES",
    help="Only these rules: codes, names or prefixes.",
)
@click.option(
    "--extend-select",
    type=Codes(),
    multiple=True,
    callback=added_up,
    help="These rules as well.",
)
@click.option("--ignore", type=Codes(), multiple=True, callback=added_up, help="Not these rules.")
@click.option(
    "--level", type=click.Choice(_LEVELS), show_default="warning", help="The least level shown."
)
@click.option(
    "--fail-on",
    type=click.Choice([str(f) for f in FailOn]),
    show_default="warning",
    help="The least level that fails the run.",
)
@click.option(
    "--output-format",
    "formats",
    multiple=True,
    type=click.Choice(list(_FORMATS)),
    show_default="text",
    help="How to report; several can be given, each but one with its --output-file.",
)
@click.option(
    "--output-file",
    "files",
    multiple=True,
    show_default="standard output",
    help="Where to, for the format before it.",
)
@click.option("--fix", "fixing", is_flag=True, help="Repair the files where that is safe.")
@click.option(
    "--unsafe-fixes",
    "unsafe",
    is_flag=True,
    help="Repairs as well that change who is enrolled or what is done; alone, only names them.",
)
@click.option(
    "--diff",
    is_flag=True,
    help="Show what --fix would change, and change nothing.",
)
@click.option(
    "--context",
    multiple=True,
    metavar="PATH",
    help="Read this file or folder as well; only what is found in PATHS is reported.",
)
@PORTAL
@click.option("--baseline", type=click.Path(path_type=Path), help="Findings to live with.")
@click.option("--write-baseline", is_flag=True, help="Write what is found to the baseline.")
@click.option("--today", type=Day(), show_default="the clock's", help="The day to judge dates by.")
@CONFIG
@ISOLATED
@click.option("--stdin-filename", default="<stdin>", help="What to call standard input (-).")
@click.option(
    "--jobs",
    type=click.IntRange(1, 1024),
    help="How many processes check; else as many as are worth it.",
)
@click.option("--no-cache", is_flag=True, help="Check every file, also those that are known.")
@click.option(
    "--cache-dir",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="WFLINT_CACHE_DIR",
    help="Where to keep what files came to; else .wflint_cache in the project.",
)
@click.option("--show-files", is_flag=True, help="List the files that would be checked.")
@click.option("--statistics", "counts", is_flag=True, help="Count the findings by rule.")
@click.option("--quiet", "-q", is_flag=True, help="Only the findings, and errors.")
@COLOR
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: tuple[str, ...],
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    level: str | None,
    fail_on: str | None,
    formats: tuple[str, ...],
    files: tuple[str, ...],
    fixing: bool,
    unsafe: bool,
    diff: bool,
    context: tuple[str, ...],
    portal: Path | None,
    baseline: Path | None,
    write_baseline: bool,
    today: date | None,
    config: Path | None,
    isolated: bool,
    stdin_filename: str,
    jobs: int | None,
    no_cache: bool,
    cache_dir: Path | None,
    show_files: bool,
    counts: bool,
    quiet: bool,
    color: str,
) -> int:
    """Check workflow files, and folders of them, for errors that HubSpot would log.

    PATHS default to the folder you are in; - is standard input.
    """
    settings = Settings(
        origin="the command line",
        choice=Choice(select or None, extend_select, ignore),
        level=Level(level) if level else None,
        fail_on=FailOn(fail_on) if fail_on else None,
        today=today,
        portal=PortalSettings(snapshot=portal),
    )
    outputs = _outputs(formats, files)
    stdin = sys.stdin.buffer.read() if STDIN in paths and not show_files else b""
    options = CheckOptions(
        *(paths or (".",), settings, config, isolated, stdin, stdin_filename, context),
        extras=_extras(outputs, made=fixing or diff, named=unsafe),
        pages=any(output.kind in _WITH_PAGES for output in outputs),
        diagrams=any(output.kind in _DRAWN for output in outputs),
        jobs=jobs,
        cache=None if no_cache else cache_dir or default_folder(),
    )
    try:
        _spare(outputs, options, [config, baseline, portal])
        if show_files:
            return _list(options)
        if write_baseline:
            return _write_baseline(options, baseline or Path(DEFAULT_NAME), quiet=quiet)
        known = load(baseline) if baseline is not None else None
        options = replace(options, baseline=known)
        if diff:
            return _show(options, unsafe=unsafe, quiet=quiet)
        report, failed = _checked(options, fixing=fixing, unsafe=unsafe, quiet=quiet)
        asked = report if fixing or unsafe else report.without_fixes()
        made = [(output, report if output.kind in _WITH_EDITS else asked) for output in outputs]
        _report(made, color, err=fixing and options.stdin_is_read)
    except PathNotFound as error:
        raise click.UsageError(f"{error.path}: there is no such file or folder") from None
    ended = _finish(asked, counts=counts, quiet=quiet)
    return 2 if failed and ended != _FAILED else ended


def _checked(
    options: CheckOptions, *, fixing: bool, unsafe: bool, quiet: bool
) -> tuple[Report, bool]:
    """What is found, after the repairs if that is asked for; and whether some could not be made."""
    if fixing:
        from wflint.cli.fixing import fix  # noqa: PLC0415 - most runs repair nothing

        fixed = fix(options, unsafe=unsafe)
        return fixed.report, fixed.failed
    with progress(quiet=quiet) as tell:
        return check(options, tell), False


def _show(options: CheckOptions, *, unsafe: bool, quiet: bool) -> int:
    """Print what repairs would change."""
    from wflint.cli.fixing import show  # noqa: PLC0415 - most runs repair nothing

    return _finish(show(options, unsafe=unsafe, quiet=quiet), counts=False, quiet=quiet)


def _write_baseline(options: CheckOptions, path: Path, *, quiet: bool) -> int:
    """Write what is found, or fails the run; what an earlier one says of other files is kept."""
    before = load(path) if path.exists() else None
    with progress(quiet=quiet) as tell:
        report = check(options, tell)
    found = (*report.findings, *report.unshown)
    kept = beyond(before, report, options) if before is not None else ()
    write_file(path, render(found, path, kept))
    if not quiet:
        count = "1 finding" if len(found) == 1 else f"{len(found)} findings"
        click.echo(f"{path}: {count} written; --baseline {path} leaves them out", err=True)
        click.echo(closing_line(report.without_fixes()), err=True)
    return _failures(report)


def _list(options: CheckOptions) -> int:
    policy = Policy(rule_names(), options.settings, options.config, options.isolated)
    for name in sorted(found.display for found in candidates(options, policy)):
        emit(f"{name}\n")
    return 0


def _outputs(formats: Sequence[str], files: Sequence[str]) -> tuple[_Output, ...]:
    """What to write where. Raises UsageError for pairs that do not work out.

    A file belongs to the format given before it; where there are as many of the one as of the
    other, they are pairs in any order.
    """
    kinds = iter(formats or ("text",))
    if len(files) == max(len(formats), 1):
        outputs = [_Output(kind, file) for kind, file in zip(kinds, files, strict=True)]
    else:
        outputs = []
        names = iter(files)
        for option in click.get_current_context().meta[_ORDER] or ["formats"]:
            if option == "formats":
                outputs.append(_Output(next(kinds)))
            elif not outputs or outputs[-1].file is not None:
                raise click.UsageError("each --output-file needs an --output-format before it")
            else:
                outputs[-1] = replace(outputs[-1], file=next(names))
    _look_at(outputs)
    return tuple(outputs)


def _extras(outputs: Iterable[_Output], *, made: bool, named: bool) -> Extras:
    """What has to be worked out for these reports; and for repairs to be ``made`` or ``named``."""
    kinds = {output.kind for output in outputs}
    return Extras(
        edits=made or named or not kinds.isdisjoint(_WITH_EDITS),
        unshown=made,
        suppressed=not kinds.isdisjoint(_WITH_SUPPRESSED),
        steps=not kinds.isdisjoint(_WITH_STEPS),
    )


def _look_at(outputs: Iterable[_Output]) -> None:
    """Raises where it can be seen beforehand that the reports would not all arrive."""
    seen: set[str] = set()
    for output in outputs:
        name = os.path.realpath(output.file) if output.file is not None else ""
        if name in seen:
            what = output.file or "standard output"
            raise click.UsageError(f"{what}: only one report can go there; name another file")
        seen.add(name)
        if output.file is not None:
            check_writable(Path(output.file))


def _spare(
    outputs: Iterable[_Output], options: CheckOptions, settings: Iterable[Path | None]
) -> None:
    """Raises where a report would replace what the run reads: ``settings`` and files to check.

    An earlier report that lies in a searched folder is none of them.
    """
    there = [path for one in outputs if one.file is not None and (path := Path(one.file)).is_file()]
    if not there:
        return
    from wflint.check_file import check_file  # noqa: PLC0415 - rare; rules take long

    spare(there, settings)
    policy = options.policy()
    named = candidates(options, policy, context=True)
    met = [one for one in named if any(is_same(path, one.path) for path in there)]
    spare(there, [one.path for one in met if one.named or not check_file(one, policy).skipped])


def _report(reports: Sequence[tuple[_Output, Report]], color: str, *, err: bool) -> None:
    """Write every report, or none.

    ``err``: not to standard output, where the repaired text is.
    """
    stream = sys.stderr if err else sys.stdout
    made = [(output, _rendered(report, output, color, stream)) for output, report in reports]
    with written((Path(output.file), text) for output, text in made if output.file is not None):
        for output, text in made:
            if output.file is None:
                emit(text, for_programs=output.kind not in _PLAIN, err=err)


def _rendered(report: Report, output: _Output, color: str, stream: TextIO) -> str:
    render: Render = import_module(f"wflint.reports.{_FORMATS[output.kind]}").render
    painted = output.file is None and output.kind in _PLAIN and colored(color, stream)
    return render(report, color=painted)


def _finish(report: Report, *, counts: bool, quiet: bool) -> int:
    if counts:
        click.echo(statistics(report), err=True, nl=False)
    if not quiet:
        for notice in report.notices:
            complain(notice)
        click.echo(closing_line(report), err=True)
    return _failures(report) or int(report.failing)


def _failures(report: Report) -> int:
    """Say where wflint itself failed; returns the exit code."""
    for crash in report.crashes:
        complain(f"a bug of wflint, please report it: {crash}")
    return _FAILED if report.crashes else 0
