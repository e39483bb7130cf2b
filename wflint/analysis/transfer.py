"""What an action does to a state, and what time does.

An effect is a choice of *outcomes*. An outcome says in which states it can come about and which
variables it changes: for each cell of a changed variable, the cells it may become.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from wflint.analysis.space import AnySubject, PendingMarketing, Space
from wflint.analysis.states import (
    ALWAYS,
    Box,
    Formula,
    States,
    assume,
    conjunction,
    insert,
)
from wflint.struct import Frozen
from wflint.workflow.axioms import PRIMARY_COMPANY, becomes_primary
from wflint.workflow.conditions import (
    AssociatedMatch,
    Association,
    ListMember,
    Output,
    OwnSubscription,
    Property,
    Since,
    StableFact,
    Subscription,
)
from wflint.workflow.model import (
    Action,
    AdsAudience,
    AnyValue,
    AssignOwner,
    CreateAssociations,
    CreateRecord,
    CreateTask,
    Decide,
    Delay,
    DeleteRecord,
    EnrolInSequence,
    EnrolInWorkflow,
    Meaning,
    NoEffect,
    Notify,
    RunCode,
    SendEmail,
    SetListMembership,
    SetMarketingStatus,
    SetProperty,
    SetSubscription,
    Split,
    StaticText,
    Unknown,
    Value,
    WaitForEvent,
    WaitUntilDate,
)
from wflint.workflow.portal import Portal

STATUS = Property("hs_marketable_status")
STAGE = Property("lifecyclestage")
PENDING = PendingMarketing()


class Change(Frozen, frozen=True):
    """``image[i]``: the cells that cell ``i`` of ``variable`` may become."""

    variable: int
    image: tuple[int, ...]

    def apply(self, mask: int) -> int:
        """The cells that those of ``mask`` may become."""
        result = 0
        while mask:
            lowest = mask & -mask
            result |= self.image[lowest.bit_length() - 1]
            mask ^= lowest
        return result

    @property
    def constant(self) -> bool:
        """Whether the result is the same whatever the cell was."""
        return len(set(self.image)) == 1


class Outcome(Frozen, frozen=True):
    """One way an effect can go. ``forgets``: every fact is lost before the changes happen."""

    when: Formula = ALWAYS
    changes: tuple[Change, ...] = ()
    forgets: bool = False


class Effect(Frozen, frozen=True):
    """What an action does: one of ``outcomes`` happens; none: the record is gone."""

    outcomes: tuple[Outcome, ...] = (Outcome(),)

    @property
    def nothing(self) -> bool:
        """Whether every state stays as it is."""
        return self is NO_EFFECT

    def touches(self, held: int) -> bool:
        """Whether a variable of the mask ``held`` may change."""
        return any(held >> c.variable & 1 for o in self.outcomes for c in o.changes)

    def reads(self) -> int:
        """A mask of the variables that decide what becomes of a state."""
        mask = 0
        for outcome in self.outcomes:
            mask |= outcome.when.looks_at
            for change in outcome.changes:
                if not change.constant:
                    mask |= 1 << change.variable
        return mask

    def overwrites(self) -> int:
        """A mask of the variables that become the same whatever they were."""
        mask = 0
        if len(self.outcomes) == 1:
            for change in self.outcomes[0].changes:
                if change.constant:
                    mask |= 1 << change.variable
        return mask


NO_EFFECT = Effect()
GONE = Effect(())


def apply(effect: Effect, states: States, space: Space) -> States:
    """The states after ``effect``."""
    if effect.nothing:
        return states
    if len(effect.outcomes) == 1 and len(states.boxes) == 1:
        (outcome,) = effect.outcomes
        if outcome.when is ALWAYS:
            return States((_changed(states.boxes[0], outcome, space),), states.exact)
    found: list[Box] = []
    exact = states.exact
    for outcome in effect.outcomes:
        left = assume(states, outcome.when)
        exact = exact and left.exact
        for box in left.boxes:
            insert(found, _changed(box, outcome, space))
    return States(tuple(found), exact)


def _changed(box: Box, outcome: Outcome, space: Space) -> Box:
    result = space.forget(box) if outcome.forgets else dict(box)
    for change in outcome.changes:
        full = space.variables[change.variable].full
        mask = change.apply(result.get(change.variable, full))
        if mask == full:
            result.pop(change.variable, None)
        else:
            result[change.variable] = mask
    return result


# ---------------------------------------------------------------- effects by meaning


def effect_of(action: Action, space: Space, portal: Portal, *, concrete: bool = False) -> Effect:
    """What ``action`` does to the record; outputs it had from an earlier run are gone.

    ``concrete``: of what may happen, only what one run of a record is taken to show.
    """
    outputs = _anything(space, [s for s in space.of(Output) if s.action_id == action.id])
    outputs += _clocks(action, space)
    if isinstance(action.meaning, INERT):
        return _single(*outputs)
    match action.meaning:
        case DeleteRecord():
            return GONE
        case Delay() | WaitUntilDate() | WaitForEvent():
            sure = takes_time(action)
            return _with(passing_time(space, sure=sure, concrete=concrete), outputs)
        case CreateRecord(associations=associations):
            return _with(_associate(associations, space), [*outputs, *_matches(space)])
        case _:
            changes = _changes(action.meaning, space, portal, concrete=concrete)
            return _single(*outputs, *changes)


INERT = (
    *(Decide, Split, SendEmail, AdsAudience, CreateTask, EnrolInSequence, Notify, EnrolInWorkflow),
    *(RunCode, NoEffect, Unknown),
)
"""What neither changes a record nor takes time; most actions are like that."""


def _changes(meaning: Meaning, space: Space, portal: Portal, *, concrete: bool) -> list[Change]:
    """What an action changes whatever the state is."""
    match meaning:
        case SetProperty(name, value, None):
            if name == STAGE.name and isinstance(value, StaticText) and value.text:
                return [
                    *_promote(value.text, space, portal, concrete=concrete),
                    *_facts_of(space, name),
                ]
            return _write(name, value, space)
        case AssignOwner(name, certain):
            owner = Property(name)
            known = _known(space, owner) if certain else _anything(space, [owner])
            return [*known, *_facts_of(space, name)]
        case SetMarketingStatus(marketable):
            return _set(space, PENDING, "on" if marketable else "off")
        case SetSubscription(email=True):
            return _subscribe(meaning, space)
        case SetListMembership(list_id, member):
            return _set(space, ListMember(list_id), _text(member))
        case _:
            return _others(meaning, space)


def _others(meaning: Meaning, space: Space) -> list[Change]:
    """What actions on other records change: what is asked of those, and who they are."""
    if isinstance(meaning, CreateAssociations):
        return [*_may_associate(space), *_matches(space)]
    return _matches(space) if isinstance(meaning, SetProperty) else []


def _matches(space: Space) -> list[Change]:
    return _anything(space, space.of(AssociatedMatch))


_WAITS = (Delay, WaitUntilDate, WaitForEvent)


def takes_time(action: Action) -> bool:
    """Whether time surely passes."""
    return isinstance(action.meaning, Delay) and action.meaning.minutes > 0


def may_take_time(action: Action) -> bool:
    """Whether time may pass."""
    return isinstance(action.meaning, _WAITS)


def passing_time(space: Space, *, sure: bool, concrete: bool = False) -> Effect:
    """A delay: lists may change, and what was asked for with 0-31 comes about."""
    lists = () if concrete else tuple(_anything(space, space.of(ListMember)))
    if PENDING not in space.places:
        return _single(*lists)
    settled = (*_set(space, STATUS, "true"), *_facts_of(space, STATUS.name))
    loose = (*_anything(space, [STATUS]), *_facts_of(space, STATUS.name))
    outcomes = [
        Outcome(space.about(PENDING, None), lists),
        Outcome(space.about(PENDING, "on"), (*lists, *settled, *_set(space, PENDING, None))),
        Outcome(space.about(PENDING, "off"), lists if concrete else (*lists, *loose)),
    ]
    if not sure:
        outcomes.append(Outcome(space.about(PENDING, "on"), lists))
    return Effect(tuple(outcomes))


def forgetting(action: Action, space: Space) -> Effect | None:
    """What ``action`` does if facts are forgotten meanwhile; None: nothing is forgotten there."""
    meaning = action.meaning
    if isinstance(meaning, RunCode) and meaning.kind in ("code", "webhook"):
        return FORGET
    if not may_take_time(action):
        return None
    effect = passing_time(space, sure=takes_time(action))
    return Effect(tuple(replace(outcome, forgets=True) for outcome in effect.outcomes))


FORGET = Effect((Outcome(forgets=True),))


def _single(*changes: Change) -> Effect:
    return Effect((Outcome(changes=_merged(changes)),)) if changes else NO_EFFECT


def _with(effect: Effect, changes: Sequence[Change]) -> Effect:
    if not changes:
        return effect
    return Effect(
        tuple(replace(o, changes=_merged((*o.changes, *changes))) for o in effect.outcomes)
    )


def _merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """One change a variable: those of one variable happen one after the other."""
    table: dict[int, Change] = {}
    for change in changes:
        before = table.get(change.variable)
        if before is None:
            table[change.variable] = change
        else:
            image = tuple(change.apply(mask) for mask in before.image)
            table[change.variable] = Change(change.variable, image)
    return tuple(table.values())


def _clocks(action: Action, space: Space) -> list[Change]:
    """What the action does to the times that are counted."""
    changes: list[Change] = []
    for subject in space.of(Since):
        if action.id in subject.starts:
            changes += _set(space, subject, "0")
        elif action.id in subject.ends:
            changes += _set(space, subject, None)
        elif subject.limit and isinstance(action.meaning, Delay):
            changes.append(_later(subject, int(action.meaning.minutes), space))
    return changes


def _later(subject: Since, delay: int, space: Space) -> Change:
    """``delay`` minutes are added to the time that has passed."""
    variable, _ = space.places[subject]
    domain = space.domain(subject)
    passed = [None if s is None else int(str(s)) for s in domain.samples]
    images = []
    for at, minutes in enumerate(passed):
        if minutes is None:
            images.append(1 << at)
            continue
        total = minutes + delay
        reached = max((m for m in passed if m is not None and m <= total), default=0)
        images.append(1 << passed.index(reached))
    return Change(variable, tuple(images))


def _anything(space: Space, subjects: Iterable[AnySubject]) -> list[Change]:
    return [
        change
        for subject in subjects
        if subject in space.places
        for change in _become(space, subject, -1)
    ]


def _known(space: Space, subject: Property) -> list[Change]:
    if subject not in space.places:
        return []
    blank = space.domain(subject).bit(None) or 0
    return _become(space, subject, ~blank)


def _set(space: Space, subject: AnySubject, value: str | None) -> list[Change]:
    """The subject gets ``value``; a value that cannot be: any."""
    if subject not in space.places:
        return []
    return _become(space, subject, space.domain(subject).bit(value) or -1)


def _become(space: Space, subject: AnySubject, mask: int) -> list[Change]:
    variable, index = space.places[subject]
    return [Change(variable, space.variables[variable].image(index, mask))]


def _facts_of(space: Space, name: str) -> list[Change]:
    """What writing a property makes unknown again."""
    facts = [s for s in space.of(StableFact) if name in s.properties]
    return _anything(space, facts)


def _text(value: bool) -> str:
    return "true" if value else "false"


def _write(name: str, value: Value, space: Space) -> list[Change]:
    subject = Property(name)
    facts = _facts_of(space, name)
    if subject not in space.places:
        return facts
    if isinstance(value, StaticText):
        return [*_set(space, subject, value.text or None), *facts]
    if isinstance(value, AnyValue) or name == STAGE.name:
        return [*_anything(space, [subject]), *facts]
    return [*_known(space, subject), *facts]


def _promote(stage: str, space: Space, portal: Portal, *, concrete: bool) -> list[Change]:
    """A write of the lifecycle stage: it moves forward, or stays as it is."""
    if STAGE not in space.places:
        return []
    domain = space.domain(STAGE)
    new = domain.bit(stage) or domain.full
    order = portal.lifecycle_order
    images = []
    for position, sample in enumerate(domain.samples):
        old = 1 << position
        if sample is None or sample == stage:
            images.append(new)
        elif sample in order and stage in order:
            forward = order.index(sample) < order.index(stage)
            images.append(new if forward else old)
        else:
            images.append(old if concrete else new | old)
    variable, _ = space.places[STAGE]
    return [Change(variable, tuple(images))]


def _subscribe(meaning: SetSubscription, space: Space) -> list[Change]:
    """An opt-in or opt-out to e-mail: what the workflow did, and what filters on it answer."""
    changes: list[Change] = []
    chosen = meaning.subscription_id
    for own in space.of(OwnSubscription):
        if _same(own.subscription_id, chosen):
            changes += _own(own, meaning, space)
    for asked in space.of(Subscription):
        changes += _answers(asked, meaning, space)
    return changes


def _same(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _own(subject: OwnSubscription, meaning: SetSubscription, space: Space) -> list[Change]:
    sure = subject.subscription_id is None or subject.subscription_id == meaning.subscription_id
    if meaning.opt_in is None or not sure:
        return _anything(space, [subject])
    return _set(space, subject, "in" if meaning.opt_in else "out")


def _answers(subject: Subscription, meaning: SetSubscription, space: Space) -> list[Change]:
    """An opt-out undoes an opt-in that was found before; else the filter may answer anything."""
    named = not subject.subscription_ids or meaning.subscription_id in subject.subscription_ids
    if meaning.subscription_id is not None and not named:
        # What was found out before an opt-out is out of date, whichever type it was about.
        return [] if meaning.opt_in is not False else _anything(space, [subject])
    alone = len(subject.subscription_ids) <= 1
    if meaning.opt_in is None or not subject.opt_in_only or not (alone or not meaning.opt_in):
        return _anything(space, [subject])
    return _set(space, subject, _text(meaning.opt_in))


def _associate(associations: Sequence[Association], space: Space) -> Effect:
    """The associations exist; a contact's first company becomes its primary one."""
    first: list[Change] = []
    later: list[Change] = []
    guard: list[Formula] = []
    no_first: list[Formula] = []
    for association in associations:
        later += _set(space, association, "true")
        if becomes_primary(association):
            guard.append(space.about(association, "false"))
            no_first.append(space.about(association, "true"))
            first += _set(space, PRIMARY_COMPANY, "true")
    if not first:
        return _single(*later)
    return Effect(
        (
            Outcome(conjunction(guard), _merged((*later, *first))),
            Outcome(conjunction(no_first), _merged(later)),
        )
    )


def _may_associate(space: Space) -> list[Change]:
    """Any association may exist afterwards that did not before."""
    changes: list[Change] = []
    for association in space.of(Association):
        (became,) = _set(space, association, "true")
        kept = tuple(mask | 1 << at for at, mask in enumerate(became.image))
        changes.append(Change(became.variable, kept))
    return changes
