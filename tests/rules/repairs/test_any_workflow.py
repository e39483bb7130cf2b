"""Every repair that is offered for a workflow of any kind."""

from __future__ import annotations

from hypothesis import given

from tests.hunt.strategies import Case, cases, exact_cases
from tests.properties.hunting import hunting
from tests.rules.repairs.proving import Bench, all_repaired, wrong_with
from wflint.findings import Level


@hunting(60)
@given(cases() | exact_cases())
def test_every_repair_repairs_and_breaks_nothing(case: Case) -> None:
    repairs = list(Bench(case.flow, case.portal).repairs())
    assert [why for repair in repairs for why in wrong_with(repair)] == []


@hunting(30)
@given(cases() | exact_cases())
def test_repairing_comes_to_an_end(case: Case) -> None:
    before = Bench(case.flow, case.portal)
    repaired, made = all_repaired(case.flow, case.portal)
    left = Bench(repaired, case.portal)
    assert made <= before.count(Level.WARNING).total()
    assert left.count(Level.WARNING) <= before.count(Level.WARNING)
    assert list(left.repairs(Level.WARNING)) == []
