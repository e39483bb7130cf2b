"""WF114."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from wflint.findings import Finding, Level
from wflint.rules.base import Case
from wflint.rules.on_path import PathRule, Question
from wflint.workflow.conditions import Since, is_blank
from wflint.workflow.model import Action
from wflint.workflow.references import OutputUse, outputs_used


class OutputNotProduced(PathRule):
    """An input takes the output of an action that has not run on this path.

    The value is blank then: a branch on it takes its default, and a property that it is copied to
    is cleared. An error where the action never runs before, a warning where it does on some paths
    only.

    **Example.** Custom code on one branch only, and after the branches have joined again, a
    property is set from its output.

    **Repair.** Move the action that uses the output to where the other has run, or let both paths
    run it.
    """

    code = "WF114"
    name = "output-not-produced"
    level = Level.WARNING

    def questions(self, case: Case) -> Iterator[Question]:
        """Whether each output that is used is still blank."""
        for action in case.workflow.by_id().values():
            for use in outputs_used(case.workflow, action):
                has_run = Since(starts=frozenset([use.action_id]))
                about = partial(self._about, case, action, use)
                never = partial(about, never=True)
                yield Question(action.id, is_blank(has_run), about, never)

    def _about(self, case: Case, action: Action, use: OutputUse, *, never: bool = False) -> Finding:
        what = f"uses the output {use.key} of action {use.action_id}"
        when = "never runs before this one" if never else "has not run on every path to here"
        finding = self.finding(
            case,
            f"{what}, which {when}",
            use.pointer,
            action=action,
            help=f"use it where action {use.action_id} has run, or let every path run that",
            subject=f"{case.titles(use.action_id)} {use.key}",
        )
        return replace(finding, level=Level.ERROR) if never else finding
