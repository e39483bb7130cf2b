"""WF110."""

from __future__ import annotations

from wflint.analysis.questions import can_be
from wflint.analysis.study import Study
from wflint.findings import Level, Place, Verdict
from wflint.rules.base import Case
from wflint.rules.prediction import Prediction, plural
from wflint.workflow.conditions import (
    TRUE,
    Association,
    Condition,
    Opaque,
    Property,
    all_of,
    holds,
    is_option,
    negation,
    some_of,
    tests,
)
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
    about = (CreateRecord,)
    possible_level = Level.ERROR
    repair = "write a value to the new record that the trigger excludes"

    def fails_when(self, action: Action, case: Case) -> Condition | None:
        """Always, if what is created is surely enrolled; else whenever it can be."""
        meaning = action.meaning
        own = case.workflow.object_type_id
        if not isinstance(meaning, CreateRecord) or meaning.object_type_id != own:
            return None
        begins = _beginnings(meaning, case)
        if not begins:
            return None
        met, written = _criteria(case), _written(meaning)
        bare = all_of([*written, *_unwritten(met, meaning)])
        questions = [all_of([met, *written, one]) for one in begins]
        misses = all_of([bare, negation(all_of([met, some_of(begins)]))])
        study = Study(case.workflow, case.portal, questions=[*questions, misses])
        if not any(can_be(study, question) for question in questions):
            return None
        return _UNWRITTEN if can_be(study, misses) else TRUE

    def what(self, action: Action, case: Case) -> str:
        """``creates deals``."""
        return f"creates {plural(case.workflow.object_type_id)}"

    def message(self, action: Action, case: Case, verdict: Verdict) -> str:
        """That the records it creates are enrolled."""
        return f"{self.what(action, case)} that this workflow enrols: HubSpot skips it for those"

    def place(self, action: Action) -> Place:
        """The object that is created."""
        return Place(action.place("created"))


_UNWRITTEN = Opaque("what the new record has beside what is written to it")


def _beginnings(created: CreateRecord, case: Case) -> list[Condition]:
    """What else has to be so for a new record to be enrolled; none: it never is."""
    enrolment = case.workflow.enrolment
    if enrolment.kind is EnrolmentKind.CRITERIA or enrolment.on_creation:
        return [TRUE]
    written = {name for name, _ in created.properties}
    if enrolment.kind is EnrolmentKind.EVENT:
        return [change.condition for change in enrolment.changes if change.property in written]
    return []


def _criteria(case: Case) -> Condition:
    """What an enrolled record meets."""
    workflow = case.workflow
    out = [c for c in (workflow.goal, workflow.suppression) if c is not None]
    return all_of([workflow.enrolment.trigger, *map(negation, out)])


def _written(created: CreateRecord) -> list[Condition]:
    """The fixed values of the new record."""
    values = [(Property(n), v.text) for n, v in created.properties if isinstance(v, StaticText)]
    return [
        is_option(value, text) if text else is_option(value, on_blank=True)
        for value, text in values
    ]


def _unwritten(asked: Condition, created: CreateRecord) -> list[Condition]:
    """That the new record has nothing else of what is asked for."""
    written = {name for name, _ in created.properties}
    blank: list[Condition] = []
    for subject in dict.fromkeys(test.subject for test in tests(asked)):
        match subject:
            case Property(name) if name not in written:
                blank.append(is_option(subject, on_blank=True))
            case Association():
                blank.append(negation(holds(subject)))
            case _:
                pass
    return blank
