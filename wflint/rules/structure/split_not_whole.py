"""WF210."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.model import Action, Split
from wflint.workflow.numbers import exact_number

_WHOLE = 100


class SplitNotWhole(WorkflowRule):
    """The percentages of an A/B test do not add up to 100.

    **Example.** Two branches with 50 and 40 percent.

    **Repair.** Correct the percentages.
    """

    code = "WF210"
    name = "split-not-whole"
    level = Level.WARNING

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each such action; none where a percentage is not given."""
        for action in case.workflow.by_id().values():
            if not isinstance(action.meaning, Split):
                continue
            shares = _shares(case.workflow.raw(action), action)
            if shares is not None and sum(shares) != _WHOLE:
                yield self.finding(
                    case,
                    f"the percentages add up to {float(sum(shares)):g}, not to 100",
                    f"{action.pointer}/testBranches",
                    action=action,
                    help="correct the percentages",
                )


def _shares(raw: Any, action: Action) -> list[Fraction] | None:
    """The percentage of each branch; None: one of them is not given."""
    given = [branch.get("percentage") for branch in raw.get("testBranches") or ()]
    shares = [exact_number(share) for share in given]
    known = [share for share in shares if share is not None]
    return known if len(known) == len(action.ways) == len(shares) else None
