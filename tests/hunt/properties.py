"""What has to hold between the analysis and the simulator, for every case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import orjson

from tests.hunt import stale
from tests.hunt.records import Drawn, Records
from tests.hunt.strategies import Case
from tests.properties.test_exact import disagreements
from wflint.analysis.program import Hazard
from wflint.analysis.study import Study
from wflint.analysis.verdicts import predict
from wflint.findings import Finding, Verdict
from wflint.hubspot.envelope import entries
from wflint.hubspot.reading import parse
from wflint.rules import RuleContext, judge, rule_names
from wflint.rules.base import Case as Judged
from wflint.rules.witness import replay
from wflint.simulate.record import from_json, from_witness, to_json
from wflint.simulate.run import Run, Settings, run_in
from wflint.simulate.state import Answers, Scene, scene_of
from wflint.workflow.build import build
from wflint.workflow.conditions import TRUE
from wflint.workflow.model import WaitUntilDate, Workflow
from wflint.workflow.portal import Portal

TODAY = date(2026, 11, 24)
RECORDS = 24
MAX_STEPS = 60
CODES = frozenset(rule.code for rule in rule_names() if rule.code.startswith("WF1"))
SHOWN = (Verdict.CERTAIN, Verdict.POSSIBLE)


@dataclass
class Figures:
    """What a hunt has come by so far."""

    workflows: int = 0
    pairs: int = 0
    enrolled: int = 0
    logged: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    witnesses: Counter[str] = field(default_factory=Counter)


FIGURES = Figures()


class Subject:
    """A case, made ready: its workflow, the analysis of it, and a simulator."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.portal = Portal(**case.portal)
        entry = entries(orjson.loads(orjson.dumps(case.flow)))[0]
        workflow = build(entry, parse(entry), 0, self.portal)
        assert workflow is not None
        self.workflow: Workflow = workflow
        self.context = RuleContext("flow.json", TODAY)
        self.findings = judge(workflow, self.portal, self.context, CODES)
        self.scene: Scene = scene_of(workflow, self.portal)
        self.records = Records(workflow, self.portal)
        self.random = Random(case.seed)
        FIGURES.workflows += 1
        FIGURES.verdicts.update(str(f.verdict) for f in self.findings if f.verdict is not None)

    def settings(self, drawn: Drawn, *, force: bool = False) -> Settings:
        start = datetime(2026, 11, 24, 9, tzinfo=UTC) + timedelta(hours=self.random.randrange(168))
        answers = Answers(drawn.assume_events, drawn.facts, self._outputs())
        path = [action.id for action in self.workflow.actions]
        self.random.shuffle(path)
        return Settings(start, force, False, answers, path, MAX_STEPS)

    def _outputs(self) -> dict[tuple[str, str], str]:
        some = ("lead", "customer", "true", "false")
        keys = [
            ("1", "stage"),
            ("1", "result"),
            *((a.id, "lifecyclestage") for a in self.workflow.actions),
        ]
        return {key: self.random.choice(some) for key in keys if self.random.random() < 0.7}

    def run(self, *, force: bool = False) -> Run:
        drawn = self.records.draw(self.random)
        done = run_in(self.scene, drawn.record, self.settings(drawn, force=force))
        FIGURES.pairs += 1
        FIGURES.enrolled += done.enrolled
        FIGURES.logged.update(e.code for step in done.steps for e in step.errors)
        return done

    def said(self, verdicts: tuple[Verdict, ...]) -> set[tuple[str | None, str]]:
        """Action and code of the findings with such a verdict."""
        return {(f.action_id, f.code) for f in self.findings if f.verdict in verdicts}


def _is_said(key: tuple[str, str], said: set[tuple[str | None, str]]) -> bool:
    """Dates and windows may be reported once, for the workflow as a whole."""
    return key in said or (key[1] in {"WF108", "WF109"} and (None, key[1]) in said)


