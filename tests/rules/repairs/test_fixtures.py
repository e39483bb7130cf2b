"""Every repair that is offered for a fixture, made and looked at from all sides."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.fixtures.checking import FIXTURES
from tests.rules.repairs.proving import Bench, Repair, all_repaired, wrong_with
from wflint.findings import Applicability, Level
from wflint.hubspot.envelope import entries
from wflint.source.reading import read

FILES = sorted(
    path
    for folder in ("rules/*", "loud", "showcase/broken")
    for path in FIXTURES.glob(f"{folder}/*")
    if path.is_file() and path.name != "expected.json"
)


@cache
def benches(path: Path) -> list[Bench]:
    """The workflows of a file."""
    value = read(path.name, path.read_bytes()).value
    found = entries(value) if value is not None else ()
    return [Bench(entry.value) for entry in found if entry.kind is not None]


@cache
def repairs_of(path: Path) -> list[Repair]:
    return [repair for bench in benches(path) for repair in bench.repairs()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_repair_repairs_and_breaks_nothing(path: Path) -> None:
    assert [why for repair in repairs_of(path) for why in wrong_with(repair)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_repairing_comes_to_an_end(path: Path) -> None:
    for bench in benches(path):
        repaired, made = all_repaired(bench.flow)
        left = Bench(repaired)
        assert made <= bench.count(Level.WARNING).total()
        assert left.count(Level.WARNING) <= bench.count(Level.WARNING)
        assert list(left.repairs(Level.WARNING)) == []


REPAIRED = {
    *("WF003", "WF006", "WF101", "WF102", "WF103", "WF104", "WF105", "WF106", "WF107", "WF108"),
    *("WF111", "WF112", "WF113", "WF116", "WF201", "WF212", "WF213", "WF302", "WF303", "WF305"),
    *("WF306", "WF307"),
}
SAFE = {"WF101", "WF102", "WF103", "WF116", "WF213", "WF302", "WF303"}


def test_these_rules_have_repairs() -> None:
    found = [repair for path in FILES for repair in repairs_of(path)]
    assert {repair.finding.code for repair in found} >= REPAIRED
    safe = {r.finding.code for r in found if r.fix.applicability is Applicability.SAFE}
    assert safe & REPAIRED <= SAFE


COSTLY = ("0-31", "0-43347357")
"""Setting contacts as marketing contacts, and opting them in or out."""


def test_nothing_costs_money_or_touches_consent() -> None:
    for path in FILES:
        for repair in repairs_of(path):
            before, after = (repair.bench.workflow, repair.made.workflow)
            kinds = [[action.type_id for action in each.actions] for each in (before, after)]
            for kind in COSTLY:
                assert kinds[1].count(kind) <= kinds[0].count(kind), str(repair)
