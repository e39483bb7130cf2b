"""WF307."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Applicability, Change, Finding, Fix, Level
from wflint.hubspot.catalogue import record_names
from wflint.hubspot.filters import AssociationBranch, PropertyFilter
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.logic.trees import trees
from wflint.rules.repairs.criteria import is_known
from wflint.workflow.filters import OBJECT_ID, Part

_ALWAYS_SET = frozenset({"name", "dealname", "subject", "hs_createdate", "createdate"})
"""Properties that practically every record of their object has."""
_UNKNOWN = ("IS_UNKNOWN", "IS_NOT_KNOWN", "IS_BLANK")


class InvertedAssociationTest(WorkflowRule):
    """*A company whose name is unknown*, where *no company* is meant.

    A filter on associated records holds if there is one that satisfies it. That there is none is
    said by the association itself, not by a property of it that is unknown.

    **Example.** `ASSOCIATION`, `IN_LIST`, with the only filter *Name is unknown*.

    **Repair.** Ask on the record itself (*Primary company ID is unknown*), or turn the whole test
    round: `NOT_IN_LIST` with *Record ID is known*. wflint offers the latter; not without asking,
    since other records meet it.
    """

    code = "WF307"
    name = "inverted-association-test"
    level = Level.WARNING
    repairs = Applicability.UNSAFE

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each such test."""
        for criteria, parts in trees(case):
            for part in parts:
                if isinstance(part.node, AssociationBranch) and _is_inverted(part.node):
                    one = record_names(part.node.object_type_id or "")[0]
                    (only,) = part.node.filters
                    yield self.finding(
                        case,
                        f"asks for an associated {one} whose {only.property} is unknown, "
                        f"which is not the same as having none",
                        f"{part.pointer}/filters/0/operation/operator",
                        action=case.workflow.by_id().get(criteria.action_id or ""),
                        help="to ask for none, use NOT_IN_LIST with «hs_object_id is known»",
                        subject=only.property,
                        fixes=_turned_round(part),
                    )


def _turned_round(part: Part) -> Iterator[Fix]:
    assert isinstance(part.node, AssociationBranch)
    pointer = f"{part.pointer}/operator"
    absent = part.node.operator is None
    changes = (
        Change("add" if absent else "replace", pointer, "NOT_IN_LIST"),
        Change("replace", f"{part.pointer}/filters/0", is_known(OBJECT_ID)),
    )
    yield Fix("ask for no associated record", Applicability.UNSAFE, changes)


def _is_inverted(branch: AssociationBranch) -> bool:
    if branch.operator not in (None, "IN_LIST") or branch.filter_branches:
        return False
    if len(branch.filters) != 1 or not isinstance(branch.filters[0], PropertyFilter):
        return False
    only = branch.filters[0]
    return only.property in _ALWAYS_SET and only.operation.operator in _UNKNOWN
