"""Conditions as a small algebra: what a filter tree says, free of HubSpot's spelling.

A condition is a tree of ``All``, ``Some``, ``Negation`` over leaves. A leaf tests one *subject* (a
property, an association, a list …) with one *predicate*, is constant, or is opaque: true or false,
unknown which, and fresh at each evaluation. Facts that are unknown but stay the same between two
evaluations are not opaque: they are tests of a ``StableFact`` subject.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from wflint.struct import Frozen

# ---------------------------------------------------------------- subjects: what a test looks at


class Property(Frozen, frozen=True):
    """A property of the enrolled record; its value is text, or blank."""

    name: str


class Association(Frozen, frozen=True):
    """An association type, enrolled record → other; as a subject: whether such a record exists."""

    category: str
    type_id: int


@dataclasses.dataclass(frozen=True, slots=True)
class AssociatedMatch:
    """Whether some record associated by ``association`` satisfies a content. True or false.

    ``content`` is the canonical text of that content; true implies that the association exists.
    ``condition`` says the same of the associated record, where it can be said.
    """

    association: Association
    content: str
    condition: Condition | None = dataclasses.field(default=None, compare=False, repr=False)


class ListMember(Frozen, frozen=True):
    """Whether the enrolled record is in this list: stable until time passes. True or false."""

    list_id: str


class Subscription(Frozen, frozen=True):
    """Whether the record's status with some type of communication is an accepted one.

    ``key`` is the canonical text of the filter; ``subscription_ids`` the types it names;
    ``opt_in_only`` whether the filter accepts nothing but an opt-in to e-mail; ``accepted`` the
    statuses that it accepts.
    """

    key: str
    subscription_ids: tuple[str, ...]
    opt_in_only: bool
    accepted: tuple[str, ...] = ()


class DateRange(Frozen, frozen=True):
    """Where a date property lies: days from today (a number), or a fixed day; None: open."""

    property: str
    after: float | date | None = None
    before: float | date | None = None


class StableFact(Frozen, frozen=True):
    """An unknown fact that stays the same: a property's history, a comparison of two properties.

    ``properties`` are those of the enrolled record that it speaks of: writing one of them makes
    the fact unknown again. True or false. ``date``: true means that a date lies in that range.
    """

    key: str
    properties: tuple[str, ...] = ()
    date: DateRange | None = None


class Output(Frozen, frozen=True):
    """An output of an earlier action (FIELD_DATA); its value is text, or blank."""

    action_id: str
    key: str


class OwnSubscription(Frozen, frozen=True):
    """What the workflow itself last did to a subscription on this path: ``in``, ``out`` or blank.

    ``subscription_id`` None: to any subscription to e-mail.
    """

    subscription_id: str | None


class Since(Frozen, frozen=True):
    """How long ago, on its path, the record passed one of some actions; blank: it has not.

    Whole minutes, as text. Delays count with their sure length, up to ``limit``, where counting
    ends; ``limit`` 0: only whether it has passed one matters. ``ends``: actions after which it
    counts as not having passed any. ``enrolment``: being enrolled counts as such an action.
    """

    starts: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    limit: int = 0
    enrolment: bool = False


Subject: TypeAlias = (
    Property
    | Association
    | AssociatedMatch
    | ListMember
    | Subscription
    | StableFact
    | Output
    | OwnSubscription
    | Since
)

# ---------------------------------------------------------------- predicates: what a test asks


class Operator(StrEnum):
    """What a predicate asks of a *set* value; several operands are alternatives."""

    __hash__ = str.__hash__  # the one of enumerations is slow, and this is asked often

    IS_TRUE = "is true"  # subjects that are true or false; no operands
    IS_KNOWN = "is known"  # no operands
    EQUALS = "equals"  # text, case-insensitive
    IS_OPTION = "is"  # exact text; on a multi-select: contains one of the operands
    IS_EXACTLY = "is exactly"  # exact text; on a multi-select: the set of operands, no more
    CONTAINS_ALL = "contains all of"  # on a multi-select: contains every operand
    CONTAINS = "contains"  # text, case-insensitive, as are the next two
    STARTS_WITH = "starts with"
    ENDS_WITH = "ends with"
    IS_NUMBER = "is the number"  # the operands of this and the next ones are Fractions
    GREATER = "is greater than"
    AT_LEAST = "is at least"
    LESS = "is less than"
    AT_MOST = "is at most"
    BETWEEN = "is between"  # two operands, both ends included


class Predicate(Frozen, frozen=True):
    """A question about one value.

    On blank the answer is ``on_blank``, whatever the operator. On a set value it is what
    ``operator`` says of ``operands``, turned round if ``negated``.
    """

    operator: Operator
    operands: tuple[str | Fraction, ...] = ()
    negated: bool = False
    on_blank: bool = False


# ---------------------------------------------------------------- the algebra


class Constant(Frozen, frozen=True):
    """Always true, or never."""

    value: bool


class Opaque(Frozen, frozen=True):
    """True or false, unknown which, fresh at each evaluation; ``why`` names it for people."""

    why: str
    key: str = ""
    """The canonical text of the filter, for the simulator's answers."""


