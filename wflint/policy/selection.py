"""Which rules are on: select, extend-select and ignore, the most specific word winning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from wflint.findings import RuleName

_EXACT = 100
"""How specific a full code or name is: more than any prefix."""


class Choice(Struct, frozen=True):
    """What one source says about the rules. ``select`` None: it builds on the source before."""

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def enabled(choices: Sequence[Choice], rules: Iterable[RuleName]) -> frozenset[str]:
    """The codes of the rules that are on after all ``choices``, the later ones weighing more.

    Within one choice the most specific word on a rule decides (a code or name over ``WF10`` over
    ``WF1``), and ignore over select where both are equally specific.
    """
    return frozenset(rule.code for rule in rules if _is_on(rule, choices))


def _is_on(rule: RuleName, choices: Sequence[Choice]) -> bool:
    on = rule.default
    for choice in choices:
        said = _says(choice, rule)
        on = on if said is None else said
    return on


def _says(choice: Choice, rule: RuleName) -> bool | None:
    """Whether ``choice`` has ``rule`` on or off; None: it says nothing of it."""
    wanted = _specificity((*(choice.select or ()), *choice.extend_select), rule)
    unwanted = _specificity(choice.ignore, rule)
    if wanted or unwanted:
        return wanted > unwanted
    return None if choice.select is None else False


class Word(Struct, frozen=True):
    """The word that has a rule on or off: the ``at``-th of a key of the ``choice``-th choice.

    ``at`` None: the key is what counts, as it does not name the rule.
    """

    choice: int
    key: str
    at: int | None = None


def deciding(choices: Sequence[Choice], rule: RuleName) -> Word | None:
    """What has ``rule`` on or off after all ``choices``; None: nothing but its default."""
    for place in reversed(range(len(choices))):
        said = _says(choices[place], rule)
        if said is not None:
            key, at = _word(choices[place], rule, on=said)
            return Word(place, key, at)
    return None


def _word(choice: Choice, rule: RuleName, *, on: bool) -> tuple[str, int | None]:
    keys = {"select": choice.select or (), "extend-select": choice.extend_select}
    found = [
        (matches(word, rule), key, at)
        for key, words in (keys if on else {"ignore": choice.ignore}).items()
        for at, word in enumerate(words)
        if matches(word, rule)
    ]
    if not found:
        return "select", None
    _, key, at = max(found, key=lambda each: each[0])
    return key, at


def _specificity(words: Iterable[str], rule: RuleName) -> int:
    """How specific the most specific of ``words`` on ``rule`` is; 0: none is about it."""
    return max((matches(word, rule) for word in words), default=0)


def matches(word: str, rule: RuleName) -> int:
    """How specific ``word`` is on ``rule``; 0: it is not about it."""
    if word in (rule.code, rule.name):
        return _EXACT
    return len(word) if word and rule.code.startswith(word) else 0


def is_known(word: str, rules: Iterable[RuleName]) -> bool:
    """Whether ``word`` is the code, the name or a prefix of the code of some rule."""
    return any(matches(word, rule) for rule in rules)
