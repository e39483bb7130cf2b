"""WF902."""

from wflint.rules.base import Rule


class SuppressionWithoutReason(Rule):
    """A suppression does not say why.

    Whoever reads it next year has to know whether it still holds. Until there is a reason it does
    not count: what it is about is reported as well.

    **Example.** `# wflint: ignore[WF103]`, and nothing after it.

    **Repair.** Add `reason = "…"`; in a comment, write the reason after the bracket.
    """

    code = "WF902"
    name = "suppression-without-reason"
