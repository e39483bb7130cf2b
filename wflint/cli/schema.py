"""``wflint schema``: the JSON Schemas."""

from __future__ import annotations

import json

import click

from wflint.cli.help import EXITS, Command
from wflint.cli.output import emit
from wflint.hubspot.schema import load, names

_EXAMPLES = (("wflint schema report-v1", "of the JSON report"),)


@click.command("schema", cls=Command, exits=EXITS, examples=_EXAMPLES)
@click.argument("name", required=False)
def command(name: str | None) -> int:
    """Print the JSON Schema called NAME; without one, list their names."""
    if name is None:
        emit("".join(f"{known}\n" for known in names()))
        return 0
    if name not in names():
        raise click.UsageError(f'there is no schema "{name}"; there are {", ".join(names())}')
    emit(json.dumps(load(name), indent=2, ensure_ascii=False) + "\n")
    return 0
