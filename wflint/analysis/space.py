"""The variables of one workflow: the subjects that its conditions, effects and failures speak of.

Subjects that facts of HubSpot tie together (an association and its unlabelled form, say) share one
variable, whose cells are the combinations that can occur; so no state is ever impossible by those
facts, and none has to be checked for them again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import prod
from typing import TypeVar

from msgspec import Struct

from wflint.analysis import values
from wflint.analysis.states import (
    ALWAYS,
    NEVER,
    AllOf,
    Always,
    AnyOf,
    Box,
    Formula,
    Never,
    Within,
    conjunction,
    disjunction,
)
from wflint.analysis.values import Domain, Sample, Unnamed
from wflint.struct import Frozen
from wflint.workflow.axioms import COUNTS, axioms
from wflint.workflow.conditions import (
    All,
    AssociatedMatch,
    Condition,
    Constant,
    Negation,
    Opaque,
    Output,
    OwnSubscription,
    Predicate,
    Property,
    Since,
    Some,
    Subject,
    Test,
    holds,
    tests,
)

MAX_CELLS = 20_000
"""Combinations for subjects that facts tie together; where there were more, the facts are left out,
which allows more states, never fewer."""


class PendingMarketing(Frozen, frozen=True):
    """What the workflow has asked for and time will bring: ``on``, ``off`` or blank (0-31)."""


OWN = (PendingMarketing, OwnSubscription, Since)
"""What tells what the workflow itself has done to a record, which nobody can see of the record."""

AnySubject = Subject | PendingMarketing
S = TypeVar("S", bound=AnySubject)
Cell = tuple[int, ...]


class Variable(Frozen, frozen=True):
    """One or more subjects that are only possible in certain combinations.

    A cell is a position in the domain of each subject.
    """

    subjects: tuple[AnySubject, ...]
    domains: tuple[Domain, ...]
    cells: tuple[Cell, ...]
    """The combinations; none for a single subject, where cell ``i`` is the ``i``-th sample."""
    full: int

    def lift(self, index: int, mask: int) -> int:
        """The cells in which subject ``index`` has a value of ``mask``."""
        if not self.cells:
            return mask & self.full
        return sum(1 << at for at, cell in enumerate(self.cells) if mask >> cell[index] & 1)

    def image(self, index: int, mask: int) -> tuple[int, ...]:
        """For each cell, the cells it may become when subject ``index`` gets a value of ``mask``.

        What it is tied to changes as little as it must.
        """
        if not self.cells:
            return (mask & self.full,) * len(self.domains[0].samples)
        wanted = [(at, cell) for at, cell in enumerate(self.cells) if mask >> cell[index] & 1]
        return tuple(_nearest(cell, wanted, index) for cell in self.cells)

    def samples(self, cell: int) -> tuple[Sample | Unnamed, ...]:
        """A value for each subject, in the cell with that number."""
        if not self.cells:
            return (self.domains[0].samples[cell],)
        positions = self.cells[cell]
        return tuple(d.samples[p] for d, p in zip(self.domains, positions, strict=True))


def _nearest(cell: Cell, wanted: Iterable[tuple[int, Cell]], index: int) -> int:
    """For each value of the subject, the cells of ``wanted`` that differ least from ``cell``."""
    best: dict[int, tuple[int, int]] = {}
    for at, other in wanted:
        changed = sum(a != b for a, b in zip(cell, other, strict=True))
        least, found = best.get(other[index], (len(cell) + 1, 0))
        if changed < least:
            best[other[index]] = (changed, 1 << at)
        elif changed == least:
            best[other[index]] = (least, found | 1 << at)
    mask = 0
    for _, found in best.values():
        mask |= found
    return mask


class _Compiled(Struct):
    """When a condition can hold and when it can fail to, as far as that was asked."""

    condition: Condition
    holds: Formula | None = None
    fails: Formula | None = None


class Space(Frozen, frozen=True):
    """All variables of a workflow, and where each subject is."""

    variables: tuple[Variable, ...]
    places: Mapping[AnySubject, tuple[int, int]]
    """Subject → (variable, which of its subjects)."""
    asked: Mapping[AnySubject, Collection[Predicate]]
    """What can be told apart: the questions that the space was built for."""
    _kinds: Mapping[type, tuple[AnySubject, ...]]
    _compiled: dict[int, _Compiled] = {}
    """By the ``id`` of the condition, which is kept so that no other one gets it."""

    def of(self, kind: type[S]) -> tuple[S, ...]:
        """The subjects of that kind, in order of appearance."""
        # Under each kind stand subjects of that kind alone, which no type of a table can say.
        return self._kinds.get(kind, ())  # type: ignore[return-value]

    def knows(self, condition: Condition) -> bool:
        """Whether all that ``condition`` asks can be told apart."""
        if id(condition) in self._compiled:
            return True
        asked = self.asked
        return all(test.predicate in asked.get(test.subject, ()) for test in tests(condition))

    def compile(self, condition: Condition, *, positive: bool = True) -> Formula:
        """The states in which ``condition`` can hold, or, if not ``positive``, can fail to."""
        known = self._compiled.get(id(condition))
        if known is None:
            known = self._compiled[id(condition)] = _Compiled(condition)
        formula = known.holds if positive else known.fails
        if formula is not None:
            return formula
        if isinstance(condition, Test):
            known.holds, known.fails = self._test(condition.subject, condition.predicate)
            return known.holds if positive else known.fails
        formula = self._compile(condition, positive)
        if positive:
            known.holds = formula
        else:
            known.fails = formula
        return formula

    def _compile(self, condition: Condition, positive: bool) -> Formula:
        if isinstance(condition, All | Some):
            compiled = [self.compile(part, positive=positive) for part in condition.parts]
            together = isinstance(condition, All) == positive
            return conjunction(compiled) if together else disjunction(compiled)
        if isinstance(condition, Negation):
            return self.compile(condition.part, positive=not positive)
        if isinstance(condition, Constant):
            return ALWAYS if condition.value == positive else NEVER
        return ALWAYS

    def _test(self, subject: Subject, predicate: Predicate) -> tuple[Formula, Formula]:
        """When the test can hold, and when it can fail to."""
        can, cannot = self._formulas(subject, predicate)
        if not isinstance(subject, AssociatedMatch):
            return can, cannot
        # Only an association that exists can match, which is part of the question.
        there, absent = self._formulas(subject.association, holds(subject.association).predicate)
        if predicate.negated:
            return disjunction((absent, can)), conjunction((there, cannot))
        return conjunction((there, can)), disjunction((absent, cannot))

    def _formulas(self, subject: Subject, predicate: Predicate) -> tuple[Formula, Formula]:
        at, index = self.places[subject]
        variable = self.variables[at]
        mask = variable.domains[index].mask(predicate)
        if mask is None:
            return ALWAYS, ALWAYS
        cells = variable.lift(index, mask)
        return self.within(at, cells), self.within(at, variable.full & ~cells)

    def within(self, variable: int, mask: int) -> Formula:
        """``variable`` is in one of the cells of ``mask``."""
        if not mask:
            return NEVER
        return ALWAYS if mask == self.variables[variable].full else Within(variable, mask)

    def refuted(self, formula: Formula) -> Formula:
        """The states in which ``formula`` does not hold, whatever is opaque."""
        match formula:
            case Always():
                return NEVER
            case Never():
                return ALWAYS
            case Within(variable, mask):
                return self.within(variable, self.variables[variable].full & ~mask)
            case AllOf(parts):
                return disjunction(map(self.refuted, parts))
            case AnyOf(parts):
                return conjunction(map(self.refuted, parts))

    def domain(self, subject: AnySubject) -> Domain:
        """The values of ``subject`` that are told apart."""
        variable, index = self.places[subject]
        return self.variables[variable].domains[index]

    def forget(self, box: Box) -> dict[int, int]:
        """What is left when every fact about the record is lost: what the workflow itself did.

        Its own opt-in may have been undone meanwhile.
        """
        kept: dict[int, int] = {}
        for variable, mask in box.items():
            subject = self.variables[variable].subjects[0]
            if isinstance(subject, PendingMarketing | Since):
                kept[variable] = mask
            elif isinstance(subject, OwnSubscription):
                faded = mask | (self.domain(subject).bit(None) or 0)
                if faded != self.variables[variable].full:
                    kept[variable] = faded
        return kept

    def nothing_done(self) -> Formula:
        """The workflow itself has done nothing yet."""
        own = [subject for kind in OWN for subject in self.of(kind)]
        return conjunction(self.about(subject, _at_enrolment(subject)) for subject in own)

    def about(self, subject: AnySubject, *values: Sample) -> Formula:
        """The value of ``subject`` is one of ``values``, as far as it is told apart at all."""
        place = self.places.get(subject)
        if place is None:
            return ALWAYS
        variable = self.variables[place[0]]
        domain = variable.domains[place[1]]
        mask = sum({domain.bit(value) or 0 for value in values})
        return self.within(place[0], variable.lift(place[1], mask))


def _at_enrolment(subject: AnySubject) -> Sample:
    return "0" if isinstance(subject, Since) and subject.enrolment else None


class Background(Frozen, frozen=True):
    """What is known of the record's properties beside the questions asked of them."""

    object_type_id: str = ""
    multi_valued: frozenset[str] = frozenset()
    closed: Mapping[str, Sequence[str]] = {}
    """Property → all values that it can have when it is set."""
    written: Mapping[str, Sequence[str]] = {}
    """Property → the texts that the workflow writes to it."""
    delays: Collection[float] = ()
    """How long the delays are that surely take time, in minutes."""


