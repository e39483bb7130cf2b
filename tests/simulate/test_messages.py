"""HubSpot's words for what went wrong."""

from __future__ import annotations

import re

import pytest

from wflint.simulate.messages import HUBSPOT_MESSAGES, message_for


@pytest.mark.parametrize(
    ("code", "phrase"),
    [
        ("WF101", "not associated with any target"),
        ("WF102", "company id"),
        ("WF103", "set backwards"),
        ("WF104", "non-marketing contact"),
        ("WF105", "previously unsubscribed"),
        ("WF106", "previously bounced"),
        ("WF107", "low engagement"),
        ("WF108", "in the past"),
        ("WF109", "outside of time window"),
        ("WF112", "no email address"),
    ],
)
def test_key_phrases(code: str, phrase: str) -> None:
    assert phrase in message_for(code, "0-1").lower()


@pytest.mark.parametrize("code", HUBSPOT_MESSAGES)
@pytest.mark.parametrize("object_type_id", ["0-1", "0-2", "0-3", "2-77", ""])
def test_messages_are_whole(code: str, object_type_id: str) -> None:
    assert not re.search(r"[{}]", message_for(code, object_type_id))
