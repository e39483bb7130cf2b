"""Secrets are found where they are, masked whole, and in linear time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.source import secrets
from wflint.source.secrets import may_hold_secrets, secrets_in, without_secrets, without_tokens

TOKEN = "pat-na1-00000000-0000-4000-8000-000000000000"
SURE = [
    TOKEN,
    "hapikey=00000000-0000-4000-8000-000000000000",
    "AKIA" + "A1" * 8,
    "xoxb-" + "1234567890-abcdef",
    "sk_live_" + "a1" * 12,
    "ghp_" + "a1" * 18,
    "AIza" + "a" * 35,
    "SG." + "a1" * 11 + "." + "b2" * 20,
    "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl",
    "Bearer " + "a1b2" * 8,
    "https://user:" + "s3cret" + "@example.com/in",
    "-----BEGIN RSA PRIVATE KEY-----",
]
HARMLESS = [
    "process.env.CRM_TOKEN",
    'const tokenName = "CRM_TOKEN_2"',
    '"secretNames": ["CRM_TOKEN_2024"]',
    "Authorization: `Bearer ${token}`",
    'apiKey = "YOUR-API-KEY-1234567"',
    'tokenUrl: "https://auth.example.com/oauth2/v2/token"',
    "patience-is-a-virtue-of-everybody",
    "00000000-0000-4000-8000-000000000000",
]


@pytest.mark.parametrize("secret", SURE)
def test_known_forms_are_found_where_they_are(secret: str) -> None:
    text = f"const value = '{secret}';"
    (found,) = secrets_in(text)
    assert text[slice(*found.span)] in secret
    assert found.span[0] == text.index(secret)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('api_key = "q8Zr2Lm90xVbT1Ws"', "q8Zr2Lm90xVbT1Ws"),
        ("password: 'korrekt-pferd-2024-x'", "korrekt-pferd-2024-x"),
        ('\\"clientSecret\\": \\"q8Zr2Lm90xVbT1Ws\\"', "q8Zr2Lm90xVbT1Ws"),
    ],
)
def test_a_telling_name_gives_a_secret_away(text: str, value: str) -> None:
    (found,) = secrets_in(text)
    assert text[slice(*found.span)] == value


@pytest.mark.parametrize("text", HARMLESS)
def test_names_and_placeholders_are_none(text: str) -> None:
    assert list(secrets_in(text)) == []


@given(st.text(max_size=40), st.sampled_from(SURE), st.text(max_size=40))
def test_masking_keeps_the_length_and_nothing_of_the_secret(
    before: str, secret: str, after: str
) -> None:
    text = f"{before} {secret} {after}"
    for masked in (without_tokens(text), without_secrets(text)):
        assert len(masked) == len(text)
        if secret not in before and secret not in after:
            assert secret not in masked


@pytest.mark.parametrize("secret", SURE)
def test_in_a_long_text_the_same_is_masked(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"one {secret}, and {secret}", "  none", "", "é\u2028", f"{secret}\ud800"]
    masked = [without_tokens(line) for line in lines]
    monkeypatch.setattr(secrets, "_LONG", 10)
    assert without_tokens("\n".join(lines)) == "\n".join(masked)


@pytest.mark.parametrize("secret", SURE)
def test_what_is_masked_is_a_secret_no_longer(secret: str) -> None:
    for text in (secret, f"const accessToken = '{secret}';"):
        assert may_hold_secrets(text)
        assert not may_hold_secrets(without_secrets(text))


@pytest.mark.parametrize(
    "text",
    [
        "const accessToken = '" + "a1B2" * 125 + "';",
        '"privateKey": "abcd\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC"',
        "token = 'aaaa\\u0020bbbbCCCC1111'",
    ],
)
def test_a_named_value_is_masked_up_to_its_end(text: str) -> None:
    quote = text[-2] if text.endswith(";") else text[-1]
    masked = without_secrets(text)
    assert set(masked.rstrip(";")[:-1].rpartition(quote)[2]) == {"*"}
    assert not may_hold_secrets(masked)


@pytest.mark.parametrize("text", ["password = 'correct horse battery'", "token = 'abcd"])
def test_what_is_not_masked_to_its_end_may_hold_a_secret(text: str) -> None:
    assert may_hold_secrets(text)
    assert may_hold_secrets(without_secrets(text))


@pytest.mark.parametrize(
    "piece", ["eyJ-", "Bearer ", "token", "pat-", "a://", "{{ ", "secret=", "-----BEGIN ", "\\"]
)
def test_long_texts_are_no_trouble(piece: str) -> None:
    """Were the time anything but linear, this would not end."""
    text = piece * 200_000
    list(secrets_in(text))
    assert len(without_secrets(text)) == len(text)
