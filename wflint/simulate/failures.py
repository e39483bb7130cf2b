"""When an e-mail does not go out to a concrete contact, and what is logged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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


def logged(code: str, record: str = "record") -> LoggedError:
    """The error of a rule, in HubSpot's words; ``record``: what the enrolled record is called."""
    return LoggedError(code, HUBSPOT_MESSAGES[code].format(record=record))


def email_errors(
    email: SendEmail, record: Record, own: Mapping[str, str], portal: Portal
) -> Iterator[LoggedError]:
    """Why the e-mail is not sent; ``own``: what the workflow itself did to subscriptions."""
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
        if number is None or number >= 11:
            yield logged("WF107")


def _is_opted_out(
    chosen: str | None, record: Record, own: Mapping[str, str], portal: Portal
) -> bool:
    last = own.get(chosen) if chosen is not None else own.get("last")
    if last == "OPT_IN":
        return False
    if last != "OPT_OUT" and _is_opted_in(chosen, record):
        return False
    values = record.properties
    out = values.get("hs_email_optout") == "true" or last == "OPT_OUT"
    if chosen is not None:
        out = out or values.get(f"hs_email_optout_{chosen}") == "true"
    return out or portal.legal_basis


def _is_opted_in(chosen: str | None, record: Record) -> bool:
    if chosen is not None:
        return record.subscriptions.get(chosen) == "OPT_IN"
    return "OPT_IN" in record.subscriptions.values()
