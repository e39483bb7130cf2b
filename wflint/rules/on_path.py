"""What the rules share that speak of what happened before on the same path.

Such a rule puts a question about each action: a condition on ``Since``, how long ago the path
passed some other actions. The engine says on which paths it holds, for records that are enrolled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from wflint.analysis.program import Hazard
from wflint.findings import Finding, Verdict
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.witness import prove
from wflint.workflow.conditions import Condition


class Question(Struct, frozen=True):
    """Whether ``condition`` holds on some path to the action ``action_id``.

    ``report`` makes the finding then; ``always`` the one where it holds on every path, if that is
    another.
    """

    action_id: str
    condition: Condition
    report: Callable[[], Finding]
    always: Callable[[], Finding] | None = None


class PathRule(WorkflowRule):
    """A rule that puts such questions, and reports those that hold."""

    def questions(self, case: Case) -> Iterator[Question]:
        """What it asks."""
        raise NotImplementedError

    def key(self, finding: Finding) -> object:
        """Of the findings for which this is the same, the first one is reported."""
        return finding.place.pointer, finding.subject

    def check(self, case: Case) -> Iterator[Finding]:
        """The findings that hold, each with a record that takes such a path."""
        # Most of the questions are answered by the connections alone.
        may_hold = case.elapsed.may_hold
        asked = [one for one in self.questions(case) if may_hold(one.action_id, one.condition)]
        reported: set[object] = set()
        for finding in _answered(self.code, case, asked):
            if self.key(finding) not in reported:
                reported.add(self.key(finding))
                yield finding


def _answered(code: str, case: Case, questions: Iterable[Question]) -> Iterator[Finding]:
    asked: dict[Hazard, list[Question]] = {}
    for question in questions:
        hazard = Hazard(code, question.action_id, question.condition)
        asked.setdefault(hazard, []).append(question)
    for answer in case.study.on_paths(tuple(asked)):
        for question in asked[answer.hazard]:
            sure = answer.verdict is Verdict.CERTAIN
            finding = question.always() if sure and question.always else question.report()
            finding = replace(finding, approximate=not answer.exact)
            if case.context.is_shown(finding):
                finding = replace(finding, witness=prove(answer, case))
            yield finding
