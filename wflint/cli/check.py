"""``wflint check``: the main job."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import click

from wflint.check import STDIN, CheckOptions, candidates, check
from wflint.cli.help import BUG, USAGE, Command
from wflint.cli.options import COLOR, CONFIG, ISOLATED, PORTAL, Codes, Day
from wflint.cli.output import colored, complain, emit, write_file
from wflint.findings import Level, Report
from wflint.policy.baseline import DEFAULT_NAME, load, render
from wflint.policy.discovery import Policy
from wflint.policy.levels import FailOn
from wflint.policy.mistakes import SettingsError
from wflint.policy.selection import Choice
from wflint.policy.settings import PortalSettings, Settings
from wflint.reports.closing import closing_line, statistics
from wflint.rules import rule_names
from wflint.source.discovery import PathNotFound
from wflint.source.secrets import without_tokens

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
}
_PLAIN = ("text", "concise")
_LEVELS = [str(level) for level in Level]
_FAILED = 3

Render = Callable[..., str]


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


@click.command("check", cls=Command, exits=_EXITS, examples=_EXAMPLES)
@click.argument("paths", nargs=-1)
@click.option(
    "--select", type=Codes(), metavar="CODES", help="Only these rules: codes, names or prefixes."
)
@click.option("--extend-select", type=Codes(), default=(), help="These rules as well.")
@click.option("--ignore", type=Codes(), default=(), help="Not these rules.")
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
    help="How to report; several can be given, each with its --output-file.",
)
@click.option(
    "--output-file", "files", multiple=True, show_default="standard output", help="Where to."
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
@click.option("--show-files", is_flag=True, help="List the files that would be checked.")
@click.option("--statistics", "counts", is_flag=True, help="Count the findings by rule.")
@click.option("--quiet", "-q", is_flag=True, help="Only the findings, and errors.")
@COLOR
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: tuple[str, ...],
    select: tuple[str, ...] | None,
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    level: str | None,
    fail_on: str | None,
    formats: tuple[str, ...],
    files: tuple[str, ...],
    context: tuple[str, ...],
    portal: Path | None,
    baseline: Path | None,
    write_baseline: bool,
    today: date | None,
    config: Path | None,
    isolated: bool,
    stdin_filename: str,
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
        choice=Choice(select, extend_select, ignore),
        level=Level(level) if level else None,
        fail_on=FailOn(fail_on) if fail_on else None,
        today=today,
        portal=PortalSettings(snapshot=portal),
    )
    if config is not None and isolated:
        raise click.UsageError("--config and --isolated exclude each other")
    if len(files) > max(len(formats), 1):
        raise click.UsageError("each --output-file needs an --output-format before it")
    stdin = sys.stdin.buffer.read() if STDIN in paths and not show_files else b""
    options = CheckOptions(
        paths or (".",), settings, config, isolated, stdin, stdin_filename, context
    )
    try:
        if show_files:
            return _list(options)
        if write_baseline:
            return _write_baseline(options, baseline or Path(DEFAULT_NAME), quiet=quiet)
        known = load(baseline) if baseline is not None else None
        report = check(replace(options, baseline=known))
        _report(report, formats or ("text",), files, color)
    except PathNotFound as error:
        raise click.UsageError(f"{error.path}: there is no such file or folder") from None
    except SettingsError as error:
        for message in error.messages:
            complain(message)
        return 2
    return _finish(report, counts=counts, quiet=quiet)


def _write_baseline(options: CheckOptions, path: Path, *, quiet: bool) -> int:
    report = check(options)
    found = (*report.findings, *report.unshown)
    write_file(path, without_tokens(render(found, path)))
    if not quiet:
        count = "1 finding" if len(found) == 1 else f"{len(found)} findings"
        click.echo(f"{path}: {count} written; --baseline {path} leaves them out", err=True)
    return _failures(report)


def _list(options: CheckOptions) -> int:
    policy = Policy(rule_names(), options.settings, options.config, options.isolated)
    for name in sorted(found.display for found in candidates(options, policy)):
        emit(f"{name}\n")
    return 0


def _report(report: Report, formats: Sequence[str], files: Sequence[str], color: str) -> None:
    for place, name in enumerate(formats):
        render: Render = import_module(f"wflint.reports.{_FORMATS[name]}").render
        if place < len(files):
            write_file(Path(files[place]), without_tokens(render(report, color=False)))
        else:
            text = render(report, color=name in _PLAIN and colored(color, sys.stdout))
            emit(text, for_programs=name not in _PLAIN)


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
