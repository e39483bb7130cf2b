"""WF007."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wflint.findings import Finding
from wflint.hubspot.filters import EnumerationOperation, PropertyFilter, UnifiedEventsBranch
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.model import Action

_EDGES = ("connection", "defaultBranch")
_LISTS = frozenset(("listBranches", "staticBranches", "testBranches"))
_CRITERIA = ("suppressionFilterBranch", "goalFilterBranch")


class RejectedByApi(WorkflowRule):
    """HubSpot's API refuses the workflow for this, though nothing in its description forbids it.

    An empty object where a connection or a filter branch could stand has to be left out altogether
    (the API answers with an error 500); the kind of workflow has to be given; options are compared
    with *is none of*, never with *is not equal to*; events cannot be nested (reports by users of
    the API; hubspot-api-nodejs, issue 695).

    **Example.** `"defaultBranch": {}`.

    **Repair.** Leave the key out; write `IS_NONE_OF`.
    """

    code = "WF007"
    name = "rejected-by-api"

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each such thing."""
        workflow = case.workflow
        if workflow.format != "v4":
            return
        raw = workflow.data
        if isinstance(raw, dict) and raw.get("type") is None:
            yield self.finding(
                case,
                "the kind of workflow is not given, which the API requires",
                workflow.pointer,
                help='add "type": "CONTACT_FLOW" for contacts, "PLATFORM_FLOW" for others',
                subject="type",
            )
        yield from self._empty(raw, _CRITERIA, workflow.pointer, case, None)
        for action in workflow.by_id().values():
            yield from self._in_action(action, case)
        yield from self._in_filters(case)

    def _in_action(self, action: Action, case: Case) -> Iterator[Finding]:
        raw = case.workflow.raw(action)
        yield from self._empty(raw, _EDGES, action.pointer, case, action)
        for key in _LISTS & raw.keys():
            listed = raw[key]
            for index, branch in enumerate(listed if isinstance(listed, list) else ()):
                place = f"{action.pointer}/{key}/{index}"
                yield from self._empty(branch, _EDGES, place, case, action)

    def _empty(
        self, value: Any, keys: tuple[str, ...], pointer: str, case: Case, action: Action | None
    ) -> Iterator[Finding]:
        if not isinstance(value, dict) or {} not in value.values():
            return
        for key in keys:
            if value.get(key) == {}:
                yield self.finding(
                    case,
                    f"the API refuses an empty {key}",
                    f"{pointer}/{key}",
                    action=action,
                    help="leave the key out",
                    subject=key,
                )

    def _in_filters(self, case: Case) -> Iterator[Finding]:
        actions = case.workflow.by_id()
        for criteria in case.workflow.criteria:
            action = actions.get(criteria.action_id or "")
            for part in criteria.parts:
                place, message, remedy = _refused(part.node)
                if message:
                    yield self.finding(
                        case,
                        message,
                        f"{part.pointer}/{place}",
                        action=action,
                        help=remedy,
                        subject=place,
                    )


def _refused(node: Any) -> tuple[str, str, str]:
    """Where, why, and what helps; empty texts: the API takes it."""
    match node:
        case PropertyFilter(operation=EnumerationOperation(operator="IS_NOT_EQUAL_TO")):
            return (
                "operation/operator",
                "the API refuses IS_NOT_EQUAL_TO for options",
                "write IS_NONE_OF, with includeObjectsWithNoValueSet as it is meant",
            )
        case UnifiedEventsBranch(filter_branches=inner):
            for index, one in enumerate(inner):
                if isinstance(one, UnifiedEventsBranch):
                    return (
                        f"filterBranches/{index}",
                        "the API refuses an event inside another one",
                        "ask for the two events side by side",
                    )
        case _:
            pass
    return "", "", ""
