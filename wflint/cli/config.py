"""``wflint config``: the settings in force, and where each comes from."""

from __future__ import annotations

from pathlib import Path

import click

from wflint.cli.output import complain, emit
from wflint.policy.discovery import Policy
from wflint.policy.mistakes import SettingsError
from wflint.policy.settings import rows
from wflint.rule_table import rule_names


@click.command("config")
@click.option("--for", "file", help="The file that the settings are for.")
@click.option("--config", type=click.Path(path_type=Path), help="The settings file to use.")
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