NOTHING_KNOWN = Background()


def build(
    conditions: Iterable[Condition],
    background: Background = NOTHING_KNOWN,
    extra: Iterable[AnySubject] = (),
) -> Space:
    """The space in which ``conditions`` can be told apart.

    ``extra``: subjects needed beside those that the conditions name.
    """
    asked = _questions(conditions)
    for subject in extra:
        asked.setdefault(subject, {})
    facts = [
        fact
        for fact in axioms(_ordinary(asked), background.object_type_id)
        if not any(isinstance(test.subject, AssociatedMatch) for test in tests(fact))
    ]
    for fact in facts:
        for test in tests(fact):
            asked.setdefault(test.subject, {})[test.predicate] = None
    domains = {subject: _domain(subject, found, background) for subject, found in asked.items()}
    made = [
        _variable(group, domains, facts)
        for tied in _groups(list(asked), facts)
        for group in _manageable(tied, domains)
    ]
    places = {
        subject: (at, index)
        for at, variable in enumerate(made)
        for index, subject in enumerate(variable.subjects)
    }
    kinds: dict[type, list[AnySubject]] = {}
    for subject in places:
        kinds.setdefault(type(subject), []).append(subject)
    return Space(tuple(made), places, asked, {kind: tuple(found) for kind, found in kinds.items()})


