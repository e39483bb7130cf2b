"""One workflow under analysis: what is worked out once, whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from wflint.analysis.program import Hazard, Program, prepare
from wflint.analysis.sieve import suspects
from wflint.analysis.verdicts import Prediction, Walks, decide
from wflint.workflow.conditions import Condition
from wflint.workflow.model import Workflow
from wflint.workflow.portal import Portal

_TOGETHER = 100
"""So many questions about paths are asked at a time: what is told apart for each is kept at each
action."""


class Study:
    """A workflow in its portal, made ready once for all questions that are known beforehand.

    ``hazards`` are those that are asked with all verdicts, together; ``questions`` whatever else.
    """

    def __init__(
        self,
        workflow: Workflow,
        portal: Portal,
        hazards: Sequence[Hazard] = (),
        questions: Iterable[Condition] = (),
    ) -> None:
        self.workflow = workflow
        self.portal = portal
        self.hazards = hazards
        self._questions = [*(hazard.condition for hazard in hazards), *questions]

    @cached_property
    def program(self) -> Program:
        """The workflow, ready for the walk."""
        return prepare(self.workflow, self.portal, self._questions)

    @cached_property
    def _suspects(self) -> Sequence[Hazard]:
        return suspects(self.program, self.hazards) if self.hazards else ()

    @cached_property
    def walks(self) -> Walks:
        """The walks in which it matters where those of the ``hazards`` happen that may."""
        return Walks(self.program, self._suspects)

    def predict(self) -> tuple[Prediction, ...]:
        """What becomes of each of the ``hazards`` that can happen, in their order."""
        return decide(self.program, self.walks, self._suspects) if self._suspects else ()

    def on_paths(self, hazards: Sequence[Hazard]) -> Iterator[Prediction]:
        """Which of ``hazards``, not those of the study, happen to enrolled records."""
        for start in range(0, len(hazards), _TOGETHER):
            some = hazards[start : start + _TOGETHER]
            study = self.knowing(*(hazard.condition for hazard in some))
            yield from decide(study.program, Walks(study.program, some), some, weaker=False)

    def knowing(self, *questions: Condition) -> Study:
        """The study if it can tell ``questions`` apart, else another of the same workflow."""
        knows = self.program.space.knows
        for question in questions:
            if not knows(question):
                return Study(self.workflow, self.portal, questions=questions)
        return self
