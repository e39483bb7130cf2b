"""WF106."""

from __future__ import annotations

from types import MappingProxyType

from wflint.findings import Applicability, Level
from wflint.rules.base import Case
from wflint.rules.predictions.email import EmailPrediction
from wflint.rules.repairs.criteria import is_unknown
from wflint.rules.repairs.guards import Guard
from wflint.workflow.conditions import Condition, Property, is_known
from wflint.workflow.model import SendEmail

_FAILS = is_known(Property("hs_email_hard_bounce_reason_enum"))


class BouncedRecipient(EmailPrediction):
    """An e-mail is sent to an address that has hard-bounced before.

    HubSpot does not try again, and logs that an e-mail to this recipient previously bounced
    (knowledge base, "Troubleshoot common workflow errors"). The bounce belongs to the address: a
    new address clears it. Bounces that other HubSpot customers have seen are not in the contact's
    properties, so no workflow can exclude every one.

    **Example.** Contacts whose bounce reason is known are enrolled, and an e-mail asks for a
    better address.

    **Repair.** Branch on *Email hard bounce reason is unknown*
    (`hs_email_hard_bounce_reason_enum`), and reach the others by other means. wflint offers the
    branch, or the criterion in the trigger.
    """

    code = "WF106"
    name = "bounced-recipient"
    possible_level = Level.INFO
    repairs = Applicability.UNSAFE
    refused_contact = MappingProxyType({"hs_email_hard_bounce_reason_enum": "OTHER"})
    clause = "whose address has bounced"
    guarded_by = Guard("Address has not bounced", (is_unknown("hs_email_hard_bounce_reason_enum"),))
    repair = "branch on «hs_email_hard_bounce_reason_enum is unknown» right before it"

    def recipient_fails(self, email: SendEmail, case: Case) -> Condition | None:
        """Where a hard bounce is on record."""
        return _FAILS
