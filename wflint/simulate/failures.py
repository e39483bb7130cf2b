"""When an e-mail does not go out to a concrete contact, and what is logged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wflint.simulate.messages import HUBSPOT_MESSAGES
from wflint.simulate.record import Record
from wflint.workflow.model import SendEmail
from wflint.workflow.numbers import exact_number
from wflint.workflow.portal import EmailFacts, Portal


@dataclass(frozen=True, slots=True)
class LoggedError:
    """One error in HubSpot's log; ``code`` is the rule that predicts it."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Own:
    """What the workflow itself knows of subscriptions.

    ``did``: its last opt-in or opt-out by type, ``last``: of all. ``opt_in_filters``: the types
    that its filters for opt-ins to e-mail name.
    """

    did: Mapping[str, str] = field(default_factory=dict)
    last: str | None = None
    opt_in_filters: tuple[tuple[str, ...], ...] = ()


NOTHING_KNOWN = Own()


def logged(code: str, record: str = "record") -> LoggedError:
    """The error of a rule, in HubSpot's words; ``record``: what the enrolled record is called."""
    return LoggedError(code, HUBSPOT_MESSAGES[code].format(record=record))


def email_errors(
    email: SendEmail, record: Record, own: Own, portal: Portal
) -> Iterator[LoggedError]:
    """Why the e-mail is not sent; ``own``: what the workflow itself knows of subscriptions."""
    facts = portal.emails.get(email.content_id or "") or EmailFacts()
    values = record.properties
    is_marketing = values.get("hs_marketable_status") == "true"
    if portal.marketing_contacts and not facts.transactional and not is_marketing:
        yield logged("WF104")
    if _is_opted_out(facts.subscription_id, record, own, portal):
        yield logged("WF105")
    if values.get("hs_email_hard_bounce_reason_enum"):
        yield logged("WF106")
    sends = values.get("hs_email_sends_since_last_engagement")
    if portal.graymail and facts.suppresses_graymail and sends:
        number = exact_number(sends)
        if number is not None and number >= 11:
            yield logged("WF107")


def _is_opted_out(chosen: str | None, record: Record, own: Own, portal: Portal) -> bool:
    last = own.did.get(chosen) if chosen is not None else own.last
    if last == "OPT_IN" or _is_opted_in(chosen, record, own):
        return False
    values = record.properties
    out = values.get("hs_email_optout") == "true" or last == "OPT_OUT"
    if chosen is not None:
        out = out or values.get(f"hs_email_optout_{chosen}") == "true"
    return out or portal.legal_basis


def _is_opted_in(chosen: str | None, record: Record, own: Own) -> bool:
    """Whether a filter of the workflow that only an opt-in passes would let the record pass."""
    filters = [ids for ids in own.opt_in_filters if chosen is None or ids == (chosen,)]
    return any(record.subscriptions.get(one) == "OPT_IN" for ids in filters for one in ids)