def _predictable(subject: Subject, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Without the rules that there are not, and dates that only pass on the way.

    A fixed date is judged by the day of the check, a run by its own clock.
    """
    return {
        key
        for key in keys
        if key[1] in CODES and not (key[1] == "WF108" and _is_ahead(key[0], subject))
    }


def _is_ahead(action_id: str, subject: Subject) -> bool:
    meaning = subject.scene.actions[action_id].meaning
    fixed = meaning.fixed if isinstance(meaning, WaitUntilDate) else None
    return fixed is not None and datetime.fromtimestamp(fixed / 1000, UTC).date() >= TODAY


def _codes(run: Run, subject: Subject) -> set[tuple[str, str]]:
    logged = ((step.action_id, e.code) for step in run.steps for e in step.errors)
    return _predictable(subject, logged)


# ---------------------------------------------------------------- the properties


def nothing_is_missed(case: Case) -> list[str]:
    """Whatever a run logs was predicted; where it is certain, no run passes unharmed."""
    subject = Subject(case)
    reported, surely = subject.said(SHOWN), subject.said((Verdict.CERTAIN,))
    wrong = []
    for _ in range(RECORDS):
        done = subject.run()
        failed = _codes(done, subject)
        wrong += [f"missed {key}" for key in sorted(failed) if not _is_said(key, reported)]
        for step in done.steps:
            if step.outcome == "skipped" and subject.workflow.anchor is not None:
                continue
            passed = {(step.action_id, code) for _, code in surely} - failed
            wrong += [f"certain, but passed: {key}" for key in passed & surely]
    return wrong


def bypass_is_reported(case: Case) -> list[str]:
    """What fails for a record that is enrolled by hand is reported, if others get there too."""
    subject = Subject(case)
    reported = subject.said(tuple(Verdict))
    missed = {
        key
        for _ in range(RECORDS)
        for key in _codes(subject.run(force=True), subject)
        if not _is_said(key, reported)
    }
    reached = _reachable(subject, {action_id for action_id, _ in missed})
    return [f"missed bypass {key}" for key in sorted(missed) if key[0] in reached]


def stale_is_reported(case: Case) -> list[str]:
    """What fails for a record that has changed meanwhile is reported, if others get there too."""
    subject = Subject(case)
    reported = subject.said(tuple(Verdict))
    missed = set()
    for _ in range(RECORDS):
        settings = subject.settings(subject.records.draw(subject.random))
        found = stale.logged(subject.scene, subject.records, settings, subject.random)
        FIGURES.pairs += 1
        found = _predictable(subject, found)
        missed |= {key for key in found if not _is_said(key, reported)}
    reached = _reachable(subject, {action_id for action_id, _ in missed})
    return [f"missed stale {key}" for key in sorted(missed) if key[0] in reached]


def _reachable(subject: Subject, action_ids: set[str]) -> set[str]:
    hazards = [Hazard("", action_id, TRUE) for action_id in sorted(action_ids)]
    found = predict(subject.workflow, subject.portal, hazards)
    return {each.hazard.action_id for each in found if each.verdict in SHOWN}


def witnesses_reproduce(case: Case) -> list[str]:
    """What is certain or possible has a record that shows it, or is marked as approximate."""
    subject = Subject(case)
    wrong = []
    for finding in subject.findings:
        if finding.verdict in SHOWN:
            kind = "approximate" if finding.approximate else "reproduced"
            FIGURES.witnesses[f"{finding.code} {kind}"] += 1
            if not finding.approximate:
                wrong += _replayed(finding, subject)
    return wrong


def _replayed(finding: Finding, subject: Subject) -> list[str]:
    witness = finding.witness
    if witness is None or not witness.reproduced:
        return [f"no proof of {finding.code} at {finding.action_id}"]
    record = from_witness(witness)
    if from_json(orjson.loads(orjson.dumps(to_json(record)))) != from_json(to_json(record)):
        return [f"the record of {finding.code} does not survive its file"]
    steps = replay(witness, Judged(Study(subject.workflow, subject.portal), subject.context))
    codes = {error.code for error in steps[-1].errors}
    path = tuple(step.action_id for step in steps)
    if path != witness.path or finding.code not in codes:
        return [f"{finding.code} at {finding.action_id}: {path} logs {sorted(codes)}"]
    return []


def exact_is_exact(case: Case) -> list[str]:
    """On the exact fragment the verdicts are what every record would show."""
    subject = Subject(case)
    spoken = [
        {
            "code": finding.code,
            "verdict": str(finding.verdict),
            "level": str(finding.level),
            "action_id": finding.action_id,
        }
        for finding in subject.findings
        if finding.verdict is not None
    ]
    return disagreements(case.flow, spoken)


Property = Callable[[Case], list[str]]
PROPERTIES: dict[str, Property] = {
    "missed": nothing_is_missed,
    "bypass": bypass_is_reported,
    "stale": stale_is_reported,
    "witness": witnesses_reproduce,
}
EXACT: dict[str, Property] = {
    "exact": exact_is_exact,
    "exact-missed": nothing_is_missed,
    "exact-witness": witnesses_reproduce,
}


def as_document(name: str, case: Case, wrong: list[str]) -> dict[str, Any]:
    """A fixture of fixtures/hunt/."""
    return {
        "property": name,
        "what": wrong[:3],
        "portal": case.portal,
        "seed": case.seed,
        "workflow": case.flow,
    }
