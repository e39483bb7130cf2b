"""Repairs made on the plain value of a workflow, and what has to hold of every one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from jsonschema import Draft202012Validator
from msgspec.structs import replace

from tests.hunt.records import Drawn, Records
from tests.properties.flows import Json
from wflint.findings import Applicability, Change, Finding, Fix, Level
from wflint.fixes import plan
from wflint.hubspot.envelope import entries
from wflint.hubspot.reading import parse
from wflint.hubspot.schema import load
from wflint.loading import reference_to
from wflint.rules import RuleContext, judge, rule_names
from wflint.rules.readers import from_reading
from wflint.simulate.record import Record
from wflint.simulate.run import End, Run, Settings, run_in
from wflint.simulate.state import Answers, scene_of
from wflint.trial import Trial
from wflint.workflow.build import build
from wflint.workflow.model import AssignOwner, Decide, SetMarketingStatus, Workflow
from wflint.workflow.portal import Portal

TODAY = date(2026, 11, 24)
MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
CODES = frozenset(rule.code for rule in rule_names() if not rule.code.startswith("WF7"))
RECORDS = 12
MAX_STEPS = 80


def patched(value: Any, changes: Iterable[Change]) -> Any:
    """``value`` after ``changes``."""
    changes = tuple(changes)
    return plan.patched(value, plan.plan(changes, value))


class Bench:
    """A workflow on the bench: its findings, with the repairs that have passed their trial."""

    def __init__(self, flow: Json, portal: Mapping[str, Any] | None = None) -> None:
        self.flow = flow
        self.portal = Portal(**(portal or {}))
        self.entry = entries(flow)[0]
        self.parsed = parse(self.entry)
        workflow = build(self.entry, self.parsed, 0, self.portal)
        assert workflow is not None
        self.workflow: Workflow = workflow
        reference = reference_to(self.entry, 0)
        context = RuleContext("flow.json", TODAY, is_shown=lambda _: False, repairs=True)
        self.found = (
            *from_reading(self.parsed, "flow.json", reference, self.entry, repairs=True),
            *judge(workflow, self.portal, context, CODES),
        )
        self.trial = Trial(self.entry, reference, self.portal, context, CODES, self.found)

    def repairs(self, least: Level = Level.INFO) -> Iterator[Repair]:
        """Every repair that is offered."""
        for finding in self.found:
            if finding.fixes and finding.level.rank >= least.rank:
                for fix in self.trial.with_proved_fixes(finding).fixes:
                    yield Repair(self, finding, fix)

    def count(self, least: Level = Level.INFO) -> Counter[tuple[str, str]]:
        """The findings of each rule, by what they say is wrong."""
        return Counter(
            (one.code, one.subject or one.action_title)
            for one in self.found
            if one.level.rank >= least.rank
        )

    def run(self, drawn: Drawn, *, force: bool) -> Run:
        answers = Answers(drawn.assume_events, drawn.facts, {})
        settings = Settings(MORNING, force, False, answers, (), MAX_STEPS)
        return run_in(scene_of(self.workflow, self.portal), drawn.record, settings)


@dataclass(frozen=True)
class Repair:
    """One repair of one finding."""

    bench: Bench
    finding: Finding
    fix: Fix

    def __str__(self) -> str:
        return f"{self.finding.code} at {self.finding.action_id}: {self.fix.title}"

    @property
    def made(self) -> Bench:
        """The workflow as it is after the repair, read again."""
        return Bench(patched(self.bench.flow, self.fix.changes), _settings(self.bench.portal))

    @property
    def is_safe(self) -> bool:
        return self.fix.applicability is Applicability.SAFE

    @property
    def keeps_behaviour(self) -> bool:
        """Whether records that do not fail have to fare as before."""
        return self.is_safe or self.fix.title.startswith(_KEEPING)


_KEEPING = (
    *("branch on", "clear the", "remove the wait", "remove the write", "take the delay"),
    *("take out the connection", "remove the branch and"),
)


# ---------------------------------------------------------------- what has to hold


def wrong_with(repair: Repair) -> list[str]:
    """Everything that does not hold of a repair as its document is read again."""
    made = repair.made
    wrong = [f"still there: {repair}"] * _is_there(repair.finding, repair.bench, made)
    new = made.count(Level.WARNING) - repair.bench.count(Level.WARNING)
    wrong += [f"{repair} brings {key}" for key in new]
    wrong += [f"{repair} breaks the schema: {why}" for why in _violations(repair.bench, made)]
    if repair.keeps_behaviour:
        wrong += [f"{repair}: {why}" for why in _strays(repair, made)]
    return wrong


def _settings(portal: Portal) -> Mapping[str, Any]:
    return {name: getattr(portal, name) for name in Portal.__struct_fields__}


def _is_there(finding: Finding, before: Bench, after: Bench) -> bool:
    key = (finding.code, finding.subject or finding.action_title)
    return after.count(finding.level)[key] >= before.count(finding.level)[key]


def _violations(before: Bench, after: Bench) -> set[str]:
    schema = load("flow-v4" if before.entry.kind == "v4" else "workflow-v3")
    validator = Draft202012Validator(schema)
    known = {error.message for error in validator.iter_errors(before.flow)}
    return {error.message for error in validator.iter_errors(after.flow)} - known


def _strays(repair: Repair, made: Bench) -> Iterator[str]:
    """Records that fare otherwise than before, though they did not fail."""
    random = Random(repair.finding.fingerprint)
    records = Records(repair.bench.workflow, repair.bench.portal)
    for number in range(RECORDS):
        drawn = records.draw(random)
        force = number % 3 == 0
        before, after = repair.bench.run(drawn, force=force), made.run(drawn, force=force)
        endless = End.ENDLESS in (before.end, after.end)
        if endless or (_fails(before, repair) and not repair.is_safe):
            continue
        if _told(before, repair, made) != _told(after, repair, made):
            yield f"{drawn.record.properties}: {_ids(before)} becomes {_ids(after)}"
        if _left(before, made) != _left(after, made):
            yield f"{drawn.record.properties}: {before.record} becomes {after.record}"


def _fails(run: Run, repair: Repair) -> bool:
    return any(
        error.code == repair.finding.code and step.action_id == repair.finding.action_id
        for step in run.steps
        for error in step.errors
    )


def _ids(run: Run) -> list[str]:
    return [step.action_id for step in run.steps]


def _left(run: Run, made: Bench) -> Record:
    """The record at the end, as far as it can be told.

    Which owner a rotation chooses is anybody's guess; and a marketing status that was set holds
    after a while, whether the record waits for that in the workflow or not.
    """
    unsure = set[str]()
    for action in made.workflow.actions:
        if isinstance(action.meaning, AssignOwner):
            unsure.add(action.meaning.property)
        elif isinstance(action.meaning, SetMarketingStatus):
            unsure.add("hs_marketable_status")
    known = {name: text for name, text in run.record.properties.items() if name not in unsure}
    return replace(run.record, properties=known)


def _told(run: Run, repair: Repair, made: Bench) -> list[tuple[str, str]]:
    """What the record goes through, without what the repair put in, took out or passes by."""
    before, after = repair.bench.workflow.by_id(), made.workflow.by_id()
    skipped = {repair.finding.action_id} if _fails(run, repair) else set()
    both = before.keys() & after.keys() - skipped
    return [
        (step.action_id, step.outcome)
        for step in run.steps
        if step.action_id in both
        and step.outcome != "skipped"
        and not isinstance(before[step.action_id].meaning, Decide)
    ]


def all_repaired(flow: Json, portal: Mapping[str, Any] | None = None) -> tuple[Json, int]:
    """``flow`` with one repair after the other, until none is left; and how many there were."""
    made = 0
    while (repair := next(Bench(flow, portal).repairs(Level.WARNING), None)) is not None:
        flow = patched(flow, repair.fix.changes)
        made += 1
        assert made < 200, "no end of repairs"
    return flow, made
