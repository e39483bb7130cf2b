"""Why an e-mail does not go out to the enrolled contact.

Each function answers with the codes of the rules that predict what HubSpot logs. The reasons are
independent of each other: one step can fail for several.
"""

from __future__ import annotations

from wflint.hubspot.catalogue import CONTACT
from wflint.simulate.evaluate import opted_by_workflow
from wflint.simulate.state import OPT_IN, STATUS, State
from wflint.simulate.ties import BOUNCE_REASON, INELIGIBLE
from wflint.workflow.model import SendEmail
from wflint.workflow.numbers import exact_number
from wflint.workflow.portal import EmailFacts

_SENDS = "hs_email_sends_since_last_engagement"
_UNENGAGED = 11
"""So many e-mails without a reaction, and HubSpot leaves the contact out ("What is graymail")."""


def not_sent(email: SendEmail, state: State) -> tuple[str, ...]:
    """Why this e-mail is not sent; of the contacts of other records nothing is known."""
    if state.workflow.object_type_id != CONTACT:
        return ()
    # Without a snapshot nothing is known of an e-mail, which is what the defaults say.
    facts = state.portal.emails.get(email.content_id or "", EmailFacts())
    reasons = {
        "WF104": not facts.transactional and is_refused_as_non_marketing(state),
        "WF105": _unsubscribed(facts.subscription_id, state),
        "WF106": _bounced(state),
        "WF107": facts.suppresses_graymail and state.portal.graymail and _unengaged(state),
        "WF112": state.value("email") is None,
    }
    return tuple(code for code, holds in reasons.items() if holds)


def is_refused_as_non_marketing(state: State) -> bool:
    """Whether the account has marketing contacts, and this is none."""
    return state.portal.marketing_contacts and state.value(STATUS) != "true"


def _unsubscribed(chosen: str | None, state: State) -> bool:
    """Whether the contact opted out, or had to opt in, and did not opt in later.

    ``chosen``: the e-mail's subscription type; None: it is not known.
    """
    own = opted_by_workflow(state, chosen)
    if own is not None:
        return not own and not (chosen is None and state.confirmed)
    return (_opted_out(chosen, state) or state.portal.legal_basis) and not _opted_in(chosen, state)


def _opted_out(chosen: str | None, state: State) -> bool:
    if state.value("hs_email_optout") == "true":
        return True
    if chosen is None:
        return False
    return (
        state.value(f"hs_email_optout_{chosen}") == "true"
        or state.subscriptions.get(chosen) == "OPT_OUT"
    )


def _opted_in(chosen: str | None, state: State) -> bool:
    if chosen is not None:
        return state.subscriptions.get(chosen) == OPT_IN
    return any(
        status == OPT_IN and subscription_id not in state.other_channels
        for subscription_id, status in state.subscriptions.items()
    )


def _bounced(state: State) -> bool:
    """Whether the address has hard-bounced, unless the record says that it is eligible."""
    return state.value(BOUNCE_REASON) is not None and state.value(INELIGIBLE) in (None, "true")


def _unengaged(state: State) -> bool:
    number = exact_number(state.value(_SENDS) or "")
    return number is not None and number >= _UNENGAGED
