"""The command that shows a finding's failure in a dry run, ready to be pasted into a shell."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence

from wflint.findings import Finding, Witness


def command(finding: Finding, options: Sequence[str] = ()) -> str | None:
    """``wflint simulate …`` for the witness; None: there is none that was reproduced.

    ``options`` are those of the check that matter to a dry run as well.
    """
    witness = finding.witness
    if witness is None or not witness.reproduced:
        return None
    words = ["wflint", "simulate", finding.file, *_workflow(finding), *options]
    return shlex.join([*words, *_record(witness), *_circumstances(witness)])


def _workflow(finding: Finding) -> Iterator[str]:
    reference = finding.workflow
    if reference is not None and reference.among > 1:
        yield from ("--workflow", str(reference.index))


def _record(witness: Witness) -> Iterator[str]:
    for name, value in witness.properties.items():
        if value:
            yield from ("--set", f"{name}={value}")
    for type_id, records in witness.associations.items():
        for record in records:
            yield from ("--associated", _associated(type_id, record))
    for list_id in witness.lists:
        yield from ("--in-list", list_id)
    for subscription_id, status in witness.subscriptions.items():
        yield from ("--subscription", f"{subscription_id}={status}")
    for fact in witness.facts:
        yield from ("--fact", fact)
    for action_id, given in witness.outputs.items():
        for key, value in given.items():
            yield from ("--action-output", f"{action_id}:{key}={value}")


def _associated(type_id: str, record: Mapping[str, str]) -> str:
    return f"{type_id}:{json.dumps(record, ensure_ascii=False)}" if record else type_id


def _circumstances(witness: Witness) -> Iterator[str]:
    if witness.assume_events:
        yield "--assume-events"
    if witness.open_ways:
        yield from ("--take", ",".join(witness.path))
    if witness.start is not None:
        yield from ("--now", witness.start)
