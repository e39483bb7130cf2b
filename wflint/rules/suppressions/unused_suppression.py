"""WF901."""

from wflint.findings import Level
from wflint.rules.base import Rule


class UnusedSuppression(Rule):
    """A suppression suppresses nothing.

    What it was for has been repaired, or it names another workflow, action or line than is meant.
    Left standing, it would hide the next defect that comes to stand there.

    It is reported only where wflint could have found something: the rule is on and the workflow was
    looked at. That the workflow is not there at all is said only when the folder of the settings
    file was searched as a whole.

    **Example.** A `[[suppress]]` with `rules = ["WF103"]` for a workflow whose lifecycle stage is
    no longer set.

    **Repair.** Remove the suppression, or name what it is meant for.
    """

    code = "WF901"
    name = "unused-suppression"
    level = Level.WARNING
