"""WF903."""

from wflint.findings import Level
from wflint.rules.base import Rule


class ExpiredSuppression(Rule):
    """A suppression has passed its last day, and what it suppressed is reported again.

    `expires` is the last day on which it counts, in the portal's time zone, or by `today`.

    **Example.** `expires = 2026-03-31`, in November 2026.

    **Repair.** Repair what it suppressed, or give it a new last day and say why in its reason.
    """

    code = "WF903"
    name = "expired-suppression"
    level = Level.WARNING
