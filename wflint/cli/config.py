"""``wflint config``: the settings in force, and where each comes from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from wflint.cli.help import EXITS, Command
from wflint.cli.options import CONFIG
from wflint.cli.output import emit
from wflint.findings import WorkflowRef
from wflint.loading import Contents, contents_of
from wflint.policy.discovery import Policy
from wflint.policy.settings import Row, rows
from wflint.policy.suppression import Suppression, from_comment
from wflint.policy.trace import override_as_toml, overrides_for, suppression_as_toml
from wflint.rule_table import rule_names

_EXAMPLES = (("wflint config --for workflows/welcome.json", "what is in force for one file"),)


@click.command("config", cls=Command, exits=EXITS, examples=_EXAMPLES)
@click.option("--for", "file", help="The file that the settings are for.")
@CONFIG
def command(file: str | None, config: Path | None) -> int:
    """Print the settings in force and the file and line that each comes from.

    With --for, also the overrides and the suppressions that count for the file and its workflows.
    """
    if file is not None and not os.path.lexists(file):
        raise click.UsageError(f"{file}: there is no such file or folder")
    policy = Policy(rule_names(), config=config)
    text = _text(policy, Path(file)) if file is not None else _table(_rows(policy))
    emit(text)
    return 0


_ANY = Path("workflow.json")


def _rows(policy: Policy, file: Path = _ANY, workflow: WorkflowRef | None = None) -> list[Row]:
    return list(rows(policy.applying(file, workflow), rule_names()))


def _text(policy: Policy, file: Path) -> str:
    """What counts for ``file`` as a whole, and then what is different for its workflows."""
    contents = contents_of(file) if file.is_file() else Contents()
    whole = _rows(policy, file)
    parts = [_table([*whole, *_about(policy, file, None)])]
    for workflow in contents.workflows:
        own = [row for row in _rows(policy, file, workflow) if row not in whole]
        found = [*own, *_about(policy, file, workflow)]
        if found:
            parts.append(f"\n# {_named(workflow)}\n{_table(found)}")
    comments = [from_comment(one, str(file), rule_names()) for one in contents.comments]
    if comments:
        parts.append(f"\n# comments in the file\n{_table([_row(one) for one in comments])}")
    return "".join(parts)


def _about(policy: Policy, file: Path, workflow: WorkflowRef | None) -> Iterator[Row]:
    """The overrides and suppressions that count; of a workflow, those that name it."""
    sources = policy.applying(file, None)
    for each in overrides_for(sources, file, workflow):
        yield Row(f"overrides[{each.number}]", override_as_toml(each.override), each.where)
    if workflow is not None:
        for source in sources:
            yield from (_row(one) for one in source.suppress if one.is_about(workflow))


def _row(one: Suppression) -> Row:
    return Row("suppress", suppression_as_toml(one), one.where)


def _named(workflow: WorkflowRef) -> str:
    name = workflow.name or workflow.id
    return f"«{name}»" if name else f"workflow {workflow.index + 1} of the file"


def _table(found: Sequence[Row]) -> str:
    settings = [f"{row.key} = {row.value}" for row in found]
    widest = max(map(len, settings), default=0)
    lines = zip(settings, found, strict=True)
    return "".join(f"{setting:<{widest}}  # {row.origin}\n" for setting, row in lines)
