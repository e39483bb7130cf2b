"""WF111."""

from __future__ import annotations

from wflint.findings import Applicability, Level, Place
from wflint.rules.base import Case
from wflint.rules.prediction import Prediction
from wflint.rules.repairs.criteria import is_known
from wflint.rules.repairs.guards import Guard
from wflint.workflow.conditions import Condition, Property, all_of, is_blank
from wflint.workflow.model import Action, CreateTask, EnrolInSequence, Notify

_WHAT = {
    Notify: "notifies the owner",
    CreateTask: "gives a task to the owner",
    EnrolInSequence: "sends a sequence in the owner's name",
}


class NoOwner(Prediction):
    """A step needs the owner of the record, and the record may have none.

    A notification to the owner then reaches nobody, a task is assigned to nobody, and a sequence
    has no sender. Where users or teams are named as well, somebody is reached, and nothing is
    reported. HubSpot's documentation does not quote a log entry for it.

    **Example.** *Send internal e-mail* to the contact owner straight after a form, and the rotation
    of owners after it.

    **Repair.** Assign the owner first, or branch on *Contact owner is known* and notify a team
    where it is not. wflint offers the branch: a task then is not created for records without an
    owner, so it is not made without asking.
    """

    code = "WF111"
    name = "no-owner"
    about = (Notify, CreateTask, EnrolInSequence)
    possible_level = Level.WARNING
    repairs = Applicability.UNSAFE
    clause = "without an owner"
    repair = "assign an owner before, or branch on whether the owner is known"

    def fails_when(self, action: Action, case: Case) -> Condition | None:
        """Where every owner that is meant is unknown."""
        names = _owners(action)
        return all_of(is_blank(Property(name)) for name in names) if names else None

    def what(self, action: Action, case: Case) -> str:
        """``notifies the owner (hubspot_owner_id)``."""
        return f"{_WHAT[type(action.meaning)]} ({' or '.join(_owners(action))})"

    def guard(self, action: Action, case: Case) -> Guard:
        """One of the owners that are meant is known."""
        return Guard("Has an owner", tuple(is_known(name) for name in _owners(action)))

    def place(self, action: Action) -> Place:
        """The property that names the owner."""
        return Place(action.place("owner"))


def _owners(action: Action) -> tuple[str, ...]:
    match action.meaning:
        case Notify(names) | CreateTask(names) | EnrolInSequence(names):
            return names
        case _:
            return ()
