"""What HubSpot logs for each run-time error."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from wflint.hubspot.catalogue import record_names

HUBSPOT_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "WF101": "Property could not be set because the {record} is not associated with any "
        "target records",
        "WF102": "Contact is not associated with a company ID",
        "WF103": "Lifecycle stage could not be updated because it would have been set backwards",
        "WF104": "Email was not sent to contact because it is a non-marketing contact",
        "WF105": "Previously unsubscribed from this subscription type",
        "WF106": "Email to this recipient previously bounced",
        "WF107": "Recipient was suppressed due to low engagement",
        "WF108": "Action was skipped because it would execute in the past",
        "WF109": "Outside of time window settings. Action rescheduled for a later time",
        "WF110": "The enrolled {record} was created by this workflow, so this action was skipped "
        "to prevent an infinite loop.",
        "WF111": "The {record} has no owner to send this to",
        "WF112": "Email was not sent because the contact has no email address",
    }
)
"""Rule → the log entry in English; ``{record}`` is what an enrolled record is called.

HubSpot's own wording may differ in details: that of WF101 to WF109 is put together from its
knowledge base ("Troubleshoot common workflow errors"), that of WF110 is quoted from it ("Workflows
FAQ"), that of WF112 from the name that its API has for the result (INVALID_TO_ADDRESS). For WF111
none was found: it says what happens.
"""


def message_for(code: str, object_type_id: str) -> str:
    """The log entry of rule ``code``, one of ``HUBSPOT_MESSAGES``, for a record of this type."""
    return HUBSPOT_MESSAGES[code].format(record=record_names(object_type_id)[0])
