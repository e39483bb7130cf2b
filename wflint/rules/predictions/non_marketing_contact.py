"""WF104."""

from __future__ import annotations

from types import MappingProxyType

from wflint.findings import Applicability, Level
from wflint.hubspot.catalogue import CONTACT
from wflint.rules.base import Case
from wflint.rules.predictions.email import OTHERS, EmailPrediction, facts_of
from wflint.rules.repairs.criteria import asked
from wflint.rules.repairs.guards import Guard
from wflint.workflow.conditions import Condition, Property, is_option, negation
from wflint.workflow.model import Action, AdsAudience, SendEmail

_FAILS = negation(is_option(Property("hs_marketable_status"), "true"))


class NonMarketingContact(EmailPrediction):
    """A marketing e-mail or an ads audience is meant for a contact that is no marketing contact.

    HubSpot does not send it, and logs that the contact is a non-marketing contact (knowledge base,
    "Troubleshoot common workflow errors"). Setting the contact as a marketing contact does not help
    at once: the new status holds after some time has passed, so a delay has to follow before the
    e-mail. It may also raise what you pay.

    Transactional e-mails are not concerned, nor accounts without marketing contacts
    (`marketing-contacts = false` in the configuration).

    **Example.** *Set marketing contact status*, and right after it *Send e-mail*: the status has
    not changed yet.

    **Repair.** Before the e-mail, branch on *Marketing contact status is Marketing contact*, after
    the last delay. Or set the status and wait before the e-mail. wflint offers the branch, or the
    criterion in the trigger; it never sets a marketing status, which may cost money.
    """

    code = "WF104"
    name = "non-marketing-contact"
    about = (SendEmail, AdsAudience)
    possible_level = Level.WARNING
    repairs = Applicability.UNSAFE
    refused_contact = MappingProxyType({"hs_marketable_status": "false"})
    clause = "that are no marketing contacts"
    guarded_by = Guard(
        "Marketing contact",
        (asked("hs_marketable_status", "ENUMERATION", "IS_ANY_OF", values=["true"]),),
    )
    repair = (
        "branch on «hs_marketable_status is true» right before it, or set the marketing status "
        "and wait before it"
    )

    def fails_when(self, action: Action, case: Case) -> Condition | None:
        """Where the marketing status is not "true"."""
        if isinstance(action.meaning, AdsAudience):
            if not case.portal.marketing_contacts:
                return None
            return _FAILS if case.workflow.object_type_id == CONTACT else OTHERS
        return super().fails_when(action, case)

    def recipient_fails(self, email: SendEmail, case: Case) -> Condition | None:
        """Where the marketing status is not "true"."""
        facts = facts_of(email, case)
        spared = facts is not None and facts.transactional
        return _FAILS if case.portal.marketing_contacts and not spared else None

    def what(self, action: Action, case: Case) -> str:
        """``sends a marketing e-mail``."""
        if isinstance(action.meaning, AdsAudience):
            return "changes an ads audience"
        return "sends a marketing e-mail"