def _ordinary(subjects: Iterable[AnySubject]) -> list[Subject]:
    return [subject for subject in subjects if not isinstance(subject, PendingMarketing)]


def _questions(conditions: Iterable[Condition]) -> dict[AnySubject, dict[Predicate, None]]:
    asked: dict[AnySubject, dict[Predicate, None]] = {}
    for condition in conditions:
        for test in tests(condition):
            asked.setdefault(test.subject, {})[test.predicate] = None
            if isinstance(test.subject, AssociatedMatch):
                exists = holds(test.subject.association)
                asked.setdefault(exists.subject, {})[exists.predicate] = None
    return asked


def _domain(subject: AnySubject, asked: Collection[Predicate], background: Background) -> Domain:
    match subject:
        case Property(name):
            return _property(name, asked, background)
        case Output():
            return values.open_ended(tuple(asked))
        case OwnSubscription():
            return values.closed(("in", "out"))
        case PendingMarketing():
            return values.closed(("on", "off"))
        case Since(limit=limit):
            return values.durations(limit, background.delays)
        case _:
            return values.boolean()


def _property(name: str, asked: Collection[Predicate], background: Background) -> Domain:
    written = tuple(background.written.get(name, ()))
    if name in background.multi_valued:
        return values.multi_valued(tuple(asked), written)
    if name in background.closed:
        return values.closed(tuple(background.closed[name]))
    return values.open_ended(tuple(asked), written, whole=name in COUNTS)


def _groups(
    subjects: Sequence[AnySubject], facts: Iterable[Condition]
) -> list[tuple[AnySubject, ...]]:
    """The subjects, those that a fact ties together in one group; in order of appearance."""
    leader: dict[AnySubject, AnySubject] = {subject: subject for subject in subjects}

    def find(subject: AnySubject) -> AnySubject:
        while leader[subject] != subject:
            subject = leader[subject]
        return subject

    for fact in facts:
        first, *others = [find(test.subject) for test in tests(fact)]
        for other in others:
            leader[find(other)] = find(first)
    groups: dict[AnySubject, list[AnySubject]] = {}
    for subject in subjects:
        groups.setdefault(find(subject), []).append(subject)
    return [tuple(group) for group in groups.values()]


def _manageable(
    group: tuple[AnySubject, ...], domains: Mapping[AnySubject, Domain]
) -> list[tuple[AnySubject, ...]]:
    if prod(len(domains[subject].samples) for subject in group) <= MAX_CELLS:
        return [group]
    return [(subject,) for subject in group]


def _variable(
    group: tuple[AnySubject, ...],
    domains: Mapping[AnySubject, Domain],
    facts: Sequence[Condition],
) -> Variable:
    chosen = tuple(domains[subject] for subject in group)
    if len(group) == 1 and not any(_within(fact, group) for fact in facts):
        return Variable(group, chosen, (), chosen[0].full)
    cells: list[Cell] = [()]
    for count in range(1, len(group) + 1):
        known = group[:count]
        decided = [f for f in facts if _within(f, known) and not _within(f, known[:-1])]
        cells = [
            (*cell, position)
            for cell in cells
            for position in range(len(chosen[count - 1].samples))
            if _consistent((*cell, position), known, domains, decided)
        ]
    return Variable(group, chosen, tuple(cells), (1 << len(cells)) - 1)


def _within(fact: Condition, subjects: Collection[AnySubject]) -> bool:
    return all(test.subject in subjects for test in tests(fact))


def _consistent(
    cell: Cell,
    subjects: tuple[AnySubject, ...],
    domains: Mapping[AnySubject, Domain],
    facts: Iterable[Condition],
) -> bool:
    at = dict(zip(subjects, cell, strict=True))
    return all(_true(fact, at, domains) for fact in facts)


def _true(
    condition: Condition, at: Mapping[AnySubject, int], domains: Mapping[AnySubject, Domain]
) -> bool:
    """Whether a fact holds in one cell; what cannot be told holds."""
    match condition:
        case Constant(value):
            return value
        case Test(subject, predicate):
            mask = domains[subject].mask(predicate)
            return mask is None or bool(mask >> at[subject] & 1)
        case All(parts):
            return all(_true(part, at, domains) for part in parts)
        case Some(parts):
            return any(_true(part, at, domains) for part in parts)
        case Negation(part):
            return not _true(part, at, domains)
        case Opaque():
            return True
