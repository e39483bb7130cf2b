"""What the rules share that speak of what happened before on the same path.

Such a rule puts a question about each action: a condition on ``Since``, how long ago the path
passed some other actions. The engine says on which paths it holds, for records that are enrolled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from wflint.analysis.program import Hazard
from wflint.analysis.verdicts import predict
from wflint.findings import Finding, Verdict
from wflint.rules.base import Case
from wflint.rules.witness import prove
from wflint.workflow.conditions import Condition


@dataclass(frozen=True, slots=True)
class Question:
    """``finding`` holds of the action ``action_id`` if ``condition`` does on some path to it.

    ``always``: what is reported where it holds on every path; None: the same.
    """

    action_id: str
    condition: Condition
    finding: Finding
    always: Finding | None = None


def answered(case: Case, questions: Iterable[Question]) -> Iterator[Finding]:
    """The findings that hold, each with a record that takes such a path."""
    asked: dict[Hazard, list[Question]] = {}
    for question in questions:
        hazard = Hazard(question.finding.code, question.action_id, question.condition)
        asked.setdefault(hazard, []).append(question)
    for answer in predict(case.workflow, case.portal, tuple(asked), weaker=False):
        for question in asked[answer.hazard]:
            sure = answer.verdict is Verdict.CERTAIN
            finding = question.always if sure and question.always else question.finding
            finding = replace(finding, approximate=not answer.exact)
            if case.context.is_shown(finding):
                finding = replace(finding, witness=prove(answer, case))
            yield finding
