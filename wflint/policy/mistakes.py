"""What is said of settings that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable

from wflint.findings import RuleName


class SettingsError(Exception):
    """Settings that cannot be used; ``messages`` says each mistake in one line."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)  # they are its arguments, so that it can be pickled
        self.messages = messages

    def __str__(self) -> str:
        return "\n".join(self.messages)


def nearest(word: str, known: Iterable[str]) -> str:
    """``; did you mean "…"?`` with the name of ``known`` nearest to ``word``, or nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for words that are not known

    spellings = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), spellings, n=1)
    return f'; did you mean "{spellings[close[0]]}"?' if close else ""


def unknown_rule(word: str, rules: Iterable[RuleName]) -> str:
    """What is said of a word that names no rule."""
    known = [name for rule in rules for name in (rule.code, rule.name)]
    return f'there is no rule "{word}"{nearest(word, known)}'
