"""WF303."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from wflint.analysis.questions import can_be, can_fail, open_ways, surely_taken
from wflint.analysis.reach import Assumptions
from wflint.analysis.study import Study
from wflint.findings import Applicability, Change, Finding, Fix, Level
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.repairs.wiring import without_way
from wflint.workflow.model import Action, Branch, Decide

_ITSELF = Assumptions(trigger=False, memory=False)
"""Only what the path shows since the last delay, and what the workflow itself has done."""
_WITH_TRIGGER = Assumptions(trigger=True, memory=False)


class BranchNeverTaken(WorkflowRule):
    """No record can take this branch.

    What it asks for is excluded by an earlier branch, of this action or on the path since the last
    delay, or by what the workflow itself has written. Branches are tried in order, the first one
    that holds is taken (knowledge base, "Use if/then branches"). Where it is only the trigger that
    excludes it, this is information: facts of the trigger change while records wait, and records
    can be enrolled past it.

    **Example.** First branch *Score is greater than 10*, second branch *Score is greater than 50*.

    **Repair.** Put the narrower branch first, or remove it. wflint offers both. To remove the
    branch is safe where no action is lost with it, as nobody takes it anyway; to put it first, or
    to remove the actions that only it leads to, takes asking.
    """

    code = "WF303"
    name = "branch-never-taken"
    level = Level.WARNING
    repairs = Applicability.SAFE

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding a branch; a default counts only where it leads somewhere."""
        deciding = [a for a in case.workflow.by_id().values() if isinstance(a.meaning, Decide)]
        if not deciding:
            return
        # What enrolled records do is open to those of which less is known.
        if not any(_is_in_doubt(action, case.study) for action in deciding):
            return
        itself = open_ways(case.study, _ITSELF)
        with_trigger = open_ways(case.study, _WITH_TRIGGER)
        for action in deciding:
            yield from self._about(action, case, itself, with_trigger)

    def _about(
        self,
        action: Action,
        case: Case,
        itself: Mapping[str, tuple[bool, ...]],
        with_trigger: Mapping[str, tuple[bool, ...]],
    ) -> Iterator[Finding]:
        if action.id not in itself:
            return
        alone_taken = itself[action.id]
        taken = with_trigger.get(action.id, alone_taken)
        if all(taken):
            return
        named = _named_by_others(action, case.study)
        for branch, alone, triggered, other in zip(
            action.ways, alone_taken, taken, named, strict=True
        ):
            if triggered or other:
                continue
            finding = self.finding(
                case,
                f"no record can take {_named(branch, action)}{'' if not alone else _BY_TRIGGER}",
                place_of(branch, action),
                action=action,
                help="put narrower branches first, or remove it",
                subject=branch.name or "",
                fixes=_fixes(branch, action, case) if not alone else (),
            )
            yield replace(finding, level=Level.INFO) if alone else finding


_BY_TRIGGER = " that the trigger lets in"


def _is_in_doubt(action: Action, study: Study) -> bool:
    """Whether enrolled records leave out a way of which this rule would speak."""
    taken = surely_taken(study, action.id)
    if all(taken):
        return False
    named = _named_by_others(action, study)
    return any(not one and not other for one, other in zip(taken, named, strict=True))


def _named_by_others(action: Action, study: Study) -> Iterator[bool]:
    """Of each way out, whether it leads nowhere by default, or others say what is wrong with it."""
    # WF302 speaks of a branch that takes every record.
    everybody = False
    names: set[str | None] = set()
    for branch in action.branches:
        if everybody:
            yield True
        elif action.type_id == "STATIC_BRANCH":
            # WF207 speaks of a value that stands twice.
            yield branch.name in names
        else:
            yield not can_be(study, branch.condition)
        everybody = everybody or not can_fail(study, branch.condition)
        names.add(branch.name)
    yield everybody or action.default.target is None


def place_of(branch: Branch, action: Action) -> str:
    """The pointer at which a finding about this way out of ``action`` stands."""
    if branch is action.default and branch.target_pointer is not None:
        return branch.target_pointer.rpartition("/")[0]
    return branch.pointer


def _fixes(branch: Branch, action: Action, case: Case) -> Iterator[Fix]:
    """Removed, as nobody takes it; or tried before the others, where more than it would be lost."""
    if case.workflow.format != "v4":
        return
    place = place_of(branch, action)
    removed = without_way(place, branch, action, case.workflow)
    if len(removed) == 1:
        yield Fix("remove the branch", Applicability.SAFE, removed)
    if branch is not action.default:
        first = Change("add", action.branches[0].pointer, case.workflow.at(place))
        moved = (first, Change("remove", place))
        yield Fix("put the branch first", Applicability.UNSAFE, moved)
    if len(removed) > 1:
        title = "remove the branch and the actions that only it leads to"
        yield Fix(title, Applicability.UNSAFE, removed)


def _named(branch: Branch, action: Action) -> str:
    name = f" «{branch.name}»" if branch.name else ""
    return f"the default branch{name}" if branch is action.default else f"this branch{name}"
