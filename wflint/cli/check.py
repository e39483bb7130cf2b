"""``wflint check``: the main job."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import click

from wflint.cache.store import default_folder
from wflint.check import STDIN, CheckOptions, candidates, check
from wflint.cli.options import Day
from wflint.cli.output import colored, complain, emit, write_file
from wflint.cli.progress import progress
from wflint.findings import Level, Report
from wflint.policy.baseline import DEFAULT_NAME, load, render
from wflint.policy.discovery import Policy
from wflint.policy.levels import FailOn
from wflint.policy.mistakes import SettingsError, unknown_rule
from wflint.policy.selection import Choice, is_known
from wflint.policy.settings import PortalSettings, Settings
from wflint.reports.closing import closing_line, statistics
from wflint.rule_table import rule_names
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


class _Codes(click.ParamType):  # type: ignore[type-arg]
    """Codes, names or prefixes of rules, with commas between them."""

    name = "codes"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        words = tuple(word.strip() for word in str(value).split(",") if word.strip())
        for word in words:
            if not is_known(word, rule_names()):
                self.fail(unknown_rule(word, rule_names()), param, ctx)
        return words


@click.command("check")
@click.argument("paths", nargs=-1)
@click.option("--select", type=_Codes(), help="Only these rules: codes, names or prefixes.")
@click.option("--extend-select", type=_Codes(), default=(), help="These rules as well.")
@click.option("--ignore", type=_Codes(), default=(), help="Not these rules.")
@click.option("--level", type=click.Choice(_LEVELS), help="The least level shown [warning].")
@click.option(
    "--fail-on", type=click.Choice([str(f) for f in FailOn]), help="What fails the run [warning]."
)
@click.option(
    "--output-format",
    "formats",
    multiple=True,
    type=click.Choice(list(_FORMATS)),
    help="How to report; several can be given, each with its --output-file.",
)
@click.option("--output-file", "files", multiple=True, help="Where to; else standard output.")
@click.option("--portal", type=click.Path(path_type=Path), help="A snapshot of the portal.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Findings to live with.")
@click.option("--write-baseline", is_flag=True, help="Write what is found to the baseline.")
@click.option("--today", type=Day(), help="The day to judge dates by; else the clock's.")
@click.option("--config", type=click.Path(path_type=Path), help="The settings file to use.")
@click.option("--isolated", is_flag=True, help="Use no settings file.")
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
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    paths: tuple[str, ...],
    select: tuple[str, ...] | None,
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    level: str | None,
    fail_on: str | None,
    formats: tuple[str, ...],
    files: tuple[str, ...],
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
    cache = None if no_cache else cache_dir or default_folder()
    options = CheckOptions(
        *(paths or (".",), settings, config, isolated, stdin, stdin_filename),
        jobs=jobs,
        cache=cache,
    )
    try:
        if show_files:
            return _list(options)
        if write_baseline:
            return _write_baseline(options, baseline or Path(DEFAULT_NAME), quiet=quiet)
        known = load(baseline) if baseline is not None else None
        with progress(quiet=quiet) as tell:
            report = check(replace(options, baseline=known), tell)
        _report(report, formats or ("text",), files, color)
    except PathNotFound as error:
        raise click.UsageError(f"{error.path}: there is no such file or folder") from None
    except SettingsError as error:
        for message in error.messages:
            complain(message)
        return 2
    return _finish(report, counts=counts, quiet=quiet)


def _write_baseline(options: CheckOptions, path: Path, *, quiet: bool) -> int:
    with progress(quiet=quiet) as tell:
        report = check(options, tell)
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
