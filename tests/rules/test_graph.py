"""Circles and reachability, against the plain definitions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wflint.rules.structure.graph import Edges, cycles, reached, within

NAMES = [str(number) for number in range(8)]
GRAPHS: st.SearchStrategy[Edges] = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from(NAMES), max_size=3, unique=True) for name in NAMES}
)


def follows(graph: Edges, one: str) -> set[str]:
    """What comes after ``one``, by taking every step there is."""
    found: set[str] = set(graph[one])
    for _ in graph:
        found |= {target for each in found for target in graph[each]}
    return found


@given(GRAPHS)
def test_reached_is_what_follows(graph: Edges) -> None:
    assert reached(graph, "0") == {"0"} | follows(graph, "0")
    assert reached(graph, None) == set()
    assert reached(graph, "9") == set()


@given(GRAPHS)
def test_cycles_are_the_actions_that_reach_one_another(graph: Edges) -> None:
    expected = {
        frozenset(other for other in NAMES if other in after[one] and one in after[other])
        for after in [{name: follows(graph, name) for name in NAMES}]
        for one in NAMES
        if one in after[one]
    }
    found = cycles(graph)
    assert {frozenset(group) for group in found} == expected
    assert len(found) == len(expected)
    assert all(list(group) == [one for one in graph if one in group] for group in found)


@given(GRAPHS, st.sets(st.sampled_from(NAMES)))
def test_within_leaves_the_rest_out(graph: Edges, kept: set[str]) -> None:
    part = within(graph, kept)
    assert part.keys() == kept
    assert all(list(part[one]) == [t for t in graph[one] if t in kept] for one in kept)


def test_long_chains_are_no_trouble() -> None:
    chain = {str(n): (str((n + 1) % 20_000),) for n in range(20_000)}
    (group,) = cycles(chain)
    assert len(group) == 20_000
