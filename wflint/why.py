"""Why a rule did or did not speak in a file: what ``check`` says there, and what stands behind it.

The findings are those of ``check`` itself, with the rule on and every level shown; what the
settings make of them, and what kept the rule silent elsewhere, is told beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from wflint.analysis.study import Study
from wflint.check import CheckOptions, check
from wflint.dry_run import Chosen, DryRunError, choose
from wflint.findings import Finding, Level, RuleName, WorkflowRef
from wflint.loading import portal_of
from wflint.policy.levels import is_shown
from wflint.policy.selection import Choice
from wflint.policy.settings import Settings, in_force
from wflint.policy.trace import Said, Selected, least_level, level_of, said_of_portal, selection
from wflint.rules import RuleContext, catalogue
from wflint.rules.base import Case, Rule, WorkflowRule, reference
from wflint.rules.prediction import Prediction
from wflint.rules.silence import Silence, silences
from wflint.source.discovery import PathNotFound
from wflint.workflow.model import Action
from wflint.workflow.portal import Portal


class Fate(StrEnum):
    """What becomes of a finding."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    SUPPRESSED = "suppressed"
    OFF = "off"


class Spoken(Struct, frozen=True):
    """Something the rule finds, what becomes of it, and because of what.

    ``silence``: why it is no more than stale or bypass.
    """

    finding: Finding
    fate: Fate
    because: str
    silence: Silence | None = None


class Answer(Struct, frozen=True):
    """All there is to say of one rule in one file, or in one workflow or at one action of it."""

    rule: type[Rule]
    file: str
    workflow: WorkflowRef | None
    action: str | None
    selected: Selected
    least: Said
    level: Said | None
    """What the settings say of the rule's level."""
    spoken: tuple[Spoken, ...]
    silent: tuple[Silence, ...]
    crashes: tuple[str, ...] = ()


class Question(Struct, frozen=True):
    """Which rule is asked about, and where: of ``file``, or one workflow or action of it.

    ``options``: as ``check`` would have them; its paths are not read.
    """

    rule: type[Rule]
    file: str
    options: CheckOptions
    workflow: str | None = None
    action: str | None = None

    def name(self) -> RuleName:
        """The rule's names."""
        return RuleName(self.rule.code, self.rule.name, self.rule.default)


class NoAnswerError(Exception):
    """The question cannot be answered; the message is one line with place, cause and remedy."""


def why(question: Question) -> Answer:
    """The answer to ``question``.

    Raises NoAnswerError where what it names is not there, and SettingsError where the settings
    cannot be used.
    """
    chosen = _chosen(question)
    ref = reference(chosen.workflow) if chosen is not None else None
    sources = question.options.policy().applying(Path(question.file), ref)
    selected = selection(sources, question.name())
    findings, suppressed, crashes = _found(question, ref)
    silent = tuple(_silent(question, chosen, sources)) if chosen is not None else ()
    by_action = {each.action_id: each for each in silent}
    least = least_level(sources)
    speaking = _Speaking(selected, least, in_force(sources).level, by_action)
    spoken = [*map(speaking.of, findings), *map(speaking.of_suppressed, suppressed)]
    told = {one.finding.action_id for one in spoken}
    return Answer(
        question.rule,
        question.file,
        ref,
        question.action,
        selected,
        least,
        level_of(sources, question.name()),
        tuple(spoken),
        tuple(each for each in silent if each.action_id not in told),
        crashes,
    )


# ---------------------------------------------------------------- where


def _chosen(question: Question) -> Chosen | None:
    """The workflow that is asked about; None: the rule looks at files as a whole."""
    looks_inside = issubclass(question.rule, Prediction | WorkflowRule)
    if not (looks_inside or question.workflow or question.action):
        return None
    options = question.options
    try:
        chosen = choose(question.file, question.workflow, options.policy(), options.stdin)
    except DryRunError as error:
        raise NoAnswerError(str(error)) from None
    known = chosen.workflow.by_id()
    if question.action is not None and question.action not in known:
        ids = ", ".join(list(known)[:_MOST_LISTED]) or "none"
        more = ", …" if len(known) > _MOST_LISTED else ""
        there = f'there is no action "{question.action}" in it; its actions are {ids}{more}'
        raise NoAnswerError(f"{question.file}: {there}")
    return chosen


_MOST_LISTED = 20

# ---------------------------------------------------------------- what it finds


def _found(
    question: Question, ref: WorkflowRef | None
) -> tuple[Sequence[Finding], Sequence[Finding], tuple[str, ...]]:
    """What the rule finds when it is on, what of that is suppressed, and failures of ours."""
    given = question.options.settings
    words = (*given.choice.extend_select, question.rule.code)
    choice = Choice(given.choice.select, words, given.choice.ignore)
    heard = replace(given, choice=choice, level=Level.INFO)
    try:
        report = check(replace(question.options, paths=(question.file,), settings=heard))
    except PathNotFound as error:
        raise NoAnswerError(f"{error.path}: there is no such file") from None

    def meant(finding: Finding) -> bool:
        there = ref is None or finding.workflow is None or finding.workflow.index == ref.index
        at = question.action in (None, finding.action_id)
        return finding.code == question.rule.code and there and at

    crashes = tuple(crash for crash in report.crashes if f" {question.rule.code}: " in crash)
    return (
        tuple(filter(meant, report.findings)),
        tuple(filter(meant, report.suppressed)),
        crashes,
    )


class _Speaking(Struct, frozen=True):
    """What the settings make of findings."""

    selected: Selected
    least: Said
    level: Level
    silent: Mapping[str, Silence]

    def of(self, finding: Finding) -> Spoken:
        silence = self.silent.get(finding.action_id or "")
        if not self.selected.on:
            return Spoken(finding, Fate.OFF, f"the rule is off: {self.selected.because}", silence)
        if is_shown(finding, self.level):
            return Spoken(finding, Fate.SHOWN, str(self.least), silence)
        because = f"{finding.level} is below the level shown: {self.least}"
        return Spoken(finding, Fate.HIDDEN, because, silence)

    def of_suppressed(self, finding: Finding) -> Spoken:
        note = finding.suppressed
        because = f"{note.where}: {note.reason}" if note is not None else ""
        return Spoken(finding, Fate.SUPPRESSED, because, self.silent.get(finding.action_id or ""))


# ---------------------------------------------------------------- what keeps it silent


def _silent(question: Question, chosen: Chosen, sources: Sequence[Settings]) -> Iterator[Silence]:
    """Of the actions that the rule could speak of, or of the one asked about, why it does not."""
    if not issubclass(question.rule, Prediction):
        return
    context = RuleContext(question.file, chosen.today, chosen.recurring)
    case = Case(Study(chosen.workflow, chosen.portal), context)
    actions = _asked(chosen, question.action)
    others = dict(_other_portals(sources))
    for silence in silences(question.rule(), case, actions, others):
        if question.action is not None or silence.reason != "other-kind":
            yield silence


def _asked(chosen: Chosen, action: str | None) -> list[Action]:
    known = chosen.workflow.by_id()
    return list(known.values()) if action is None else [known[action]]


def _other_portals(sources: Sequence[Settings]) -> Iterator[tuple[str, Portal]]:
    """The portal without one thing that the settings say of it, by what they say."""
    settings = in_force(sources).portal
    for name, said in said_of_portal(sources):
        yield str(said), portal_of(replace(settings, **{name: None}))


def rule_called(word: str) -> type[Rule] | None:
    """The rule with that code or name, however it is capitalised."""
    known = {name.casefold(): one for one in catalogue() for name in (one.code, one.name)}
    return known.get(word.casefold())
