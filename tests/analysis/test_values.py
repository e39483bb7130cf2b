"""Samples tell apart whatever the questions tell apart."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from wflint.analysis.values import Domain, Unnamed, multi_valued, open_ended
from wflint.workflow.conditions import Operator, Predicate

WORDS = st.text("aAbB1 ", min_size=1, max_size=3) | st.sampled_from(["1", "+1", "1.0"])
EQUALITY = st.builds(
    Predicate,
    st.sampled_from([Operator.EQUALS, Operator.IS_OPTION]),
    st.tuples(WORDS),
    st.booleans(),
    st.booleans(),
)
NUMBERS = st.builds(
    Predicate,
    st.sampled_from([Operator.GREATER, Operator.AT_LEAST, Operator.LESS, Operator.IS_NUMBER]),
    st.tuples(st.integers(-3, 12).map(Fraction)),
    st.booleans(),
    st.booleans(),
)
PARTS = st.builds(
    Predicate,
    st.sampled_from([Operator.CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH]),
    st.tuples(WORDS),
    st.booleans(),
    st.booleans(),
)
VALUES = (
    st.none()
    | st.text("aAbB1 x.", max_size=6)
    | st.sampled_from(["+1", "1.0", "1.00"])
    | st.integers(-4, 14).map(str)
)


def answer(predicate: Predicate, value: str | None) -> bool:
    """What a question answers, spelt out anew."""
    if not value:
        return predicate.on_blank
    operand = predicate.operands[0]
    number: Fraction | None
    try:
        number = Fraction(value.strip())
    except ValueError:
        number = None
    text, lowered = str(operand), value.lower()
    found = {
        Operator.EQUALS: lambda: lowered == text.lower(),
        Operator.IS_OPTION: lambda: value == text,
        Operator.CONTAINS: lambda: text.lower() in lowered,
        Operator.STARTS_WITH: lambda: lowered.startswith(text.lower()),
        Operator.ENDS_WITH: lambda: lowered.endswith(text.lower()),
        Operator.GREATER: lambda: number is not None and number > operand,
        Operator.AT_LEAST: lambda: number is not None and number >= operand,
        Operator.LESS: lambda: number is not None and number < operand,
        Operator.IS_NUMBER: lambda: number is not None and number == operand,
    }[predicate.operator]()
    return found != predicate.negated


def signatures(domain: Domain, asked: list[Predicate]) -> set[tuple[bool, ...]]:
    """The combinations of answers that the samples show."""
    masks = [domain.mask(predicate) for predicate in asked]
    return {
        tuple(bool(mask is not None and mask >> at & 1) for mask in masks)
        for at in range(len(domain.samples))
    }


@given(st.lists(EQUALITY | NUMBERS, min_size=1, max_size=4), VALUES)
def test_every_value_answers_like_a_sample(asked: list[Predicate], value: str | None) -> None:
    domain = open_ended(tuple(asked))
    assert tuple(answer(p, value) for p in asked) in signatures(domain, asked)


SPELLINGS = st.sampled_from(["ab", "aB", "Ab", "AB", "1", "+1", "1.0", "1.00"])


@given(
    st.sets(SPELLINGS, min_size=1),
    st.sampled_from(["ab", "1"]),
    SPELLINGS,
)
def test_however_many_spellings_are_taken(exact: set[str], text: str, value: str) -> None:
    asked = [Predicate(Operator.IS_OPTION, (one,)) for one in sorted(exact)]
    asked.append(Predicate(Operator.EQUALS, (text,)))
    asked.append(Predicate(Operator.IS_NUMBER, (Fraction(1),)))
    domain = open_ended(tuple(asked))
    assert tuple(answer(p, value) for p in asked) in signatures(domain, asked)


def test_a_letter_that_has_no_other_case_stays() -> None:
    """The capital of a dotless i is that of i as well, which is another letter."""
    asked = tuple(Predicate(kind, ("ıa",)) for kind in (Operator.EQUALS, Operator.IS_OPTION))
    assert "ıA" in open_ended(asked).samples


@given(st.lists(EQUALITY | NUMBERS, min_size=1, max_size=4))
def test_every_sample_answers_as_its_mask_says(asked: list[Predicate]) -> None:
    domain = open_ended(tuple(asked))
    for predicate in asked:
        mask = domain.mask(predicate)
        assert mask is not None
        for at, sample in enumerate(domain.samples):
            assert not isinstance(sample, Unnamed)
            assert bool(mask >> at & 1) == answer(predicate, sample)


@given(st.lists(EQUALITY | PARTS, min_size=1, max_size=4), VALUES)
def test_no_combination_of_parts_is_missed(asked: list[Predicate], value: str | None) -> None:
    domain = open_ended(tuple(asked))
    assert tuple(answer(p, value) for p in asked) in signatures(domain, asked)


def test_too_many_questions_about_parts_are_unknowable() -> None:
    asked = [Predicate(Operator.CONTAINS, (letter,)) for letter in "abcdefgh"]
    assert {open_ended(tuple(asked)).mask(predicate) for predicate in asked} == {None}


@given(
    st.lists(
        st.builds(
            Predicate,
            st.sampled_from([Operator.IS_OPTION, Operator.IS_EXACTLY, Operator.CONTAINS_ALL]),
            st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True).map(tuple),
        ),
        min_size=1,
        max_size=3,
    ),
    st.sets(st.sampled_from("abcz"), min_size=1),
)
def test_every_set_of_options_answers_like_a_sample(
    asked: list[Predicate], options: set[str]
) -> None:
    def says(predicate: Predicate) -> bool:
        wanted = {str(operand) for operand in predicate.operands}
        if predicate.operator is Operator.IS_OPTION:
            return bool(options & wanted)
        exact = predicate.operator is Operator.IS_EXACTLY
        return options == wanted if exact else wanted <= options

    assert tuple(map(says, asked)) in signatures(multi_valued(tuple(asked)), asked)


def test_counts_are_whole() -> None:
    asked = [Predicate(Operator.GREATER, (Fraction(1),)), Predicate(Operator.LESS, (Fraction(2),))]
    both = open_ended(tuple(asked), whole=True)
    first, second = (both.mask(predicate) for predicate in asked)
    assert first is not None
    assert second is not None
    assert first & second == 0, "there is no whole number between 1 and 2"
    rational = open_ended(tuple(asked))
    assert (rational.mask(asked[0]) or 0) & (rational.mask(asked[1]) or 0)
