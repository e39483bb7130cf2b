"""What HubSpot logs, in English.

Source: HubSpot's knowledge base, "Troubleshoot common workflow errors"; the page was read in
another language, so the wording is ours and the log's own may differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

HUBSPOT_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "WF101": (
            "Property could not be set because the {record} is not associated with any target "
            "records"
        ),
        "WF102": "Contact is not associated with a company ID",
        "WF103": "Lifecycle stage could not be updated because it would have been set backwards",
        "WF104": "Email was not sent to contact because it is a non-marketing contact",
        "WF105": "Previously unsubscribed from this subscription type",
        "WF106": "Email to this recipient previously bounced",
        "WF107": "Recipient was suppressed due to low engagement",
        "WF108": "Action was skipped because it would execute in the past",
        "WF109": "Outside of time window settings. Action rescheduled for a later time",
    }
)
"""Rule code → the error; ``{record}`` is what one enrolled record is called."""
