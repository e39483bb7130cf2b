"""One criterion more: where in a tree of filters it goes, and where nobody can say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.properties.flows import any_of, associated, branch, every, known, some
from tests.rules.repairs.proving import patched
from wflint.rules.repairs.criteria import has_associated, is_known, required
from wflint.workflow.conditions import Association

EMAIL = is_known("email")
COMPANY = has_associated(Association("HUBSPOT_DEFINED", 279), "0-2")
LEAD, CITY = any_of("lifecyclestage", "lead"), known("city")


def asking(tree: Any, criterion: Any) -> Any:
    changes = required(tree, "/tree", criterion)
    return patched({"tree": tree}, changes)["tree"] if changes else None


def test_each_group_asks_for_it() -> None:
    tree = some(every(LEAD), every(CITY, LEAD))
    assert asking(tree, EMAIL) == some(every(LEAD, EMAIL), every(CITY, LEAD, EMAIL))


def test_a_bare_group_asks_for_it() -> None:
    assert asking(every(LEAD), EMAIL) == every(LEAD, EMAIL)


def test_a_branch_goes_among_branches() -> None:
    assert asking(some(every(LEAD)), COMPANY) == some(every(LEAD, COMPANY))


def test_groups_of_groups() -> None:
    assert asking(some(some(every(LEAD))), EMAIL) == some(some(every(LEAD, EMAIL)))


@pytest.mark.parametrize("given", [{}, {"filters": None}])
def test_a_list_that_is_missing_is_made(given: dict[str, Any]) -> None:
    tree = {"filterBranchType": "AND", "filterBranches": [associated(279)], **given}
    assert asking(tree, EMAIL)["filters"] == [EMAIL]


@pytest.mark.parametrize(
    "tree",
    [
        None,
        {},
        [],
        every(),
        some(),
        some(LEAD),
        some(every(LEAD), CITY),
        some(every(LEAD), every()),
        some(every(LEAD), branch("NOT_ANY", CITY)),
        branch("NOT_ALL", LEAD),
        associated(279),
        {"filterBranchType": "RESTRICTED"},
    ],
)
def test_no_other_shape_is_touched(tree: Any) -> None:
    assert required(tree, "/tree", EMAIL) == ()
