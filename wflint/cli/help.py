"""What ``--help`` looks like: options in groups, with their defaults, exit codes and examples.

One table groups the options of all commands, so that an option stands in the same place everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc
from typing import Any

import click
from click.core import ParameterSource

GROUPS: dict[str, tuple[str, ...]] = {
    "The workflow": ("--workflow", "--stdin-filename", "--context", "--show-files", "--finding"),
    "The record": (
        *("--record", "--records", "--set", "--associated", "--in-list", "--subscription"),
        *("--fact", "--action-output", "--assume-events", "--take", "--force"),
    ),
    "The clock": ("--now", "--today"),
    "Rules": ("--select", "--extend-select", "--ignore"),
    "Repairs": ("--fix", "--unsafe-fixes", "--diff"),
    "Living with findings": ("--baseline", "--write-baseline"),
    "Report": (
        *("--level", "--fail-on", "--output-format", "--output-file", "--trace"),
        *("--statistics", "--quiet", "--color"),
    ),
    "Settings": ("--for", "--config", "--isolated", "--portal"),
    "The lines to paste": ("--source", "--revision"),
    "Speed": ("--jobs", "--no-cache", "--cache-dir"),
}
OTHER = "Other"

Row = tuple[str, str]


_REPORT = ("--output-format", "--output-file", "--statistics")
APART: dict[str, tuple[str, ...]] = {
    "--config": ("--isolated",),
    "--show-files": ("--write-baseline", "--diff", "--fix", "--unsafe-fixes", *_REPORT),
    "--write-baseline": ("--diff", "--fix", "--unsafe-fixes", *_REPORT),
    "--diff": _REPORT,
}
"""Which options exclude each other, whatever the command: the second would have no effect."""


class Command(click.Command):
    """A command whose help ends with its ``exits`` (code and meaning) and ``examples``.

    An example is a command line and what it is for.
    """

    def __init__(
        self,
        *args: Any,
        exits: tuple[Row, ...] = (),
        examples: tuple[Row, ...] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.exits = exits
        self.examples = examples

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        given = {option for each in self.params if _is_given(ctx, each) for option in each.opts}
        for one, others in APART.items():
            for other in others:
                if {one, other} <= given and not ctx.resilient_parsing:
                    raise click.UsageError(f"{one} and {other} exclude each other", ctx)
        return rest

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - nothing is cut off
        """The first sentence, for the list of commands."""
        return " ".join(cleandoc(self.help or "").partition("\n\n")[0].split())

    def grouped(self, ctx: click.Context) -> Iterator[tuple[str, list[Row]]]:
        """The groups of the options that there are, with a row for each option."""
        rows: dict[str, list[Row]] = {}
        for parameter in self.get_params(ctx):
            row = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if row is not None:
                rows.setdefault(group_of(parameter), []).append(row)
        return ((title, rows[title]) for title in (*GROUPS, OTHER) if title in rows)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, rows in self.grouped(ctx):
            with formatter.section(title):
                formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.exits:
            with formatter.section("Exit codes"):
                formatter.write_dl(self.exits)
        if self.examples:
            with formatter.section("Examples"):
                for line, purpose in self.examples:
                    formatter.write(f"  {line}\n")
                    formatter.write_text(f"    {purpose}")
        super().format_epilog(ctx, formatter)


def _is_given(ctx: click.Context, parameter: click.Parameter) -> bool:
    source = ctx.get_parameter_source(parameter.name or "")
    return source is ParameterSource.COMMANDLINE


def group_of(parameter: click.Parameter) -> str:
    """The title of the group that ``parameter`` stands in."""
    for title, names in GROUPS.items():
        if not set(names).isdisjoint(parameter.opts):
            return title
    return OTHER


USAGE: Row = ("2", "usage, settings, or a path that does not exist")
BUG: Row = ("3", "wflint itself failed: a bug, please report it")
EXITS: tuple[Row, ...] = (("0", "done"), USAGE, BUG)
"""Of the commands that judge nothing."""
