"""Whether a condition holds of one concrete record.

Text compares without regard to case, options exactly, numbers as fractions. What no record can
tell (events, histories, what could not be read) is false unless the run's answers say otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Protocol

from msgspec import Struct

from wflint.simulate.state import OPT_IN, Answers, State
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

_NO_STATUS = "NOT_OPTED"
_OBJECT_ID = "hs_object_id"
_SOME_ID = "some id"
"""Every record has an id; nothing else is known of it."""


def holds(condition: Condition, state: State) -> bool:
    """Whether ``condition`` holds of the record as it stands now."""
    return _holds(condition, _Enrolled(state))


def found(subject: Subject, state: State) -> str | None:
    """The value that a condition asks for, in words; None: the answer itself tells it."""
    if not isinstance(subject, Property | Output):
        return None
    value = _Enrolled(state).value(subject)
    return "unknown" if value is None else f'"{value}"'


class _View(Protocol):
    """One record as conditions look at it."""

    @property
    def answers(self) -> Answers: ...

    def value(self, subject: Subject) -> str | None:
        """What ``subject`` is: a text, ``true`` or ``false``; None: blank."""

    def holds_many(self, name: str) -> bool:
        """Whether property ``name`` may hold several options, separated by ``;``."""


def _holds(condition: Condition, view: _View) -> bool:
    """Parts before wholes, without recursion: documents nest deeper than the interpreter likes."""
    values: list[bool] = []
    for node in reversed(list(_preorder(condition))):
        match node:
            case All(parts):
                values.append(all(_last(values, len(parts))))
            case Some(parts):
                values.append(any(_last(values, len(parts))))
            case Negation():
                values.append(not values.pop())
            case _:
                values.append(_leaf(node, view))
    return values.pop()


def _last(values: list[bool], count: int) -> list[bool]:
    """The last ``count`` values, taken away."""
    return [values.pop() for _ in range(count)]


def _preorder(condition: Condition) -> Iterator[Condition]:
    pending = [condition]
    while pending:
        node = pending.pop()
        yield node
        match node:
            case All(parts) | Some(parts):
                pending.extend(parts)
            case Negation(part):
                pending.append(part)
            case _:
                pass


def _leaf(node: Condition, view: _View) -> bool:
    match node:
        case Constant(value):
            return value
        case Opaque(key=key):
            return view.answers.facts.get(key, view.answers.assume_events)
        case Test(subject, predicate):
            many = isinstance(subject, Property) and view.holds_many(subject.name)
            return answer(predicate, view.value(subject), many=many)
        case _:
            return False


# ---------------------------------------------------------------- what subjects are


class _Enrolled(Struct, frozen=True):
    """The enrolled record."""

    state: State

    @property
    def answers(self) -> Answers:
        return self.state.answers

    def holds_many(self, name: str) -> bool:
        return name in self.state.workflow.multi_valued

    def value(self, subject: Subject) -> str | None:
        match subject:
            case Property(name):
                return self.state.value(name) or (_SOME_ID if name == _OBJECT_ID else None)
            case Output(action_id, key):
                return self.state.outputs.get((action_id, key)) or None
            case OwnSubscription(subscription_id):
                opted = opted_by_workflow(self.state, subscription_id)
                return None if opted is None else ("in" if opted else "out")
            case _:
                return "true" if self._is_true(subject) else "false"

    def _is_true(self, subject: Subject) -> bool:
        match subject:
            case Association():
                return bool(self.state.associated(subject))
            case AssociatedMatch():
                return _some_match(subject, self.state)
            case ListMember(list_id):
                return list_id in self.state.lists
            case Subscription():
                return accepts(subject, self.state)
            case StableFact(key):
                return self.answers.facts.get(key, False)
            case _:
                return False


class _Associated(Struct, frozen=True):
    """An associated record, of which only properties are known."""

    properties: Mapping[str, str]
    answers: Answers

    def holds_many(self, name: str) -> bool:  # noqa: ARG002 - nothing says of which it is known
        return True

    def value(self, subject: Subject) -> str | None:
        match subject:
            case Property(name):
                return self.properties.get(name) or (_SOME_ID if name == _OBJECT_ID else None)
            case StableFact(key):
                return "true" if self.answers.facts.get(key, False) else "false"
            case Output() | OwnSubscription():
                return None
            case _:
                return "false"


def _some_match(subject: AssociatedMatch, state: State) -> bool:
    """Whether some associated record satisfies the content."""
    records = state.associated(subject.association)
    condition = subject.condition
    if condition is None:
        return bool(records) and state.answers.facts.get(subject.content, False)
    return any(_holds(condition, _Associated(record, state.answers)) for record in records)


def accepts(subject: Subscription, state: State) -> bool:
    """Whether a filter on subscriptions accepts some status of the record.

    One that names no types asks about all of which the record has a status.
    """
    accepted = subject.accepted or ((OPT_IN,) if subject.opt_in_only else ())
    asked = subject.subscription_ids or state.subscriptions
    found = any(state.subscriptions.get(id_, _NO_STATUS) in accepted for id_ in asked)
    return state.answers.facts.get(subject.key, found)


def opted_by_workflow(state: State, subscription_id: str | None) -> bool | None:
    """What the workflow last did to this subscription to e-mail (None: to any); None: nothing.

    An action that does not say which one it means is taken to mean this one.
    """
    for acted_on, opted_in in reversed(state.opted.items()):
        if subscription_id is None or acted_on in (None, subscription_id):
            return opted_in
    return None


# ---------------------------------------------------------------- what predicates answer


def answer(predicate: Predicate, value: str | None, *, many: bool) -> bool:
    """What ``predicate`` says of ``value``; ``many``: it holds options, separated by ``;``."""
    if value is None:
        return predicate.on_blank
    return _says(predicate, value, many=many) != predicate.negated


def _says(predicate: Predicate, value: str, *, many: bool) -> bool:
    operator, operands = predicate.operator, predicate.operands
    if operator is Operator.IS_KNOWN:
        return True
    if operator is Operator.IS_TRUE:
        return value == "true"
    if operator in _TEXTS:
        text = value.casefold()
        return any(_TEXTS[operator](text, str(operand).casefold()) for operand in operands)
    if operator in _OPTIONS:
        chosen = _chosen(value) if many else frozenset((value,))
        return _OPTIONS[operator](chosen, frozenset(map(str, operands)))
    return _compares(operator, exact_number(value), operands)


def _chosen(value: str) -> frozenset[str]:
    return frozenset(option for option in value.split(";") if option)


_TEXTS: Mapping[Operator, Callable[[str, str], bool]] = MappingProxyType(
    {
        Operator.EQUALS: lambda text, wanted: text == wanted,
        Operator.CONTAINS: lambda text, wanted: wanted in text,
        Operator.STARTS_WITH: lambda text, wanted: text.startswith(wanted),
        Operator.ENDS_WITH: lambda text, wanted: text.endswith(wanted),
    }
)
_OPTIONS: Mapping[Operator, Callable[[frozenset[str], frozenset[str]], bool]] = MappingProxyType(
    {
        Operator.IS_OPTION: lambda chosen, wanted: bool(chosen & wanted),
        Operator.IS_EXACTLY: lambda chosen, wanted: chosen == wanted,
        Operator.CONTAINS_ALL: lambda chosen, wanted: chosen >= wanted,
    }
)
_NUMBERS: Mapping[Operator, Callable[[Fraction, Fraction], bool]] = MappingProxyType(
    {
        Operator.IS_NUMBER: lambda number, bound: number == bound,
        Operator.GREATER: lambda number, bound: number > bound,
        Operator.AT_LEAST: lambda number, bound: number >= bound,
        Operator.LESS: lambda number, bound: number < bound,
        Operator.AT_MOST: lambda number, bound: number <= bound,
    }
)


def _compares(
    operator: Operator, number: Fraction | None, operands: tuple[str | Fraction, ...]
) -> bool:
    """What is no number compares with none."""
    bounds = [b if isinstance(b, Fraction) else exact_number(b) for b in operands]
    known = [bound for bound in bounds if bound is not None]
    if number is None or len(known) != len(bounds):
        return False
    if operator is Operator.BETWEEN:
        return len(known) == 2 and known[0] <= number <= known[1]
    return any(_NUMBERS[operator](number, bound) for bound in known)
