"""What several commands take as options."""

from __future__ import annotations

from datetime import date, datetime
from itertools import chain
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from wflint.policy.mistakes import unknown_rule
from wflint.policy.selection import is_known
from wflint.rule_table import rule_names

CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path),
    show_default="the nearest",
    help="The settings file to use.",
)
ISOLATED = click.option("--isolated", is_flag=True, help="Use no settings file.")
PORTAL = click.option("--portal", type=click.Path(path_type=Path), help="A snapshot of the portal.")
COLOR = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours; auto: on a terminal. NO_COLOR and FORCE_COLOR count.",
)


class Codes(click.ParamType):  # type: ignore[type-arg]
    """Codes, names or prefixes of rules, with commas between them."""

    name = "codes"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        words = tuple(word.strip() for word in str(value).split(",") if word.strip())
        if not words:
            self.fail(f'"{value}" names no rule', param, ctx)
        for word in words:
            if not is_known(word, rule_names()):
                self.fail(unknown_rule(word, rule_names()), param, ctx)
        return words

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        before, comma, word = incomplete.rpartition(",")
        return completed(word, before + comma)


def added_up(
    ctx: click.Context,  # noqa: ARG001
    param: click.Parameter,  # noqa: ARG001
    value: tuple[tuple[str, ...], ...],
) -> tuple[str, ...]:
    """What an option of ``Codes`` was given, each time it was given."""
    return tuple(chain.from_iterable(value))


def completed(word: str, before: str = "") -> list[CompletionItem]:
    """The codes and names that begin with ``word``, each after ``before``."""
    from wflint.rules import catalogue  # noqa: PLC0415 - importing all rules takes long

    return [
        CompletionItem(before + known, help=rule.summary())
        for rule in catalogue()
        for known in (rule.code, rule.name)
        if known.startswith(word)
    ]


class Day(click.ParamType):  # type: ignore[type-arg]
    """A day, as ``2026-11-24``."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        text = str(value)
        try:
            return date.fromisoformat(text) if len(text) == len("2026-11-24") else self._no(text)
        except ValueError:
            self.fail(f'"{text}" is no day such as 2026-11-24', param, ctx)

    @staticmethod
    def _no(text: str) -> date:
        raise ValueError(text)


class Moment(click.ParamType):  # type: ignore[type-arg]
    """A moment, as ``2026-11-24T09:00``; without an offset it is in the portal's time zone."""

    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f'"{value}" is no moment such as 2026-11-24T09:00', param, ctx)
