"""WF305."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import Any

from msgspec.structs import replace

from wflint.findings import Applicability, Finding, Fix, Level, Place, Related
from wflint.rules.base import Case
from wflint.rules.on_path import PathRule, Question
from wflint.rules.repairs.wiring import without
from wflint.rules.structure.graph import Graph
from wflint.workflow.conditions import Since, is_known
from wflint.workflow.model import Action, AnyValue, AssignOwner, SetProperty, Target, Workflow
from wflint.workflow.references import properties_asked, properties_read, reads_anything

_STAGE = "lifecyclestage"
_Written = tuple[str, Target | None]


class OverwrittenWrite(PathRule):
    """A property is written, and written again on the same path before anything has read it.

    The first value is lost. A delay, an e-mail, a notification, code, a webhook or another workflow
    may read it; so does a branch that asks about it, and what is copied or added to. Properties
    that the goal, the suppression or re-enrolment look at are read all the time.

    **Example.** *Set lead source to web* and, two steps on, *Set lead source to form*.

    **Repair.** Remove the first one, or make them alternatives. Where every path from the first
    write leads to another one, wflint offers to remove it; not without asking, since a change of
    the property can be what enrols records elsewhere.
    """

    code = "WF305"
    name = "overwritten-write"
    level = Level.WARNING
    repairs = Applicability.UNSAFE

    def key(self, finding: Finding) -> object:
        """One finding for each write that is lost, at that write."""
        return finding.place.pointer

    def questions(self, case: Case) -> Iterator[Question]:
        """Whether each pair of writes follows with no reader between."""
        workflow = case.workflow
        actions = workflow.by_id()
        several = {what: who for what, who in _writers(workflow).items() if len(who) > 1}
        if not several:
            return
        watched, reading = _watched(workflow), _Reading(workflow)
        for written, writers in several.items():
            if written[0] in watched:
                continue
            reads = partial(reading.reads, written)
            onward = _leading_to(writers, case.graph)
            for first in writers:
                for later in _lost_by(first, writers, reads, onward):
                    readers = reading.readers(written)
                    unread = Since(starts=frozenset([first]), ends=readers)
                    removed = partial(_removed, actions[first], writers, readers, workflow)
                    lost = partial(
                        self._about, case, actions[first], actions[later], written[0], removed
                    )
                    yield Question(later, is_known(unread), lost)

    def _about(
        self,
        case: Case,
        first: Action,
        later: Action,
        name: str,
        removed: Callable[[], Iterator[Fix]],
    ) -> Finding:
        finding = self.finding(
            case,
            f"writes {name}, which action {later.id} writes again before anything reads it",
            first.place("property"),
            action=first,
            help="remove it, or let only one of the two run",
            subject=f"{name} {later.title}",
            fixes=removed(),
        )
        return replace(finding, related=(Related("written again", Place(later.pointer)),))


def _removed(
    first: Action, writers: Collection[str], readers: frozenset[str], workflow: Workflow
) -> Iterator[Fix]:
    """The write taken out, where it is overwritten whichever way records go."""
    if _is_always_lost(first, writers, readers, workflow):
        changes = without(first, workflow)
        yield Fix("remove the write that is lost", Applicability.UNSAFE, changes)


def _is_always_lost(
    first: Action, writers: Collection[str], readers: frozenset[str], workflow: Workflow
) -> bool:
    """Whether all paths from ``first`` lead to another writer, past no reader and no end."""
    actions = workflow.by_id()
    pending, seen = [first], {first.id}
    while pending:
        for way in pending.pop().ways:
            target = actions.get(way.target or "")
            if target is None or target.id in readers:
                return False
            if target.id not in writers and target.id not in seen:
                seen.add(target.id)
                pending.append(target)
    return True


def _written(action: Action) -> _Written | None:
    """The property, and whose, that ``action`` writes."""
    match action.meaning:
        case SetProperty(name, _, target):
            return name, target
        case AssignOwner(name):
            return name, None
        case _:
            return None


def _watched(workflow: Workflow) -> set[str]:
    """The properties that are looked at all the time."""
    enrolment = workflow.enrolment
    conditions = [c for c in (workflow.goal, workflow.suppression) if c is not None]
    conditions += [enrolment.kept] if enrolment.drops_unmet else []
    asked = {name for condition in conditions for name in properties_asked(condition)}
    return asked | {change.property for change in enrolment.changes}


def _writers(workflow: Workflow) -> dict[_Written, list[str]]:
    """What is written → the actions that write it."""
    found: dict[_Written, list[str]] = {}
    for action in workflow.by_id().values():
        written = _written(action)
        if written is not None:
            found.setdefault(written, []).append(action.id)
    return found


def _leading_to(writers: list[str], graph: Graph) -> Callable[[str], Iterable[str]]:
    """Where to go on from an action, as far as that can still lead to one of ``writers``."""
    places = graph.places
    if not places:
        return graph.edges.__getitem__
    last = max(places[writer] for writer in writers)
    return lambda action: [target for target in graph.edges[action] if places[target] <= last]


def _lost_by(
    first: str,
    writers: list[str],
    reads: Callable[[str], bool],
    onward: Callable[[str], Iterable[str]],
) -> list[str]:
    """The writers that connections lead to from ``first``, past no reader and no other writer."""
    found: set[str] = set()
    pending = [first]
    seen: set[str] = set()
    while pending:
        for target in onward(pending.pop()):
            if target in seen or reads(target):
                continue
            seen.add(target)
            if target in writers:
                found.add(target)
            else:
                pending.append(target)
    return [one for one in writers if one in found]


class _Reading:
    """Who reads what; each action is looked at when it is first asked about."""

    def __init__(self, workflow: Workflow) -> None:
        self._workflow = workflow
        self._actions = workflow.by_id()
        self._named: dict[str, frozenset[str]] = {}
        self._readers: dict[_Written, frozenset[str]] = {}

    def readers(self, written: _Written) -> frozenset[str]:
        """The actions that look at what was written."""
        known = self._readers.get(written)
        if known is None:
            reading = [each for each in self._actions if self.reads(written, each)]
            known = self._readers[written] = frozenset(reading)
        return known

    def reads(self, written: _Written, action_id: str) -> bool:
        """Whether the action looks at what was written."""
        action = self._actions[action_id]
        if reads_anything(action):
            return True
        name, target = written
        if target is not None:
            # Nothing says which records' properties a branch or a copy looks at.
            return not isinstance(action.meaning, SetProperty | AssignOwner)
        return name in self._names(action) or _builds_on(action, name, self._workflow)

    def _names(self, action: Action) -> frozenset[str]:
        known = self._named.get(action.id)
        if known is None:
            known = self._named[action.id] = properties_read(self._workflow, action)
        return known


def _builds_on(action: Action, name: str, workflow: Workflow) -> bool:
    """Whether ``action`` writes the property in a way that depends on what it was."""
    match action.meaning:
        case SetProperty(own, value, None) if own == name:
            return name == _STAGE or (
                isinstance(value, AnyValue) and _adds(action, value, workflow)
            )
        case AssignOwner(own) if own == name:
            return not _overwrites(workflow.raw(action))
        case _:
            return False


def _overwrites(raw: Any) -> bool:
    """Whether a rotation takes an owner away, whoever that is."""
    fields = raw.get("fields") if isinstance(raw, dict) else None
    given = fields.get("overwrite_current_owner") if isinstance(fields, dict) else None
    return str(given).lower() == "true"


def _adds(action: Action, value: AnyValue, workflow: Workflow) -> bool:
    """Whether the new value is made from the old one."""
    raw = workflow.raw(action)
    given = raw.get("fields", {}).get("value") if isinstance(raw, dict) else None
    kind = str(given.get("type", "")) if isinstance(given, dict) else ""
    return value.increment is not None or "APPEND" in kind or action.type_id == "0-261589386"
