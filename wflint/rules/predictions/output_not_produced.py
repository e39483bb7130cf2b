"""WF114."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wflint.findings import Level
from wflint.rules.base import Case
from wflint.rules.on_path import PathRule, Question
from wflint.workflow.conditions import Since, is_blank
from wflint.workflow.references import outputs_used


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
        """One finding for each output that is used."""
        for action in case.workflow.by_id().values():
            for use in outputs_used(case.workflow, action):
                finding = self.finding(
                    case,
                    f"uses the output {use.key} of action {use.action_id}, "
                    "which has not run on every path to here",
                    use.pointer,
                    action=action,
                    help=f"use it where action {use.action_id} has run, or let every path run that",
                    subject=f"{case.titles(use.action_id)} {use.key}",
                )
                never = replace(
                    finding,
                    level=Level.ERROR,
                    message=f"uses the output {use.key} of action {use.action_id}, "
                    "which never runs before this one",
                )
                has_run = Since(starts=frozenset([use.action_id]))
                yield Question(action.id, is_blank(has_run), finding, never)
