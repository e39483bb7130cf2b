"""WF902."""

from wflint.rules.base import Rule


class SuppressionWithoutReason(Rule):
    """A suppression does not say why.

    Whoever reads it next year has to know whether it still holds. The finding stays suppressed, but
    the run fails until there is a reason.

    **Example.** `# wflint: ignore[WF103]`, and nothing after it.

    **Repair.** Add `reason = "…"`; in a comment, write the reason after the bracket.
    """

    code = "WF902"
    name = "suppression-without-reason"
