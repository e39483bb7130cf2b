"""WF107."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from wflint.findings import Applicability, Level
from wflint.rules.base import Case
from wflint.rules.predictions.email import EmailPrediction, facts_of
from wflint.rules.repairs.criteria import asked
from wflint.rules.repairs.guards import Guard
from wflint.workflow.conditions import (
    Condition,
    Operator,
    Predicate,
    Property,
    Test,
)
from wflint.workflow.model import SendEmail

_SENDS, _TOO_MANY = "hs_email_sends_since_last_engagement", 11
_FAILS = Test(Property(_SENDS), Predicate(Operator.AT_LEAST, (Fraction(_TOO_MANY),)))


class UnengagedRecipient(EmailPrediction):
    """An e-mail is sent to a contact that HubSpot leaves out for ignoring e-mails.

    Where *Don't send to unengaged contacts* is on for the e-mail and for the account, HubSpot does
    not send to contacts that ignored the last 11 e-mails (16, if they ever engaged), and logs that
    the recipient was suppressed due to low engagement (knowledge base, "Troubleshoot common
    workflow errors"). A win-back workflow is where it hurts: the very people it is for never hear
    of it.

    `graymail = false` in the configuration says that the account does not do this; a snapshot of
    the portal says it of each e-mail.

    **Example.** Contacts with 16 sends or more since the last engagement are enrolled in a
    win-back e-mail.

    **Repair.** For a win-back, start before contacts are that far gone (fewer than 11 sends since
    the last engagement), or reach them by other means. Elsewhere it is the protection you want.
    wflint offers a branch on it before the e-mail, or the criterion in the trigger.
    """

    code = "WF107"
    name = "unengaged-recipient"
    possible_level = Level.INFO
    repairs = Applicability.UNSAFE
    refused_contact = MappingProxyType({"hs_email_sends_since_last_engagement": "11"})
    clause = "that ignored the last 11 e-mails or more"
    guarded_by = Guard(
        "Reads e-mails",
        (asked(_SENDS, "NUMBER", "IS_LESS_THAN", on_blank=True, value=_TOO_MANY),),
    )
    repair = "branch on «hs_email_sends_since_last_engagement is less than 11» right before it"

    def recipient_fails(self, email: SendEmail, case: Case) -> Condition | None:
        """Where 11 or more e-mails were sent since the last engagement."""
        facts = facts_of(email, case)
        off = facts is not None and not facts.suppresses_graymail
        return _FAILS if case.portal.graymail and not off else None
