"""Why an e-mail does not go out: to the enrolled contact, or to the contacts of another record.

Each function answers with the codes of the rules that predict what HubSpot logs. The reasons are
independent of each other: one step can fail for several. Of the contacts of another record nothing
is known but what the record file says; what it leaves out is no reason.
"""

from __future__ import annotations

from collections.abc import Mapping

from wflint.hubspot.catalogue import CONTACT
from wflint.simulate.evaluate import opted_by_workflow
from wflint.simulate.state import OPT_IN, STATUS, State
from wflint.simulate.ties import BOUNCE_REASON, INELIGIBLE, Associated
from wflint.workflow.model import SendEmail
from wflint.workflow.numbers import exact_number
from wflint.workflow.portal import EmailFacts, Portal

_SENDS = "hs_email_sends_since_last_engagement"
_UNENGAGED = 11
"""So many e-mails without a reaction, and HubSpot leaves the contact out ("What is graymail")."""


def not_sent(email: SendEmail, state: State) -> tuple[str, ...]:
    """Why this e-mail is not sent."""
    # Without a snapshot nothing is known of an e-mail, which is what the defaults say.
    facts = state.portal.emails.get(email.content_id or "", EmailFacts())
    if state.workflow.object_type_id != CONTACT:
        return _not_sent_to(state.records_of(CONTACT), facts, state.portal)
    reasons = {
        "WF104": not facts.transactional and is_refused_as_non_marketing(state),
        "WF105": _unsubscribed(facts.subscription_id, state),
        "WF106": _bounced(state),
        "WF107": facts.suppresses_graymail and state.portal.graymail and _unengaged(state),
        "WF112": state.value("email") is None,
    }
    return tuple(code for code, holds in reasons.items() if holds)


def not_added(state: State) -> tuple[str, ...]:
    """Why an ads audience does not change."""
    if state.workflow.object_type_id != CONTACT:
        refused = any(_says_non_marketing(one, state.portal) for one in state.records_of(CONTACT))
    else:
        refused = is_refused_as_non_marketing(state)
    return ("WF104",) if refused else ()


def is_refused_as_non_marketing(state: State) -> bool:
    """Whether the account has marketing contacts, and this is none."""
    return state.portal.marketing_contacts and state.value(STATUS) != "true"


# ---------------------------------------------------------------- the contacts of another record


def _not_sent_to(contacts: Associated, facts: EmailFacts, portal: Portal) -> tuple[str, ...]:
    reasons = {
        "WF104": lambda one: not facts.transactional and _says_non_marketing(one, portal),
        "WF105": lambda one: _says_opted_out(one, facts.subscription_id),
        "WF106": lambda one: bool(one.get(BOUNCE_REASON)),
        "WF107": lambda one: (
            facts.suppresses_graymail and portal.graymail and _many(one.get(_SENDS))
        ),
    }
    return tuple(code for code, holds in reasons.items() if any(map(holds, contacts)))


def _says_non_marketing(contact: Mapping[str, str], portal: Portal) -> bool:
    return portal.marketing_contacts and contact.get(STATUS, "true") != "true"


def _says_opted_out(contact: Mapping[str, str], chosen: str | None) -> bool:
    names = ["hs_email_optout", *([f"hs_email_optout_{chosen}"] if chosen is not None else [])]
    return any(contact.get(name) == "true" for name in names)


# ---------------------------------------------------------------- the enrolled contact


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
    return _many(state.value(_SENDS))


def _many(sends: str | None) -> bool:
    number = exact_number(sends or "")
    return number is not None and number >= _UNENGAGED
