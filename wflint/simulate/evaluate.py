"""Whether a condition holds of one concrete record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from wflint.simulate.record import Record
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
    Some,
    StableFact,
    Subject,
    Subscription,
    Test,
)
from wflint.workflow.numbers import exact_number


@dataclass(frozen=True, slots=True)
class Answers:
    """What a record does not say of itself.

    ``facts``: the keys of facts that are taken to be true. ``events``: whether an event that is
    asked about has happened. ``outputs``: what earlier actions gave. ``multi_valued``: properties
    that hold several options, written with ``;`` between them.
    """

    facts: Mapping[str, bool] = field(default_factory=dict)
    events: bool = False
    outputs: Mapping[tuple[str, str], str] = field(default_factory=dict)
    multi_valued: frozenset[str] = frozenset()


def evaluate(condition: Condition, record: Record, answers: Answers) -> bool:
    """Whether ``condition`` holds."""
    match condition:
        case Constant(value):
            return value
        case Opaque(_, key):
            return answers.facts.get(key, answers.events)
        case Negation(part):
            # Not an event that was not: the negation of what is unknown is as unknown.
            return not evaluate(part, record, answers)
        case All(parts):
            return all(evaluate(part, record, answers) for part in parts)
        case Some(parts):
            return any(evaluate(part, record, answers) for part in parts)
        case Test(subject, predicate):
            return _test(subject, predicate, record, answers)


def _test(subject: Subject, predicate: Predicate, record: Record, answers: Answers) -> bool:
    match subject:
        case Property(name):
            multi = name in answers.multi_valued
            return _asks(predicate, record.properties.get(name), multi=multi)
        case Output(action_id, key):
            return _asks(predicate, answers.outputs.get((action_id, key)), multi=False)
        case OwnSubscription():
            return _asks(predicate, None, multi=False)
        case _:
            return _is_true(subject, record, answers) != predicate.negated


def _is_true(subject: Subject, record: Record, answers: Answers) -> bool:
    match subject:
        case Association(_, type_id):
            return bool(record.associations.get(str(type_id)))
        case AssociatedMatch(association):
            others = record.associations.get(str(association.type_id), ())
            return any(_matches(subject, other, answers) for other in others)
        case ListMember(list_id):
            return list_id in record.lists
        case Subscription(_, ids, _, accepted):
            return any(record.subscriptions.get(one, "NOT_OPTED") in accepted for one in ids)
        case StableFact(key):
            return answers.facts.get(key, False)
        case _:
            return False


def _matches(subject: AssociatedMatch, other: Mapping[str, str], answers: Answers) -> bool:
    if subject.condition is None:
        return answers.facts.get(subject.content, False)
    return evaluate(subject.condition, Record(other), answers)


# ---------------------------------------------------------------- questions about a value


def _asks(predicate: Predicate, value: str | None, *, multi: bool) -> bool:
    if value is None or value == "":
        return predicate.on_blank
    answer = _chosen(predicate, value) if multi else _single(predicate, value)
    return answer != predicate.negated


def _chosen(predicate: Predicate, value: str) -> bool:
    """A question about a set of options."""
    options = {option for option in value.split(";") if option}
    wanted = {str(operand) for operand in predicate.operands}
    if predicate.operator is Operator.IS_OPTION:
        return not options.isdisjoint(wanted)
    if predicate.operator is Operator.IS_EXACTLY:
        return options == wanted
    if predicate.operator is Operator.CONTAINS_ALL:
        return wanted.issubset(options)
    return _single(predicate, value)


def _single(predicate: Predicate, value: str) -> bool:
    texts = [str(operand) for operand in predicate.operands]
    folded = value.casefold()
    match predicate.operator:
        case Operator.IS_KNOWN | Operator.IS_TRUE:
            return True
        case Operator.IS_OPTION | Operator.IS_EXACTLY | Operator.CONTAINS_ALL:
            return value in texts
        case Operator.EQUALS:
            return any(folded == text.casefold() for text in texts)
        case Operator.CONTAINS:
            return any(text.casefold() in folded for text in texts)
        case Operator.STARTS_WITH:
            return any(folded.startswith(text.casefold()) for text in texts)
        case Operator.ENDS_WITH:
            return any(folded.endswith(text.casefold()) for text in texts)
        case _:
            return _number(predicate, exact_number(value))


def _number(predicate: Predicate, value: Fraction | None) -> bool:
    if value is None:
        return False
    bounds = [Fraction(operand) for operand in predicate.operands]
    match predicate.operator:
        case Operator.GREATER:
            return value > min(bounds)
        case Operator.AT_LEAST:
            return value >= min(bounds)
        case Operator.LESS:
            return value < max(bounds)
        case Operator.AT_MOST:
            return value <= max(bounds)
        case Operator.BETWEEN:
            return bounds[0] <= value <= bounds[1]
        case _:
            return value in bounds
