"""WF110."""

from __future__ import annotations

from wflint.analysis.questions import Anybody
from wflint.findings import Level, Place, Verdict
from wflint.rules.base import Case
from wflint.rules.prediction import Prediction, plural
from wflint.workflow.conditions import TRUE, Condition, Property, all_of, is_option, negation
from wflint.workflow.model import Action, CreateRecord, EnrolmentKind, StaticText


class CreateRecordLoop(Prediction):
    """The workflow creates a record that is enrolled in this same workflow.

    Such a record would create the next one, and so on. HubSpot skips the action for it, and logs
    that the record was created by this workflow (knowledge base, "Workflows FAQ"). So it is
    wherever the workflow creates records of the kind that it enrols and nothing that it writes to
    them contradicts the trigger.

    **Example.** A workflow of deals that are won creates a renewal deal and sets its stage to
    *closed won* as well.

    **Repair.** Write a property to the new record that the trigger excludes, a source or a type,
    say. A value that is copied may be any, so a fixed one is needed.
    """

    code = "WF110"
    name = "create-record-loop"
    possible_level = Level.ERROR
    repair = "write a value to the new record that the trigger excludes"

    def fails_when(self, action: Action, case: Case) -> Condition | None:
        """Always, if what is created can be enrolled."""
        meaning = action.meaning
        own = case.workflow.object_type_id
        if not isinstance(meaning, CreateRecord) or meaning.object_type_id != own:
            return None
        return TRUE if _is_enrolled(meaning, case) else None

    def what(self, action: Action, case: Case) -> str:
        """``creates deals``."""
        return f"creates {plural(case.workflow.object_type_id)}"

    def message(self, action: Action, case: Case, verdict: Verdict) -> str:
        """That the records it creates are enrolled."""
        return f"{self.what(action, case)} that this workflow enrols: HubSpot skips it for those"

    def place(self, action: Action) -> Place:
        """The object that is created."""
        return Place(action.place("created"))


def _is_enrolled(created: CreateRecord, case: Case) -> bool:
    """Whether nothing that is written keeps the new record out."""
    workflow = case.workflow
    enrolment = workflow.enrolment
    written = {name for name, _ in created.properties}
    changes = [change.condition for change in enrolment.changes if change.property in written]
    asked: list[Condition] = []
    if enrolment.kind is EnrolmentKind.CRITERIA or enrolment.on_creation:
        asked = [TRUE]
    elif enrolment.kind is EnrolmentKind.EVENT:
        asked = changes
    out = [c for c in (workflow.goal, workflow.suppression) if c is not None]
    values = [_written(n, v.text) for n, v in created.properties if isinstance(v, StaticText)]
    known = [enrolment.trigger, *map(negation, out), *values]
    questions = [all_of([*known, one]) for one in asked]
    anybody = Anybody(workflow, case.portal, questions)
    return any(map(anybody.can_be, questions))


def _written(name: str, text: str) -> Condition:
    value = Property(name)
    return is_option(value, text) if text else is_option(value, on_blank=True)
