"""Suppressions: findings that somebody has looked at and wants to live with, for a reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from msgspec import Struct, field

from wflint.findings import Finding, RuleName, Suppressed, WorkflowRef
from wflint.policy.mistakes import SettingsError, unknown_rule
from wflint.policy.selection import is_known, matches
from wflint.source.places import Range

if TYPE_CHECKING:
    from wflint.source.comments import Comment

T = TypeVar("T")

_COMMENT = re.compile(r"wflint:\s*ignore\s*\[(?P<rules>[^\]]*)\]\s*:?\s*(?P<reason>.*)")
SPELLING = "# wflint: ignore[WF103] reason"


class Suppression(Struct, frozen=True):
    """One wish not to see what some rules find in one workflow, or on one line.

    ``rules`` are codes, names or prefixes; ``workflow`` is an id or a name. ``file`` and ``range``
    say where it is written.
    """

    rules: tuple[str, ...]
    reason: str
    file: str
    range: Range
    workflow: str | None = None
    action: str | None = None
    expires: date | None = None
    line: int | None = None
    """Of a comment: the line that it is about."""

    @property
    def where(self) -> str:
        """Where it is written, for people."""
        return f"{self.file}:{self.range.start.line}:{self.range.start.column}"

    def is_about(self, workflow: WorkflowRef | None) -> bool:
        """Whether it may be about findings in ``workflow`` (None: in the file as a whole)."""
        if self.line is not None:
            return True
        return workflow is not None and self.workflow in (workflow.id, workflow.name)

    def covers(self, finding: Finding) -> bool:
        """Whether ``finding`` stands where it is about; which rule it is of is another question."""
        if self.line is not None:
            return finding.range is not None and finding.range.start.line == self.line
        return self.is_about(finding.workflow) and self.action in (None, finding.action_id)

    def has_expired(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.expires is not None and today > self.expires


Word: TypeAlias = tuple[Suppression, str]
"""A suppression, and one of its words for rules."""


class Used(Struct, frozen=True):
    """What became of suppressions in one file.

    ``met``: those that are about something in the file; ``asked``: the words that could have
    covered a finding, their rules being on; ``used``: those that did; ``expired``: the suppressions
    that would have, had they not expired.
    """

    met: frozenset[Suppression] = frozenset()
    asked: frozenset[Word] = frozenset()
    used: frozenset[Word] = frozenset()
    expired: frozenset[Suppression] = frozenset()


class Ledger(Struct):
    """Decides which findings are suppressed, and keeps account of it."""

    met: set[Suppression] = field(default_factory=set)
    asked: set[Word] = field(default_factory=set)
    used: set[Word] = field(default_factory=set)
    expired: set[Suppression] = field(default_factory=set)

    def open(
        self,
        suppressions: Iterable[Suppression],
        workflow: WorkflowRef | None,
        enabled: Collection[str],
        rules: Iterable[RuleName],
    ) -> None:
        """Note what could cover findings in ``workflow``, where the rules ``enabled`` are on."""
        known = tuple(rules)
        for one in suppressions:
            if one.is_about(workflow):
                self.met.add(one)
                for word in one.rules:
                    meant = [rule.code for rule in known if matches(word, rule)]
                    if all(code in enabled for code in meant):
                        self.asked.add((one, word))

    def look_up(
        self, finding: Finding, suppressions: Iterable[Suppression], today: date
    ) -> Suppressed | None:
        """Why ``finding`` is suppressed; None: it is not. A finding uses all that cover it.

        What has expired, or gives no reason, suppresses nothing.
        """
        rule = RuleName(finding.code, finding.name)
        found: Suppressed | None = None
        for one in suppressions:
            words = [word for word in one.rules if matches(word, rule)]
            if not words or not one.covers(finding):
                continue
            self.used.update((one, word) for word in words)
            if one.has_expired(today):
                self.expired.add(one)
            elif one.reason:
                found = found or _suppressed(one)
        return found

    def closed(self) -> Used:
        """The account."""
        return Used(
            frozenset(self.met),
            frozenset(self.asked),
            frozenset(self.used),
            frozenset(self.expired),
        )


def _suppressed(one: Suppression) -> Suppressed:
    kind: Literal["inSource", "external"] = "inSource" if one.line is not None else "external"
    return Suppressed(kind, one.reason, one.where)


# ---------------------------------------------------------------- what is wrong with them


class Complaint(Struct, frozen=True):
    """Something that is wrong with a suppression: WF901, WF902 or WF903."""

    code: Literal["WF901", "WF902", "WF903"]
    message: str
    suppression: Suppression


def complaints(used: Collection[Used], absent: Collection[Suppression]) -> Iterator[Complaint]:
    """What is wrong with suppressions after a run. ``absent``: those whose workflow is not there.

    Of one that is about a workflow that is not there, nothing else is said.
    """
    met = _union(each.met for each in used)
    asked = _union(each.asked for each in used)
    working = _union(each.used for each in used)
    expired = _union(each.expired for each in used)
    for one in absent:
        yield Complaint("WF901", f"there is no workflow «{one.workflow}»", one)
    for one in expired:
        day = one.expires
        yield Complaint("WF903", f"this suppression was to last until {day}; it has ended", one)
    for one, word in asked - working:
        yield Complaint("WF901", f"{word} finds nothing{_there(one)} to suppress", one)
    for one in met:
        if not one.reason:
            yield Complaint("WF902", "this suppression gives no reason, so it does not count", one)


def _union(sets: Iterable[frozenset[T]]) -> frozenset[T]:
    return frozenset[T]().union(*sets)


def _there(one: Suppression) -> str:
    if one.line is not None:
        return f" on line {one.line}"
    return f" in «{one.workflow}»" + (f" at action {one.action}" if one.action else "")


# ---------------------------------------------------------------- comments


def from_comment(comment: Comment, file: str, rules: Sequence[RuleName]) -> Suppression:
    """The suppression that a comment is. Raises SettingsError where it cannot be one."""
    found = _COMMENT.fullmatch(comment.text)
    words = tuple(word.strip() for word in found["rules"].split(",")) if found else ()
    start = comment.range.start
    place = f"{file}:{start.line}:{start.column}"
    if found is None or not all(words):
        raise SettingsError(f'{place}: a comment to wflint is spelt "{SPELLING}"')
    for word in words:
        if not is_known(word, rules):
            raise SettingsError(f"{place}: {unknown_rule(word, rules)}")
    return Suppression(words, found["reason"].strip(), file, comment.range, line=comment.about)
