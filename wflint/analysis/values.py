"""Representative values: the finitely many values that a workflow's own questions can tell apart.

A *domain* is a list of samples for one subject. Two values that answer every question of the
workflow alike need only one sample, so running every record comes down to running every sample. A
sample is a text, ``None`` for blank, or ``UNNAMED``: a value that may exist but was not
constructed.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache, partial
from itertools import accumulate, chain, combinations, islice, pairwise, product
from operator import or_

from wflint.struct import Frozen
from wflint.workflow.conditions import Operator, Predicate
from wflint.workflow.numbers import exact_number

MAX_TEXT_QUESTIONS = 6
"""Questions about parts of a text on one property; beyond it, each is taken as unknowable."""
MAX_OPTION_CLASSES = 5
"""Groups of options that a multi-select's questions tell apart; beyond it, likewise."""

_EQUALITY = {Operator.EQUALS, Operator.IS_OPTION, Operator.IS_EXACTLY}
_PART = {Operator.CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH}
_NUMERIC = {
    Operator.IS_NUMBER,
    Operator.GREATER,
    Operator.AT_LEAST,
    Operator.LESS,
    Operator.AT_MOST,
    Operator.BETWEEN,
}
_SEPARATOR = " · "
_KEPT = 128
"""Domains of each kind that are kept for the next workflow: a portal's filters are much alike."""

Sample = str | None
Answer = Callable[[Predicate, str], bool]


class Unnamed(Frozen, frozen=True):
    """A class of values without a representative: the questions that its values answer with yes."""

    yes: frozenset[Predicate]


@dataclasses.dataclass(frozen=True, slots=True)
class Domain:
    """The samples of one subject; bit ``i`` of a mask stands for ``samples[i]``."""

    samples: tuple[Sample | Unnamed, ...]
    positions: Mapping[Sample | Unnamed, int]
    unknowable: frozenset[Operator] = frozenset()
    """Operators whose answers are taken as unknown."""
    multi_valued: bool = False
    _masks: dict[Predicate, int | None] = dataclasses.field(
        default_factory=dict, repr=False, compare=False
    )
    """What was asked already: workflows ask the same of their properties, and share domains."""
    _in_order: list[_Numbers] = dataclasses.field(default_factory=list, repr=False, compare=False)
    """None or one, made when numbers are first asked about."""

    @property
    def full(self) -> int:
        return (1 << len(self.samples)) - 1

    def mask(self, predicate: Predicate) -> int | None:
        """The samples for which ``predicate`` holds; None: it cannot be told."""
        if predicate not in self._masks:
            self._masks[predicate] = self._mask(predicate)
        return self._masks[predicate]

    def _mask(self, predicate: Predicate) -> int | None:
        operator = predicate.operator
        if operator in self.unknowable:
            return None
        if not self.multi_valued and operator in (Operator.IS_OPTION, Operator.IS_EXACTLY):
            bits = self._exact(predicate)
        else:
            bits = self._asked(predicate)
        blank = self.positions.get(None)
        if predicate.negated:
            bits = self.full & ~bits
        if blank is None:
            return bits
        return bits | 1 << blank if predicate.on_blank else bits & ~(1 << blank)

    def _exact(self, predicate: Predicate) -> int:
        bits = 0
        for operand in predicate.operands:
            position = self.positions.get(str(operand))
            if position is not None:
                bits |= 1 << position
        return bits

    def _asked(self, predicate: Predicate) -> int:
        if predicate.operator in _NUMERIC:
            return self._numbers().mask(_stretches(predicate))
        answers = _answers_for_set(predicate) if self.multi_valued else _answers(predicate)
        bits = 0
        for position, sample in enumerate(self.samples):
            if isinstance(sample, Unnamed):
                yes = predicate.operator is Operator.IS_KNOWN or _plain(predicate) in sample.yes
            else:
                yes = sample is not None and answers(sample)
            bits |= yes << position
        return bits

    def _numbers(self) -> _Numbers:
        if not self._in_order:
            self._in_order.append(_Numbers(self.samples))
        return self._in_order[0]

    def bit(self, value: Sample) -> int | None:
        """The mask of just this value; None: it is none of the samples."""
        position = self.positions.get(value)
        return None if position is None else 1 << position


