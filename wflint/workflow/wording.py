"""Conditions in words, for people."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from wflint.workflow.conditions import (
    All,
    AssociatedMatch,
    Association,
    Condition,
    Constant,
    ListMember,
    Negation,
    Opaque,
    Operator,
    Output,
    OwnSubscription,
    Predicate,
    Property,
    Since,
    Some,
    StableFact,
    Subject,
    Subscription,
    Test,
)

_LONGEST: Final = 60

_ASKED: Mapping[Operator, tuple[str, str]] = MappingProxyType(
    {
        Operator.EQUALS: ("is", "is not"),
        Operator.IS_OPTION: ("is", "is not"),
        Operator.IS_EXACTLY: ("is exactly", "is not exactly"),
        Operator.CONTAINS_ALL: ("contains all of", "does not contain all of"),
        Operator.CONTAINS: ("contains", "does not contain"),
        Operator.STARTS_WITH: ("starts with", "does not start with"),
        Operator.ENDS_WITH: ("ends with", "does not end with"),
        Operator.IS_NUMBER: ("is", "is not"),
        Operator.GREATER: ("is greater than", "is not greater than"),
        Operator.AT_LEAST: ("is at least", "is less than"),
        Operator.LESS: ("is less than", "is not less than"),
        Operator.AT_MOST: ("is at most", "is greater than"),
        Operator.BETWEEN: ("is between", "is not between"),
    }
)


def in_words(condition: Condition) -> str:
    """One node of ``condition``: a test as a whole, of what has parts only how they combine."""
    match condition:
        case All():
            return "all of"
        case Some():
            return "some of"
        case Negation():
            return "not"
        case Constant(value):
            return "always" if value else "never"
        case Opaque(why):
            return why
        case Test(subject, predicate):
            return _test(subject, predicate)


def _test(subject: Subject, predicate: Predicate) -> str:
    yes = not predicate.negated
    match subject:
        case Association() as association:
            return f"has {'an' if yes else 'no'} associated record ({_named(association)})"
        case AssociatedMatch(association):
            some = "some" if yes else "no"
            return f"{some} associated record ({_named(association)}) meets what is asked of it"
        case ListMember(list_id):
            return f"is {'' if yes else 'not '}in list {list_id}"
        case Subscription(subscription_ids=ids, accepted=accepted):
            types = " or ".join(ids) or "some type"
            verb = "is" if yes else "is not"
            return f"subscription to {types} {verb} {' or '.join(accepted) or 'an accepted one'}"
        case StableFact(key):
            return f"{_short(key)} holds" if yes else f"{_short(key)} does not hold"
        case Property(name):
            return f"{name} {_predicate(predicate)}"
        case Output(action_id, key):
            return f"output {key} of action {action_id} {_predicate(predicate)}"
        case OwnSubscription() | Since():
            return f"what the workflow did before {_predicate(predicate)}"


def _named(association: Association) -> str:
    category = "" if association.category == "HUBSPOT_DEFINED" else f"{association.category} "
    return f"{category}type {association.type_id}"


def _predicate(predicate: Predicate) -> str:
    operator, negated = predicate.operator, predicate.negated
    if operator is Operator.IS_KNOWN:
        return "is unknown" if negated else "is known"
    if operator is Operator.IS_TRUE:
        return "is not true" if negated else "is true"
    operands = [_operand(operand) for operand in predicate.operands]
    joint = " and " if operator in (Operator.BETWEEN, Operator.CONTAINS_ALL) else " or "
    blank = " (or unknown)" if predicate.on_blank else ""
    return f"{_ASKED[operator][negated]} {joint.join(operands)}{blank}"


def _operand(operand: str | Fraction) -> str:
    if isinstance(operand, str):
        return f'"{operand}"'
    return str(operand.numerator) if operand.denominator == 1 else str(float(operand))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
