"""WF105."""

from __future__ import annotations

from types import MappingProxyType

from wflint.findings import Applicability, Level
from wflint.rules.base import Case
from wflint.rules.predictions.email import EmailPrediction, facts_of
from wflint.rules.repairs.criteria import asked
from wflint.rules.repairs.guards import Guard
from wflint.workflow.conditions import (
    FALSE,
    TRUE,
    All,
    Condition,
    OwnSubscription,
    Property,
    Some,
    Subscription,
    holds,
    is_option,
    negation,
)
from wflint.workflow.model import Action, SendEmail


class UnsubscribedRecipient(EmailPrediction):
    """An e-mail is sent to a contact that has unsubscribed, or lacks the opt-in that is required.

    HubSpot does not send it, and logs that the contact previously unsubscribed from this
    subscription type (knowledge base, "Troubleshoot common workflow errors"). That is the
    protection you want; it becomes a defect where the workflow is about just those contacts.

    Without a snapshot of the portal the e-mail's subscription type is not known. Then a contact
    fails that has opted out of all e-mail (`hs_email_optout`), or that the workflow itself opted
    out before. With `legal-basis = true` in the configuration, whoever has not opted in fails as
    well.

    **Example.** Contacts with `hs_email_optout` true are enrolled, and an e-mail asks them why.

    **Repair.** Branch on *Unsubscribed from all email is not true*, or on an opt-in, and let the
    others go another way. Do not opt anybody in to get round it: that takes a legal basis. wflint
    offers the branch where the opt-out of all e-mail is what stands in the way.
    """

    code = "WF105"
    name = "unsubscribed-recipient"
    possible_level = Level.INFO
    repairs = Applicability.UNSAFE
    refused_contact = MappingProxyType({"hs_email_optout": "true"})
    guarded_by = Guard(
        "Not unsubscribed",
        (asked("hs_email_optout", "BOOL", "IS_NOT_EQUAL_TO", on_blank=True, value=True),),
    )

    def recipient_fails(self, email: SendEmail, case: Case) -> Condition | None:
        """Where the contact opted out, or has to have opted in, and no opt-in is known."""
        facts = facts_of(email, case)
        chosen = facts.subscription_id if facts is not None else None
        own = OwnSubscription(chosen)
        opted_out: list[Condition] = [is_option(Property("hs_email_optout"), "true")]
        if chosen is not None:
            opted_out.append(is_option(Property(f"hs_email_optout_{chosen}"), "true"))
        opted_out.append(is_option(own, "out"))
        opted_out.append(TRUE if case.portal.legal_basis else FALSE)
        opted_in = [is_option(own, "in"), *_opt_in_filters(case, chosen)]
        return All((Some(tuple(opted_out)), negation(Some(tuple(opted_in)))))

    def who(self, case: Case) -> str:
        """``that have unsubscribed``."""
        return "that have not opted in" if case.portal.legal_basis else "that have unsubscribed"

    def help(self, action: Action, case: Case) -> str:
        """Branch on it."""
        if case.portal.legal_basis:
            return "branch on an opt-in to this kind of e-mail right before it"
        return "branch on «hs_email_optout is not true» right before it"


def _opt_in_filters(case: Case, chosen: str | None) -> list[Condition]:
    """The workflow's own filters that only somebody who opted in (to ``chosen``) passes."""
    asked = (subject for subject in case.asked if isinstance(subject, Subscription))
    return [holds(subject) for subject in asked if _proves(subject, chosen)]


def _proves(filter_: Subscription, chosen: str | None) -> bool:
    if not filter_.opt_in_only:
        return False
    return chosen is None or filter_.subscription_ids == (chosen,)
