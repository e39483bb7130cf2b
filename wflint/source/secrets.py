"""Secrets in texts: finding them, and keeping them out of what is shown.

All patterns take time linear in the text. A text may be as it stands in a file, escapes included.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Final

from msgspec import Struct

from wflint.source.places import Span

_KINDS: Final = {
    "a HubSpot private app token": r"pat-[a-z]{2,3}\d{0,2}-[0-9a-fA-F-]{36}",
    "a HubSpot API key": r"hapikey=[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}",
    "an AWS access key": r"(?:AKIA|ASIA)[0-9A-Z]{16}",
    "a Slack token": r"xox[abeprs]-[0-9A-Za-z-]{10,200}",
    "a Slack webhook": r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,200}",
    "a Stripe key": r"[sr]k_(?:live|test)_[0-9A-Za-z]{16,200}",
    "a GitHub token": r"(?:gh[pousr]_[0-9A-Za-z]{36,255}|github_pat_[0-9A-Za-z_]{22,255})",
    "a GitLab token": r"glpat-[0-9A-Za-z_-]{20,200}",
    "a Google API key": r"AIza[0-9A-Za-z_-]{35}",
    "a SendGrid key": r"SG\.[0-9A-Za-z_-]{16,64}\.[0-9A-Za-z_-]{16,64}",
    "a Twilio key": r"SK[0-9a-f]{32}",
    "an OpenAI key": r"sk-(?:proj-|ant-)?[0-9A-Za-z_-]{20,200}",
    "a private key": r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----",
    "a signed token": r"eyJ[\w-]{10,4000}\.eyJ[\w-]{10,4000}\.[\w-]{10,1000}",
    "a bearer token": r"[Bb]earer +[0-9A-Za-z._~+/-]{20,2000}",
    "a password in a URL": r"[a-z]{2,10}://[^\s:/@\"']{1,100}:[^\s:/@\"'{$]{3,100}@",
}
_KNOWN: Final = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<k{number}>{pattern})" for number, pattern in enumerate(_KINDS.values()))
    + ")"
)
_NAMES: Final = tuple(_KINDS)
_SIGNS: Final = (
    *("pat-", "hapikey=", "AKIA", "ASIA", "xox", "hooks.slack.com", "k_live_", "k_test_", "ghp_"),
    *("gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "AIza", "SG.", "SK", "sk-"),
    *("PRIVATE KEY", "eyJ", "earer ", "://"),
)
"""Every secret of those kinds holds one of these."""
_WORDS: Final = (
    *("secret", "token", "passw", "passphrase", "apikey", "api_key", "api-key", "accesskey"),
    *("access_key", "access-key", "privatekey", "private_key", "private-key", "authorization"),
    "credential",
)
"""Every telling name holds one of these, in small letters."""
_NAMED: Final = re.compile(
    r"(?i)(?:secret(?!_?names?)|token|passw(?:or)?d|passphrase|api[_-]?key|access[_-]?key|private[_-]?key"
    r"|authorization|credentials?)\w{0,20}\\?[\"']?\s{0,8}[:=]\s{0,8}\\?[\"'`]"
    r"(?P<all>(?P<value>[^\"'`\\\s]{4,})(?:\\[^\"'`\s][^\"'`\\\s]*)*)"
    r"(?P<end>\\?[\"'`])?"
)
_PLACEHOLDER: Final = re.compile(
    r"(?i)://|\{\{|\$\{|process\.env|<|your|example|changeme|xxxx|\*\*\*"
)
_LEAST = 16
_LONG: Final = 200_000
"""From this length on it pays to import what finds hints."""


class Secret(Struct, frozen=True):
    """A secret in a text; ``kind`` says what it is, in words."""

    kind: str
    span: Span


def hints_at_secrets(text: str) -> bool:
    """Whether it is worth looking for secrets in what ``text`` is, or is JSON for."""
    return _hints()(text) or not (text.isascii() or _is_unicode(text))


@cache
def _hints() -> Callable[[str], bool]:
    # Nearly all texts hold none, and this engine finds that out ten times as fast as Python's.
    from pydantic_core import SchemaValidator, core_schema  # noqa: PLC0415 - slow to import

    signs, words = ("|".join(map(_literally, some)) for some in (_SIGNS, _WORDS))
    return SchemaValidator(
        core_schema.str_schema(pattern=f"{signs}|(?i:{words})")
    ).isinstance_python


def _literally(sign: str) -> str:
    return sign.replace(".", "[.]")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character, at which the engine gives up
        return False
    return True


def may_hold_secrets(text: str) -> bool:
    """Whether there is anything in ``text``, or in a part of it, to mask that is not masked yet."""
    if not hints_at_secrets(text):
        return False
    return bool(_KNOWN.search(text)) or not all(map(_is_masked, _NAMED.finditer(text)))


def _is_masked(found: re.Match[str]) -> bool:
    """Whether nothing of a named value is left up to the quote that ends it."""
    return found["end"] is not None and set(found["all"]) == {"*"}


def secrets_in(text: str) -> Iterator[Secret]:
    """What is surely a secret, in the order of the text."""
    taken = 0
    known = [(found.start(), found.end(), _kind(found)) for found in _KNOWN.finditer(text)]
    named = [
        (found.start("value"), found.end("value"), "a secret")
        for found in _NAMED.finditer(text)
        if _looks_secret(found["value"])
    ]
    for start, end, kind in sorted([*known, *named]):
        if start >= taken:
            taken = end
            yield Secret(kind, (start, end))


def _kind(found: re.Match[str]) -> str:
    return _NAMES[int((found.lastgroup or "k0")[1:])]


def _looks_secret(value: str) -> bool:
    """Whether a value with a telling name is one: no name of one, no placeholder, no word."""
    if len(value) < _LEAST or _PLACEHOLDER.search(value):
        return False
    if value.upper() == value and "_" in value:
        return False  # the name of a secret
    kinds = {letter.isdigit() for letter in value if letter.isalnum()}
    return len(kinds) > 1


def without_tokens(text: str) -> str:
    """``text`` with every secret masked that its form gives away; its length stays."""
    mask = partial(_KNOWN.sub, partial(_masked, group=0))
    if len(text) < _LONG:
        return mask(text)
    # None goes on in the next line, and to find lines that may hold one is quicker.
    return "\n".join([mask(line) if hints_at_secrets(line) else line for line in text.split("\n")])


def without_secrets(text: str) -> str:
    """``text`` with all that may be a secret masked, also what only its name gives away."""
    return _NAMED.sub(partial(_masked, group="all"), without_tokens(text))


def _masked(found: re.Match[str], *, group: int | str) -> str:
    start, end = found.span(group)
    whole, first = found[0], found.start()
    return whole[: start - first] + "*" * (end - start) + whole[end - first :]