class Test(Frozen, frozen=True):
    """``predicate`` asked of ``subject``."""

    subject: Subject
    predicate: Predicate


class All(Frozen, frozen=True):
    """Every one of ``parts``; true if there are none."""

    parts: tuple[Condition, ...]


class Some(Frozen, frozen=True):
    """At least one of ``parts``; false if there are none."""

    parts: tuple[Condition, ...]


class Negation(Frozen, frozen=True):
    """Not ``part``. The negation of an opaque condition is as opaque."""

    part: Condition


Condition: TypeAlias = Constant | Opaque | Test | All | Some | Negation

TRUE = Constant(True)
FALSE = Constant(False)

# ---------------------------------------------------------------- the usual tests, spelt once

_IS_KNOWN = Predicate(Operator.IS_KNOWN)
_IS_BLANK = Predicate(Operator.IS_KNOWN, negated=True, on_blank=True)
_IS_TRUE = Predicate(Operator.IS_TRUE)


def is_known(subject: Property | Output | Since) -> Test:
    """The value is set."""
    return Test(subject, _IS_KNOWN)


def is_blank(subject: Property | Output | Since) -> Test:
    """The value is not set."""
    return Test(subject, _IS_BLANK)


def is_option(
    subject: Property | Output | OwnSubscription, *values: str, on_blank: bool = False
) -> Test:
    """The value is one of ``values``, exactly."""
    return Test(subject, Predicate(Operator.IS_OPTION, values, on_blank=on_blank))


def is_less_than(subject: Since, minutes: int) -> Test:
    """It was less than so many minutes ago."""
    return Test(subject, Predicate(Operator.LESS, (Fraction(minutes),)))


def holds(subject: Subject) -> Test:
    """A subject that is true or false is true."""
    return Test(subject, _IS_TRUE)


def negation(condition: Condition) -> Condition:
    """Not ``condition``, without double negations."""
    match condition:
        case Constant(value):
            return Constant(not value)
        case Negation(part):
            return part
        case _:
            return Negation(condition)


def all_of(parts: Iterable[Condition]) -> Condition:
    """Every one of ``parts``, without constants and nesting that say nothing."""
    kept: list[Condition] = []
    for part in parts:
        if isinstance(part, Constant):
            if not part.value:
                return FALSE
        elif isinstance(part, All):
            kept += part.parts
        else:
            kept.append(part)
    if not kept:
        return TRUE
    return kept[0] if len(kept) == 1 else All(tuple(kept))


def some_of(parts: Iterable[Condition]) -> Condition:
    """At least one of ``parts``, without constants and nesting that say nothing."""
    kept: list[Condition] = []
    for part in parts:
        if isinstance(part, Constant):
            if part.value:
                return TRUE
        elif isinstance(part, Some):
            kept += part.parts
        else:
            kept.append(part)
    if not kept:
        return FALSE
    return kept[0] if len(kept) == 1 else Some(tuple(kept))


def tests(condition: Condition) -> Iterator[Test]:
    """Every test in ``condition``, in order, without recursion."""
    pending: list[Condition] = [condition]
    while pending:
        node = pending.pop()
        match node:
            case Test():
                yield node
            case All(parts) | Some(parts):
                pending.extend(reversed(parts))
            case Negation(part):
                pending.append(part)
