"""What there is to say of a finding beside its message: why, for whom, on which path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wflint.findings import Finding, Related, Verdict, Witness
from wflint.reports.repairs import fixable_with
from wflint.reports.replay import command
from wflint.reports.visible import visible

_VERDICTS = {
    Verdict.CERTAIN: "every record that gets here fails",
    Verdict.POSSIBLE: "some records that get here fail",
    Verdict.STALE: "fails only for records that changed after they were checked",
    Verdict.BYPASS: "fails only for records enrolled past the trigger",
}
_RECORDS = {"0-1": "contact", "0-2": "company", "0-3": "deal", "0-5": "ticket"}
_STEPS = 7
"""How many steps of a path are shown before its middle is left out."""
_APPROXIMATE = "not every path could be followed exactly, or no dry run shows it"


def notes(finding: Finding, options: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A label and a text each, both in one line; ``options`` are those of ``Report``."""
    witness = finding.witness
    if finding.verdict is not None:
        yield str(finding.verdict), _VERDICTS[finding.verdict]
    if finding.approximate:
        yield "approximate", _APPROXIMATE
    if witness is not None:
        if witness.path:
            yield "path", path_of(witness)
        yield "fails", _record(witness)
        replay = command(finding, options)
        if replay is not None:
            yield "reproduced", visible(replay)
    if finding.hubspot_message:
        yield "HubSpot logs", visible(finding.hubspot_message)
    for related in finding.related:
        yield "related", _related(finding, related)
    if finding.help:
        option = fixable_with(finding)
        yield "repair", visible(finding.help) + (f" ({option})" if option else "")
    yield "see", f"wflint explain {finding.code}"


def _related(finding: Finding, related: Related) -> str:
    start = related.range.start if related.range is not None else None
    where = f" at {visible(finding.file)}:{start.line}:{start.column}" if start else ""
    return visible(related.message) + where


def path_of(witness: Witness, most: int = _STEPS) -> str:
    """``enrolled → 1 If/then «Has demo» → 4 Delay``, the middle left out of more than ``most``."""
    steps = [visible(step.title) for step in witness.steps] or [*map(visible, witness.path)]
    if len(witness.path) > min(most, len(steps)):
        half = min(most, len(steps)) // 2
        left_out = len(witness.path) - 2 * half
        steps = [*steps[:half], f"… {left_out} more …", *steps[-half:]]
    return " → ".join(["enrolled", *steps])


def _record(witness: Witness) -> str:
    """The record that fails, in one line: what is blank is left out."""
    kind = _RECORDS.get(witness.object_type_id)
    what = f"a {kind}" if kind else f"a record of type {visible(witness.object_type_id)}"
    facts = [
        *_properties(witness.properties),
        *(_associated(type_id, found) for type_id, found in witness.associations.items() if found),
        *(f"in list {visible(each)}" for each in witness.lists),
        *(
            f"subscription {visible(key)}: {visible(state)}"
            for key, state in witness.subscriptions.items()
        ),
        *(
            f"{visible(key)} = {visible(value)} from action {visible(action_id)}"
            for action_id, given in witness.outputs.items()
            for key, value in given.items()
        ),
        *(["the events that are asked for happened"] if witness.assume_events else []),
        *([f"the run begins at {witness.start}"] if witness.start is not None else []),
    ]
    return f"{what} with {', '.join(facts)}" if facts else f"{what} with nothing filled in"


def _properties(properties: Mapping[str, str]) -> list[str]:
    return [f"{visible(name)} = {visible(value)}" for name, value in properties.items() if value]


def _associated(type_id: str, records: tuple[Mapping[str, str], ...]) -> str:
    """The associated records of one association type."""
    count = "one associated record" if len(records) == 1 else f"{len(records)} associated records"
    details = "; ".join(
        ", ".join(_properties(record)) for record in records if any(record.values())
    )
    return f"{count} (type {visible(type_id)}{': ' if details else ''}{details})"
