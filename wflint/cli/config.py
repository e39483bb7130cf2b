"""``wflint config``: the settings in force, and where each comes from."""

from __future__ import annotations

from pathlib import Path

import click

from wflint.cli.help import EXITS, Command
from wflint.cli.options import CONFIG
from wflint.cli.output import complain, emit
from wflint.policy.discovery import Policy
from wflint.policy.mistakes import SettingsError
from wflint.policy.settings import rows
from wflint.rules import rule_names

_EXAMPLES = (("wflint config --for workflows/welcome.json", "what is in force for one file"),)


@click.command("config", cls=Command, exits=EXITS, examples=_EXAMPLES)
@click.option("--for", "file", help="The file that the settings are for.")
@CONFIG
def command(file: str | None, config: Path | None) -> int:
    """Print the settings in force and the file that each comes from."""
    policy = Policy(rule_names(), config=config)
    try:
        found = rows(policy.applying(Path(file or "workflow.json")))
    except SettingsError as error:
        for message in error.messages:
            complain(message)
        return 2
    widest = max(len(f"{row.key} = {row.value}") for row in found)
    for row in found:
        setting = f"{row.key} = {row.value}"
        emit(f"{setting:<{widest}}  # {row.origin}\n")
    return 0