@cache
def boolean() -> Domain:
    """The domain of a subject that is true or false."""
    return _domain(("false", "true"))


@lru_cache(maxsize=_KEPT)
def closed(values: tuple[str, ...]) -> Domain:
    """The domain of a property that is blank or one of ``values``."""
    return _domain((None, *dict.fromkeys(values)))


MAX_TIMES = 48
"""Sums of delays that are told apart; where there are more, they are rounded down."""


def durations(limit: int, delays: Iterable[float]) -> Domain:
    """The domain of a time that has passed: what the ``delays`` (minutes) can add up to.

    Blank, and whole minutes up to ``limit``.
    """
    steps = {int(delay) for delay in delays if delay >= 1}
    found = {0}
    pending = [0] if limit else []
    while pending:
        so_far = pending.pop()
        for total in {min(limit, so_far + step) for step in steps} - found:
            found.add(total)
            pending.append(total)
        if len(found) > MAX_TIMES:
            found = {*range(0, limit, -(-limit // MAX_TIMES)), limit}
            break
    return _domain((None, *map(str, sorted(found))))


@lru_cache(maxsize=_KEPT)
def open_ended(
    predicates: tuple[Predicate, ...], written: tuple[str, ...] = (), *, whole: bool = False
) -> Domain:
    """The domain of a single-valued property that ``predicates`` ask about.

    ``written``: texts the workflow itself writes to it. ``whole``: set values are whole numbers
    from 0 on.
    """
    plain = [_plain(predicate) for predicate in predicates]
    parts = list(
        dict.fromkeys(
            Predicate(predicate.operator, (operand,))
            for predicate in plain
            if predicate.operator in _PART
            for operand in predicate.operands
        )
    )
    points = _points(plain)
    unknowable = bool(parts) and (len(parts) > MAX_TEXT_QUESTIONS or bool(points))
    if unknowable:
        parts = []
    constants = list(dict.fromkeys([*_texts(plain), *written]))
    named: list[Sample] = [None]
    if whole:
        named += _whole_samples([*points, *_numbers(constants)])
    else:
        named += constants
        named += _variants(constants, plain, bool(parts))
        named += _number_samples([*points, *_numbers(constants)], constants) if points else []
        named += _part_samples(parts) if parts else []
        named.append(_fresh(constants, parts))
    distinct: list[Sample | Unnamed] = list(dict.fromkeys(named))
    if parts:
        distinct += _unnamed(plain, parts, distinct)
    return _domain(distinct, frozenset(_PART) if unknowable else frozenset())


@lru_cache(maxsize=_KEPT)
def multi_valued(predicates: tuple[Predicate, ...], written: tuple[str, ...] = ()) -> Domain:
    """The domain of a multi-select: sets of options, written with ``;`` between them."""
    groups: dict[tuple[bool, ...], list[str]] = {}
    asked = [p for p in map(_plain, predicates) if p.operator is not Operator.IS_KNOWN]
    for option in dict.fromkeys(str(o) for p in asked for o in p.operands):
        groups.setdefault(tuple(option in p.operands for p in asked), []).append(option)
    if len(groups) > MAX_OPTION_CLASSES:
        everything = frozenset(Operator) - {Operator.IS_KNOWN, Operator.IS_TRUE}
        return _domain((None, "other"), everything, multi=True)
    taken = {option for options in groups.values() for option in options}
    choices = [_selections(options) for options in groups.values()]
    choices.append([(), (_unused(taken),)])
    samples: list[Sample] = [None]
    for chosen in product(*choices):
        options = [option for part in chosen for option in part]
        if options:
            samples.append(";".join(options))
    samples += [text for text in written if text]
    return _domain(dict.fromkeys(samples), multi=True)


# ---------------------------------------------------------------- what a question answers


def holds(predicate: Predicate, value: str) -> bool:
    """What ``predicate``, taken without its negation, answers on the set text ``value``."""
    return _answers(predicate)(value)


def _answers(predicate: Predicate) -> Callable[[str], bool]:
    """What ``predicate``, taken without its negation, answers on a set text."""
    operator, operands = predicate.operator, predicate.operands
    if operator is Operator.IS_KNOWN:
        return _always
    if operator is Operator.IS_TRUE:
        return _is_true
    if operator in (Operator.IS_OPTION, Operator.IS_EXACTLY):
        return operands.__contains__
    if operator in _NUMERIC:
        return partial(_is_within, _stretches(predicate))
    return partial(_text_test, operator, [str(operand).casefold() for operand in operands])


def _answers_for_set(predicate: Predicate) -> Callable[[str], bool]:
    """Likewise, for a value that is a set of options."""
    operands = {str(operand) for operand in predicate.operands}
    match predicate.operator:
        case Operator.IS_OPTION:
            return lambda value: not operands.isdisjoint(value.split(";"))
        case Operator.IS_EXACTLY:
            return lambda value: operands == set(value.split(";"))
        case Operator.CONTAINS_ALL:
            return lambda value: operands.issubset(value.split(";"))
        case _:
            return _answers(predicate)


def _always(_: str) -> bool:
    return True


def _is_true(value: str) -> bool:
    return value == "true"


def _text_test(operator: Operator, operands: Sequence[str], value: str) -> bool:
    folded = value.casefold()
    match operator:
        case Operator.EQUALS:
            return folded in operands
        case Operator.STARTS_WITH:
            return folded.startswith(tuple(operands))
        case Operator.ENDS_WITH:
            return folded.endswith(tuple(operands))
        case _:
            return any(operand in folded for operand in operands)


_Edge = tuple[Fraction, bool]
"""A place between numbers: just before one, or (True) just after it."""


class _Stretch(Frozen, frozen=True):
    """The numbers between two edges; None: all to that side."""

    start: _Edge | None
    end: _Edge | None


def _stretches(predicate: Predicate) -> list[_Stretch]:
    """The numbers for which a numeric ``predicate``, without its negation, answers with yes."""
    bounds = [o if isinstance(o, Fraction) else Fraction(o) for o in predicate.operands]
    if not bounds:
        return []
    match predicate.operator:
        case Operator.BETWEEN:
            both = len(bounds) == 2
            return [_Stretch((bounds[0], False), (bounds[1], True))] if both else []
        case Operator.GREATER:
            return [_Stretch((min(bounds), True), None)]
        case Operator.AT_LEAST:
            return [_Stretch((min(bounds), False), None)]
        case Operator.LESS:
            return [_Stretch(None, (max(bounds), False))]
        case Operator.AT_MOST:
            return [_Stretch(None, (max(bounds), True))]
        case _:
            return [_Stretch((bound, False), (bound, True)) for bound in bounds]


def _is_within(stretches: Iterable[_Stretch], value: str) -> bool:
    number = exact_number(value)
    return number is not None and any(
        (one.start is None or one.start <= (number, False))
        and (one.end is None or one.end >= (number, True))
        for one in stretches
    )


class _Numbers:
    """The samples that are numbers, in order, so that a stretch of them is found by halving."""

    def __init__(self, samples: Iterable[Sample | Unnamed]) -> None:
        found: dict[Fraction, int] = {}
        for position, sample in enumerate(samples):
            number = exact_number(sample) if isinstance(sample, str) else None
            if number is not None:
                found[number] = found.get(number, 0) | 1 << position
        self._ordered = sorted(found)
        self._up_to = list(accumulate((found[one] for one in self._ordered), or_, initial=0))
        """For each number, a mask of the samples below it; at the end, of all."""

    def mask(self, stretches: Iterable[_Stretch]) -> int:
        """The samples that lie in one of ``stretches``."""
        result = 0
        for one in stretches:
            start = 0 if one.start is None else self._at(one.start)
            end = len(self._ordered) if one.end is None else self._at(one.end)
            if start < end:
                result |= self._up_to[end] & ~self._up_to[start]
        return result

    def _at(self, edge: _Edge) -> int:
        """How many numbers lie before ``edge``."""
        number, after = edge
        return (bisect_right if after else bisect_left)(self._ordered, number)


# ---------------------------------------------------------------- finding samples


def _domain(
    samples: Iterable[Sample | Unnamed],
    unknowable: frozenset[Operator] = frozenset(),
    *,
    multi: bool = False,
) -> Domain:
    listed = tuple(samples)
    return Domain(listed, {s: i for i, s in enumerate(listed)}, unknowable, multi)


def _plain(predicate: Predicate) -> Predicate:
    return Predicate(predicate.operator, predicate.operands)


def _texts(predicates: Iterable[Predicate]) -> list[str]:
    return [
        str(operand)
        for predicate in predicates
        if predicate.operator in _EQUALITY or predicate.operator is Operator.CONTAINS_ALL
        for operand in predicate.operands
        if str(operand)
    ]


def _points(predicates: Iterable[Predicate]) -> list[Fraction]:
    return [
        Fraction(operand)
        for predicate in predicates
        if predicate.operator in _NUMERIC
        for operand in predicate.operands
    ]


def _numbers(texts: Iterable[str]) -> list[Fraction]:
    return [number for number in map(exact_number, texts) if number is not None]


def _variants(
    constants: Sequence[str], predicates: Iterable[Predicate], parts: bool
) -> list[Sample]:
    """A further spelling of each constant, where letter case can make a difference."""
    kinds = {predicate.operator for predicate in predicates}
    exact = bool(kinds & {Operator.IS_OPTION, Operator.IS_EXACTLY})
    if not ((Operator.EQUALS in kinds or parts) and exact):
        return []
    taken = set(constants)
    spelt = {text.casefold(): _spelt_otherwise(text, taken) for text in constants}
    return [text for text in spelt.values() if text is not None]


def _spelt_otherwise(text: str, taken: Collection[str]) -> str | None:
    """``text`` with other letters in capitals than any of ``taken``; None: all that is taken."""
    letters = [dict.fromkeys((_other_case(letter), letter)) for letter in text]
    spellings = map("".join, islice(product(*letters), len(taken) + 1))
    return next((spelling for spelling in spellings if spelling not in taken), None)


def _other_case(letter: str) -> str:
    """The capital or small form of ``letter``, where a comparison in any case takes it for one."""
    other = letter.swapcase()
    return other if other.casefold() == letter.casefold() else letter


def _whole_samples(points: Iterable[Fraction]) -> list[Sample]:
    whole = {0, 1}
    for point in points:
        floor = point.numerator // point.denominator
        whole |= {floor - 1, floor, floor + 1}
    return [str(number) for number in sorted(whole) if number >= 0]


def _number_samples(points: Iterable[Fraction], constants: Sequence[str]) -> list[Sample]:
    """Each point, the gaps and both ends; a further spelling of each where text is compared."""
    ordered = sorted(set(points))
    gaps = [(a + b) / 2 for a, b in pairwise(ordered)]
    numbers = [*ordered, *gaps, ordered[0] - 1, ordered[-1] + 1]
    texts = [number_text(number) for number in numbers]
    taken = set(constants)
    further = [_number_spelt_otherwise(text, taken) for text in texts] if constants else []
    return [*texts, *further]


def _number_spelt_otherwise(text: str, taken: Collection[str]) -> str:
    """The number ``text`` as none of ``taken`` spells it."""
    signed = [f"+{text}"] if text[0] != "-" else []
    point = "" if "." in text else "."
    spellings = chain(signed, (f"{text}{point}{'0' * zeros}" for zeros in range(1, len(taken) + 2)))
    return next(spelling for spelling in spellings if spelling not in taken)


def number_text(number: Fraction) -> str:
    """A decimal spelling of ``number``, which has a finite one."""
    if number.denominator == 1:
        return str(number.numerator)
    places = 0
    denominator = number.denominator
    while denominator > 1 and places < 200:
        number, places = number * 10, places + 1
        denominator = number.denominator
    digits = str(abs(number.numerator)).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def _part_samples(parts: Sequence[Predicate]) -> list[Sample]:
    """Texts that answer each selection of the questions with yes, as far as pasting can do it."""
    samples: list[Sample] = []
    for count in range(1, len(parts) + 1):
        for chosen in combinations(parts, count):
            starts = [str(p.operands[0]) for p in chosen if p.operator is Operator.STARTS_WITH]
            inner = [str(p.operands[0]) for p in chosen if p.operator is Operator.CONTAINS]
            ends = [str(p.operands[0]) for p in chosen if p.operator is Operator.ENDS_WITH]
            head = sorted(starts, key=len)[-1:]
            tail = sorted(ends, key=len)[-1:]
            lead = [] if head else ["x"]
            trail = [] if tail else ["x"]
            samples.append(_SEPARATOR.join([*lead, *head, *inner, *tail, *trail]))
            samples.append("".join([*head, *inner, *tail]))
    return [sample for sample in samples if sample]


def _unnamed(
    predicates: Sequence[Predicate],
    parts: Sequence[Predicate],
    named: Sequence[Sample | Unnamed],
) -> list[Unnamed]:
    """Selections of yes that no sample shows and that nothing simple rules out."""
    shown = {
        frozenset(part for part in parts if holds(part, sample))
        for sample in named
        if isinstance(sample, str)
    }
    missing: list[Unnamed] = []
    for count in range(len(parts) + 1):
        for chosen in map(frozenset, combinations(parts, count)):
            if chosen not in shown and not _ruled_out(chosen, parts):
                asked = [p for p in predicates if _any_part(p, chosen)]
                missing.append(Unnamed(frozenset([*chosen, *asked])))
    return missing


def _any_part(predicate: Predicate, chosen: Collection[Predicate]) -> bool:
    return predicate.operator in _PART and any(
        Predicate(predicate.operator, (operand,)) in chosen for operand in predicate.operands
    )


def _ruled_out(chosen: Collection[Predicate], parts: Iterable[Predicate]) -> bool:
    """Whether a yes in ``chosen`` implies another yes that is not in it."""
    others = [part for part in parts if part not in chosen]
    return any(_implies(yes, no) for yes in chosen for no in others)


def _implies(one: Predicate, other: Predicate) -> bool:
    have, want = str(one.operands[0]).casefold(), str(other.operands[0]).casefold()
    match other.operator:
        case Operator.CONTAINS:
            return want in have
        case Operator.STARTS_WITH:
            return one.operator is Operator.STARTS_WITH and have.startswith(want)
        case _:
            return one.operator is Operator.ENDS_WITH and have.endswith(want)


def _fresh(constants: Collection[str], parts: Sequence[Predicate]) -> str:
    """A text that is no constant and no number, and answers every question with no if it can."""
    taken = {constant.casefold() for constant in constants}
    letters: tuple[str, ...] = ("other", *"zqjxkwvybpfhgmudlcnrotsaie~#_")
    for letter in letters:
        for text in (letter, letter * 3):
            if text not in taken and not any(holds(part, text) for part in parts):
                return text
    return _unused(taken)


def _unused(taken: Collection[str]) -> str:
    text = "other"
    while text in taken:
        text += "-"
    return text


def _selections(options: Sequence[str]) -> list[tuple[str, ...]]:
    """None, one or all of the options that no question tells apart."""
    distinct = {(), (options[0],), tuple(options)}
    return sorted(distinct, key=len)
