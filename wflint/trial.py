"""Repairs tried out: only those are offered that repair, and break nothing else.

A repair is made on the plain value, and the workflow judged again. It passes if its finding is
gone, or less loud, and nothing new has come that is at least as loud, nor any error or warning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from msgspec import Struct
from msgspec.structs import replace

from wflint.findings import Finding, Fix, Level, WorkflowRef
from wflint.fixes.plan import NotPossible, patched, plan
from wflint.hubspot.envelope import Entry, kind_of
from wflint.hubspot.reading import parse
from wflint.rules import RuleContext, judge
from wflint.rules.readers import from_reading
from wflint.workflow.build import build
from wflint.workflow.portal import Portal

_Kind = tuple[str, str, str]
"""Code, the action's title, what is wrong: what two runs have in common of one finding."""


def _as_it_is(finding: Finding) -> Finding:
    return finding


class Trial(Struct, frozen=True):
    """One workflow, and what was ``found`` in it by the rules whose codes are ``enabled``.

    ``levelled`` sets the level of a finding as the settings have it, in ``found`` as well.
    """

    entry: Entry
    reference: WorkflowRef
    portal: Portal
    context: RuleContext
    enabled: Collection[str]
    found: tuple[Finding, ...]
    levelled: Callable[[Finding], Finding] = _as_it_is

    @property
    def size(self) -> int:
        """How many actions each trial judges."""
        actions = self.entry.value.get("actions") if isinstance(self.entry.value, dict) else None
        return max(len(actions), 1) if isinstance(actions, list) else 1

    def with_proved_fixes(self, finding: Finding) -> Finding:
        """``finding`` with those of its repairs that pass."""
        return replace(
            finding, fixes=tuple(fix for fix in finding.fixes if self.passes(fix, finding))
        )

    def passes(self, fix: Fix, finding: Finding) -> bool:
        """Whether ``fix`` repairs ``finding``, and breaks nothing else."""
        here = self.entry.pointer
        if any(not change.pointer.startswith(f"{here}/") for change in fix.changes):
            return False
        changes = [replace(one, pointer=one.pointer.removeprefix(here)) for one in fix.changes]
        try:
            value = patched(self.entry.value, plan(changes, self.entry.value))
        except NotPossible:
            return False
        return bool(changes) and self._is_better(tuple(self._judged(value)), finding)

    def _judged(self, value: object) -> Iterable[Finding]:
        entry = Entry(self.entry.pointer, value, kind_of(value))
        parsed = parse(entry)
        workflow = build(entry, parsed, self.reference.index, self.portal)
        yield from from_reading(parsed, self.context.file, self.reference, entry)
        if workflow is not None:
            unseen = replace(self.context, is_shown=_is_not_shown, repairs=False)
            yield from judge(workflow, self.portal, unseen, self.enabled)

    def _is_better(self, found: Iterable[Finding], finding: Finding) -> bool:
        after = [self.levelled(one) for one in found if one.code in self.enabled]
        own, least = _kind(finding), min(finding.level.rank, Level.WARNING.rank)
        fewer = _kinds(after, finding.level)[own] < _kinds(self.found, finding.level)[own]
        # At each level for itself: what was there before can also have become louder.
        return fewer and not any(
            _kinds(after, level) - _kinds(self.found, level)
            for level in Level
            if level.rank >= least
        )


def _is_not_shown(_: Finding) -> bool:
    return False


def _kinds(findings: Iterable[Finding], least: Level) -> Counter[_Kind]:
    """How often each kind of finding stands among those that are at least so loud."""
    return Counter(_kind(one) for one in findings if one.level.rank >= least.rank)


def _kind(finding: Finding) -> _Kind:
    return finding.code, finding.action_title, finding.subject
