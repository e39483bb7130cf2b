"""WF005."""

from wflint.findings import Level
from wflint.rules.base import Rule


class UnknownKind(Rule):
    """wflint does not know this kind of action, filter, operator or enrolment.

    HubSpot adds new ones all the time. An unknown action is taken to change nothing and to lead
    anywhere; an unknown condition may be true or false. So nothing is missed because of it, and
    nothing is made up, but a failure of the unknown action itself cannot be predicted.

    **Example.** `"actionTypeId": "0-999000111"`, an action that HubSpot added yesterday.

    **Repair.** None is needed. If it is a slip of the pen, mend it; if HubSpot knows it and wflint
    should, report it.
    """

    code = "WF005"
    name = "unknown-kind"
    level = Level.INFO
