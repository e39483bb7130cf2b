"""One workflow, judged by the rules that are on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from msgspec.structs import replace

from wflint.analysis.program import Hazard
from wflint.analysis.study import Study
from wflint.analysis.verdicts import Prediction as Answer
from wflint.findings import Finding, Place, Related, Verdict
from wflint.rules.base import Case, RuleContext, WorkflowRule, logged, reference
from wflint.rules.catalogue import catalogue
from wflint.rules.prediction import Prediction
from wflint.rules.witness import prove
from wflint.workflow.model import Action, Meaning, Workflow
from wflint.workflow.portal import Portal

_Predicting = Mapping[type[Meaning], Sequence[Prediction]]


def judge(
    workflow: Workflow, portal: Portal, context: RuleContext, enabled: Collection[str]
) -> tuple[Finding, ...]:
    """The findings of the rules whose codes are ``enabled``, in no particular order."""
    predicting, others = _rules(frozenset(enabled))
    asked = _asked(Case(Study(workflow, portal), context), predicting)
    case = Case(Study(workflow, portal, tuple(asked)), context)
    found = [_finding(*asked[answer.hazard], case, answer) for answer in case.study.predict()]
    for rule in others:
        found.extend(rule.check(case))
    return tuple(found)


@lru_cache(maxsize=64)
def _rules(enabled: frozenset[str]) -> tuple[_Predicting, Sequence[WorkflowRule]]:
    """The rules that are on: those that predict errors, by kind of action, and the others."""
    rules = [rule() for rule in catalogue() if rule.code in enabled]
    predicting: dict[type[Meaning], list[Prediction]] = {}
    for rule in rules:
        if isinstance(rule, Prediction):
            for kind in rule.about:
                predicting.setdefault(kind, []).append(rule)
    return predicting, [rule for rule in rules if isinstance(rule, WorkflowRule)]


def _asked(case: Case, rules: _Predicting) -> dict[Hazard, tuple[Prediction, Action]]:
    """All the ways in which the actions can fail, and which rule asks about which action."""
    asked: dict[Hazard, tuple[Prediction, Action]] = {}
    for action in case.workflow.by_id().values():
        for rule in rules.get(type(action.meaning), ()):
            condition = rule.fails_when(action, case)
            if condition is not None:
                asked[Hazard(rule.code, action.id, condition)] = (rule, action)
    return asked


def _finding(rule: Prediction, action: Action, case: Case, answer: Answer) -> Finding:
    verdict = answer.verdict
    finding = Finding(
        code=rule.code,
        name=rule.name,
        level=rule.level_of(action, case, verdict),
        message=rule.message(action, case, verdict),
        file=case.context.file,
        place=rule.place(action),
        verdict=verdict,
        hubspot_message=logged(rule.code, case.workflow),
        workflow=reference(case.workflow),
        action_id=action.id,
        related=_enrolled_here(case.workflow),
        approximate=not answer.exact,
        help=rule.help(action, case),
        action_title=action.title,
        fixes=tuple(rule.fixes(action, case, verdict)) if case.context.repairs else (),
    )
    if verdict not in (Verdict.CERTAIN, Verdict.POSSIBLE) or not case.context.is_shown(finding):
        return finding
    witness = prove(answer, case, lambda example: rule.concrete(example, action, case))
    unproved = witness is None or not witness.reproduced
    return replace(finding, witness=witness, approximate=finding.approximate or unproved)


def _enrolled_here(workflow: Workflow) -> tuple[Related, ...]:
    pointer = workflow.enrolment.pointer
    return (Related("enrolled here", Place(pointer)),) if pointer is not None else ()
