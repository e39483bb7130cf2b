"""Guards: only records for which an action succeeds get to it, and the others pass it by."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from wflint.findings import Applicability, Change, Fix
from wflint.rules.repairs.actions import if_then
from wflint.rules.repairs.criteria import Json, any_of, required
from wflint.rules.repairs.wiring import inserted_before, only_way_to
from wflint.workflow.model import Action, Role, Workflow


class Guard(Struct, frozen=True):
    """Records that meet one of ``criteria`` are let through.

    ``name``: what people call them, the name of the branch. ``applicability``: of the branch; who
    is enrolled is never changed without asking.
    """

    name: str
    criteria: tuple[Json, ...]
    applicability: Applicability = Applicability.UNSAFE


def guarding(guard: Guard, action: Action, workflow: Workflow) -> Iterator[Fix]:
    """First the branch before ``action``, then the criterion of the trigger.

    A branch also stops records that are enrolled past the trigger, or that change while they wait,
    and it leaves the rest of the workflow to the others; so it comes first.
    """
    before = _widened(guard, action, workflow) or _branch_before(guard, action, workflow)
    if before:
        yield Fix(f"branch on «{guard.name}» before this action", guard.applicability, before)
    asked = _asked_by_trigger(guard, workflow)
    if asked:
        yield Fix(f"enrol only records with «{guard.name}»", Applicability.UNSAFE, asked)


def _branch_before(guard: Guard, action: Action, workflow: Workflow) -> tuple[Change, ...]:
    way, tree = action.default, any_of(*guard.criteria)
    pointer = way.target_pointer
    following = workflow.at(pointer) if pointer is not None else None

    def branch(new: str | int, guarded: str | int) -> Json:
        return if_then(guard.name, tree, new, guarded, following)

    return inserted_before(action, workflow, branch)


def _widened(guard: Guard, action: Action, workflow: Workflow) -> tuple[Change, ...]:
    """Where a guard stands before ``action`` already, it asks for one thing more."""
    found = only_way_to(action, workflow)
    if found is None or len(guard.criteria) > 1:
        return ()
    branching, way = found
    goes_on = branching.default.target == action.default.target
    if branching.type_id != "LIST_BRANCH" or way is not branching.branches[-1] or not goes_on:
        return ()
    pointer = f"{way.pointer}/filterBranch"
    return required(workflow.at(pointer), pointer, guard.criteria[0])


def _asked_by_trigger(guard: Guard, workflow: Workflow) -> tuple[Change, ...]:
    if len(guard.criteria) > 1:
        return ()
    triggers = [one.pointer for one in workflow.criteria if one.role is Role.TRIGGER]
    changes = [required(workflow.at(one), one, guard.criteria[0]) for one in triggers]
    return tuple(change for each in changes for change in each)
