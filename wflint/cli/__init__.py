"""The commands; each module is imported when its command is called."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn

import click

from wflint import __version__

_COMMANDS = (
    *("check", "completion", "config", "explain", "graph", "init", "rules", "schema", "simulate"),
    "why",
)
_USAGE = 2
_FAILED = 3
_INTERRUPTED = 130


class Program(click.Group):
    """A group that imports its commands late, and puts usage errors in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"wflint.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS:
            from difflib import get_close_matches  # noqa: PLC0415 - only for mistakes

            close = get_close_matches(args[0], _COMMANDS, n=1)
            hint = (
                f'; did you mean "{close[0]}"?' if close else f"; there are {', '.join(_COMMANDS)}"
            )
            raise click.UsageError(f'there is no command "{args[0]}"{hint}', ctx)
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and leave with the exit code of interface: 2 for a usage error, in one line."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, **extra)
        # Starting up makes many objects and hardly any garbage: looking for it takes a tenth of it.
        gc.set_threshold(100_000, 20, 50)
        try:
            code = super().main(args, prog_name or "wflint", complete_var, False, **extra)
            sys.stdout.flush()
        except (click.Abort, KeyboardInterrupt):
            code = _INTERRUPTED
        except Exception as error:
            code = _explained(error)
        sys.exit(code if isinstance(code, int) else 0)


def _explained(error: Exception) -> int:
    """Say what went wrong, a line for each mistake; returns the exit code."""
    from wflint.cli.output import complain  # noqa: PLC0415 - most runs have no complaint
    from wflint.policy.mistakes import SettingsError  # noqa: PLC0415

    if isinstance(error, SettingsError):
        for message in error.messages:
            complain(message)
        return _USAGE
    if isinstance(error, click.ClickException):
        complain(error.format_message())
        return _USAGE
    if isinstance(error, OSError):
        complain(str(error))
        return _USAGE
    from traceback import extract_tb  # noqa: PLC0415

    last = extract_tb(error.__traceback__)[-1]
    where = f"{last.name}, line {last.lineno}"
    complain(f"a bug of wflint, please report it: {type(error).__name__}: {error} ({where})")
    return _FAILED


@click.group(
    cls=Program,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
        "show_default": True,
    },
    no_args_is_help=False,
    invoke_without_command=True,
)
@click.version_option(__version__, prog_name="wflint", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Predict the run-time errors of HubSpot workflows from their definitions."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run() -> NoReturn:
    """The program: ``main``, and then gone at once.

    Taking the interpreter apart in order takes a fifth of a short run, and nothing needs it.
    """
    code: object = 0
    try:
        main()
    except SystemExit as leaving:
        code = leaving.code
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0)
