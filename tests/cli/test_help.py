"""Every command explains itself."""

from __future__ import annotations

import re

import click
import pytest

from tests.cli.running import wflint
from wflint.cli import main
from wflint.cli.help import OTHER, Command, group_of

NAMES = main.list_commands(click.Context(main))


def command_called(name: str) -> Command:
    found = main.get_command(click.Context(main), name)
    assert isinstance(found, Command)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_help_says_all_that_is_to_be_said(name: str) -> None:
    text = wflint(name, "--help").stdout
    assert "Exit codes:\n  0  " in text
    assert "Examples:\n  " in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("name", NAMES)
def test_options_have_a_group_and_a_sentence(name: str) -> None:
    for parameter in command_called(name).params:
        if isinstance(parameter, click.Option):
            assert group_of(parameter) != OTHER, parameter.name
            assert (parameter.help or "").endswith("."), parameter.name


def test_an_option_says_the_same_everywhere() -> None:
    said: dict[str, set[str | None]] = {}
    for name in NAMES:
        for parameter in command_called(name).params:
            if isinstance(parameter, click.Option):
                said.setdefault(parameter.opts[0], set()).add(parameter.help)
    for option in ("--config", "--isolated", "--portal", "--color"):
        assert len(said[option]) == 1, said[option]


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_commands_that_are_understood(name: str) -> None:
    """Their options exist: a help page is no place for options of the past."""
    known = {
        other: {option for each in command_called(other).params for option in each.opts}
        for other in NAMES
    }
    for line, _ in command_called(name).examples:
        for part in re.findall(r"wflint [^&|>)]*", line):
            words = part.split()
            assert words[1] in NAMES
            assert {word for word in words if word.startswith("--")} <= known[words[1]]


def test_the_program_lists_its_commands() -> None:
    text = wflint("--help").stdout
    for name in NAMES:
        assert re.search(rf"^  {name} +\w", text, re.MULTILINE), name
    assert "..." not in text.replace("[ARGS]...", "")
