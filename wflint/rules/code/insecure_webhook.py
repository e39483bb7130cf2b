"""WF603."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule
from wflint.source.secrets import secrets_in
from wflint.workflow.model import Action

_URL_KEYS = ("webhookUrl", "url")
_TELLING = ("key", "token", "secret", "password", "passwd", "pwd", "apikey", "auth", "signature")
_INNER = (".local", ".localhost", ".internal", ".lan", ".test")


class InsecureWebhook(WorkflowRule):
    """A webhook goes out unencrypted, to an address that HubSpot cannot reach, or with a password.

    Over `http` anybody on the way reads the record. `localhost` and private addresses are those of
    HubSpot's own servers, so the call fails. What stands in the query of a URL is kept in the logs
    of every server on the way.

    **Example.** `"webhookUrl": "http://crm.example.com/in?api_key=..."`.

    **Repair.** Use `https` and a public name, and sign the call with a secret (`authSettings`).
    """

    code = "WF603"
    name = "insecure-webhook"
    level = Level.WARNING

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each thing that is wrong with a webhook."""
        for action in case.workflow.by_id().values():
            if action.type_id != "WEBHOOK":
                continue
            raw = case.workflow.raw(action)
            for key in _URL_KEYS:
                url = raw.get(key)
                if isinstance(url, str):
                    yield from self._in_url(url, f"{action.pointer}/{key}", action, case)
            yield from self._in_query(raw, action, case)

    def _in_url(self, url: str, pointer: str, action: Action, case: Case) -> Iterator[Finding]:
        try:
            parts = urlsplit(url.strip())
            reason = _reason(parts)
            named = [name for name, value in parse_qsl(parts.query) if _tells(name, value)]
        except ValueError:
            reason, named = "it is no URL", []
        if reason:
            yield self._about(reason, pointer, action, case)
        if named and not any(secrets_in(url)):
            yield self._about(f"the query holds a credential ({named[0]})", pointer, action, case)

    def _in_query(self, raw: Mapping[str, Any], action: Action, case: Case) -> Iterator[Finding]:
        listed = raw.get("queryParams")
        for index, one in enumerate(listed if isinstance(listed, list) else ()):
            given = one.get("value") if isinstance(one, Mapping) else None
            text = given.get("staticValue") if isinstance(given, Mapping) else None
            name = one.get("name") if isinstance(one, Mapping) else None
            if not isinstance(text, str) or not isinstance(name, str) or any(secrets_in(text)):
                continue
            if _tells(name, text):
                pointer = f"{action.pointer}/queryParams/{index}/value/staticValue"
                yield self._about(f"the query holds a credential ({name})", pointer, action, case)

    def _about(self, reason: str, pointer: str, action: Action, case: Case) -> Finding:
        return self.finding(
            case,
            f"the webhook is not safe: {reason}",
            pointer,
            action=action,
            help="use https, a public name, and authSettings with a secret",
            subject=reason,
        )


def _reason(parts: SplitResult) -> str:
    """Why the address is not safe; empty: it is."""
    host = (parts.hostname or "").lower()
    if "{{" in parts.netloc:
        return ""
    if host == "localhost" or host.endswith(_INNER):
        return "HubSpot cannot reach that host"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "it is sent unencrypted (http)" if parts.scheme.lower() == "http" else ""
    if not address.is_global:
        return "HubSpot cannot reach a private address"
    return "it is sent unencrypted (http)" if parts.scheme.lower() == "http" else ""


def _tells(name: str, value: str) -> bool:
    """Whether a parameter of this name with this value gives a credential away."""
    words = name.lower().replace("-", "_").split("_")
    return bool(value) and "{{" not in value and any(word in _TELLING for word in words)
