"""What the connections alone tell of the time since an action, whoever walks there.

It answers most questions about ``Since`` with no: where no path from the start can have it so, no
record can. That is far cheaper than following records.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from wflint.struct import Frozen
from wflint.workflow.conditions import Condition, Operator, Predicate, Since, Test
from wflint.workflow.model import Action, Delay, Workflow


class _Seen(Frozen, frozen=True):
    """Of all paths to an action: whether one is ``blank``, and the least minutes of the others."""

    blank: bool
    least: int | None

    def or_else(self, other: _Seen) -> _Seen:
        if self == other:
            return self
        both = [minutes for minutes in (self.least, other.least) if minutes is not None]
        return _Seen(self.blank or other.blank, min(both, default=None))


_BLANK = _Seen(True, None)
_PASSED = _Seen(False, 0)


class Elapsed:
    """Answers for one workflow; what is asked about often is worked out once."""

    def __init__(self, workflow: Workflow) -> None:
        self._start = workflow.start
        self._actions = workflow.by_id()
        self._next = {
            action.id: [w.target for w in action.ways if w.target in self._actions]
            for action in self._actions.values()
        }
        self._known: dict[Since, Mapping[str, _Seen]] = {}
        self._reached: set[str] | None = None
        self._near: dict[tuple[Since, Fraction], dict[str, int]] = {}

    def may_hold(self, action_id: str, condition: Condition) -> bool:
        """Whether some path may bring ``condition`` to the action; False: certainly none."""
        if not isinstance(condition, Test) or not isinstance(condition.subject, Since):
            return True
        since, predicate = condition.subject, condition.predicate
        plain = not (predicate.negated or predicate.on_blank)
        if plain and predicate.operator is Operator.LESS:
            return action_id in self._soon_after(since, Fraction(predicate.operands[0]))
        if plain and predicate.operator is Operator.IS_KNOWN and not since.enrolment:
            return self._follows(action_id, since)
        known = self._known.get(since)
        if known is None:
            known = self._known[since] = self._seen(since)
        seen = known.get(action_id)
        return seen is not None and _answers(predicate, seen)

    def _follows(self, action_id: str, since: Since) -> bool:
        """Whether the action is come to after one of the starts, past none of the ends."""
        pending = [start for start in since.starts if start in self._reachable()]
        seen = set(pending)
        while pending:
            for target in self._next[pending.pop()]:
                if target == action_id:
                    return True
                if target not in seen and target not in since.ends:
                    seen.add(target)
                    pending.append(target)
        return False

    def _reachable(self) -> set[str]:
        """The actions that connections lead to from the start."""
        if self._reached is None:
            pending = [self._start] if self._start in self._actions else []
            self._reached = set(pending)
            while pending:
                new = [one for one in self._next[pending.pop()] if one not in self._reached]
                self._reached.update(new)
                pending += new
        return self._reached

    def _soon_after(self, since: Since, limit: Fraction) -> Mapping[str, int]:
        """The actions come to less than ``limit`` minutes after, and the least of those minutes.

        Most are not, which is found out near the places where the time begins to count.
        """
        known = self._near.get((since, limit))
        if known is not None:
            return known
        found = self._near[since, limit] = {}
        pending = [(target, 0) for start in since.starts for target in self._next.get(start, ())]
        if since.enrolment and self._start in self._actions:
            pending.append((self._start or "", 0))
        while pending:
            here, minutes = pending.pop()
            if minutes >= limit or found.get(here, limit) <= minutes:
                continue
            found[here] = minutes
            after = _after(self._actions[here], since, _Seen(False, minutes)).least
            if after is not None:
                pending += [(target, after) for target in self._next[here]]
        return found

    def _seen(self, since: Since) -> Mapping[str, _Seen]:
        """What ``since`` may be when each action is come to."""
        if self._start is None or self._start not in self._actions:
            return {}
        found = {self._start: _PASSED if since.enrolment else _BLANK}
        pending = [self._start]
        while pending:
            here = pending.pop()
            after = _after(self._actions[here], since, found[here])
            for target in self._next[here]:
                known = found.get(target)
                now = after if known is None else known.or_else(after)
                if now != known:
                    found[target] = now
                    pending.append(target)
        return found


def _answers(predicate: Predicate, seen: _Seen) -> bool:
    """Whether one of the values that were ``seen`` may answer with yes."""
    if seen.blank and predicate.on_blank:
        return True
    if predicate.operator is Operator.IS_KNOWN and predicate.negated:
        return False
    return seen.least is not None


def _after(action: Action, since: Since, before: _Seen) -> _Seen:
    if action.id in since.starts:
        return _PASSED
    if action.id in since.ends:
        return _BLANK
    if since.limit and isinstance(action.meaning, Delay) and before.least is not None:
        return _Seen(before.blank, min(since.limit, before.least + int(action.meaning.minutes)))
    return before
