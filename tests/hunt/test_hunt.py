"""The hunt's properties, with a small fixed budget, and what long hunts have found before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given

from tests.fixtures.checking import FIXTURES
from tests.hunt.properties import EXACT, PROPERTIES
from tests.hunt.strategies import Case, cases, exact_cases
from tests.properties.hunting import hunting

FOUND = sorted((FIXTURES / "hunt").glob("*.json"))


@pytest.mark.parametrize("name", PROPERTIES)
def test_property(name: str) -> None:
    @hunting(60)
    @given(cases())
    def holds(case: Case) -> None:
        assert PROPERTIES[name](case) == []

    holds()


@pytest.mark.parametrize("name", EXACT)
def test_property_of_the_exact_fragment(name: str) -> None:
    @hunting(40)
    @given(exact_cases())
    def holds(case: Case) -> None:
        assert EXACT[name](case) == []

    holds()


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_was_found_once_is_mended(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    case = Case(document["workflow"], document["portal"], document["seed"])
    assert {**PROPERTIES, **EXACT}[document["property"]](case) == []
