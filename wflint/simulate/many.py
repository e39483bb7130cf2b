"""Many records run through one workflow, and what became of them counted in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct, field

from wflint.reports.visible import visible
from wflint.simulate.record import Record
from wflint.simulate.run import End, Settings, run_in
from wflint.simulate.state import Scene
from wflint.simulate.tables import BadLine, Row
from wflint.workflow.model import Workflow

_FIRST: Final = 5
"""So many lines are named for each error."""


class Failure(Struct):
    """An error at an action: how many records it hits, and the lines of the first of them."""

    records: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        """Count the record of ``line``; a cycle may log one error several times for it."""
        if self.first and self.first[-1] == line:
            return
        self.records += 1
        if len(self.first) < _FIRST:
            self.first.append(line)


class Tally(Struct):
    """What has become of the records so far."""

    records: int = 0
    enrolled: int = 0
    refused: Counter[End] = field(default_factory=Counter)
    failures: dict[tuple[str, str], Failure] = field(default_factory=dict)
    """By action and code."""
    unreadable: int = 0
    bad_lines: list[BadLine] = field(default_factory=list)
    """The first of those that could not be read."""


def count(rows: Iterable[Row | BadLine], scene: Scene, settings: Settings) -> Tally:
    """Run every record of ``rows`` through the workflow."""
    tally = Tally()
    for row in rows:
        if isinstance(row, BadLine):
            tally.unreadable += 1
            if len(tally.bad_lines) < _FIRST:
                tally.bad_lines.append(row)
        else:
            _add(tally, row.line, row.record, scene, settings)
    return tally


def _add(tally: Tally, line: int, record: Record, scene: Scene, settings: Settings) -> None:
    tally.records += 1
    done = run_in(scene, record, settings)
    if not done.enrolled:
        tally.refused[done.end] += 1
        return
    tally.enrolled += 1
    hit = {(step.action_id, error.code) for step in done.steps for error in step.errors}
    for key in hit:
        tally.failures.setdefault(key, Failure()).add(line)


# ---------------------------------------------------------------- for people and for programs


def table(tally: Tally, workflow: Workflow) -> str:
    """The counts as text."""
    lines = [f"{_records(tally.records)}, {tally.enrolled:,} enrolled"]
    lines += [f"{number:>9,}  not enrolled: {end}" for end, number in _by_number(tally.refused)]
    titles = {action.id: action.title for action in workflow.actions}
    rows = [
        (f"{failure.records:,}", code, visible(f"{action_id} {titles[action_id]}"), failure.first)
        for (action_id, code), failure in _in_order(tally, workflow)
    ]
    if rows:
        widest = max(len(place) for _, _, place, _ in rows)
        lines.append(f"\n  records  error  {'at action':<{widest}}  first on lines")
        lines += [
            f"{number:>9}  {code}  {place:<{widest}}  {', '.join(map(str, first))}"
            for number, code, place, first in rows
        ]
    else:
        lines.append("no errors")
    if tally.unreadable:
        lines.append(f"\n{tally.unreadable:,} not read:")
        lines += [f"  line {bad.line}: {visible(bad.message)}" for bad in tally.bad_lines]
        if tally.unreadable > len(tally.bad_lines):
            lines.append(f"  and {tally.unreadable - len(tally.bad_lines):,} more")
    return "".join(f"{line}\n" for line in lines)


def document(tally: Tally, workflow: Workflow) -> dict[str, Any]:
    """The counts as plain values, ready to be written as JSON."""
    return {
        "records": tally.records,
        "enrolled": tally.enrolled,
        "refused": {end.value: number for end, number in _by_number(tally.refused)},
        "errors": [
            {
                "action_id": action_id,
                "code": code,
                "records": failure.records,
                "first_lines": failure.first,
            }
            for (action_id, code), failure in _in_order(tally, workflow)
        ],
        "unreadable": tally.unreadable,
        "first_unreadable": [{"line": bad.line, "message": bad.message} for bad in tally.bad_lines],
    }


def _records(number: int) -> str:
    return f"{number:,} record{'' if number == 1 else 's'}"


def _by_number(refused: Counter[End]) -> list[tuple[End, int]]:
    return sorted(refused.items(), key=lambda item: (-item[1], item[0]))


def _in_order(tally: Tally, workflow: Workflow) -> list[tuple[tuple[str, str], Failure]]:
    """The failures in the workflow's order, by code at one action."""
    places = {action.id: place for place, action in reversed(list(enumerate(workflow.actions)))}
    return sorted(tally.failures.items(), key=lambda item: (places[item[0][0]], item[0][1]))
