"""The trees of filters that the rules on conditions look at."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.hubspot.filters import ConstantFilter
from wflint.rules.base import Case
from wflint.workflow.filters import Part
from wflint.workflow.model import Criteria, Role

_OF_RECORDS = (Role.TRIGGER, Role.GOAL, Role.SUPPRESSION, Role.BRANCH)
"""The others ask about events and changes."""


def trees(case: Case) -> Iterator[tuple[Criteria, tuple[Part, ...]]]:
    """Every tree that asks what a record is like, and its parts, each before what is in it."""
    return (
        (criteria, parts) for criteria, parts in all_trees(case) if criteria.role in _OF_RECORDS
    )


def all_trees(case: Case) -> Iterator[tuple[Criteria, tuple[Part, ...]]]:
    """Every tree of filters, those about events and changes among them."""
    for criteria in case.workflow.criteria:
        yield criteria, criteria.parts


def innermost(found: list[Part]) -> list[Part]:
    """Those of ``found`` that hold no other one of them."""
    around = {id(part.inside) for part in found}
    return [part for part in found if id(part) not in around]


def is_broken(part: Part) -> bool:
    """Whether it is the constant that HubSpot leaves for a filter that it could not keep."""
    return isinstance(part.node, ConstantFilter) and not part.node.should_accept
