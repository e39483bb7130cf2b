"""WF101."""

from __future__ import annotations

from wflint.findings import Applicability, Level, Place
from wflint.rules.base import Case
from wflint.rules.prediction import Prediction, plural
from wflint.rules.predictions.targets import (
    has_target,
    is_contacts_company,
    is_missing,
    leads_to,
    target_of,
)
from wflint.rules.repairs.guards import Guard
from wflint.workflow.conditions import Condition
from wflint.workflow.model import Action, SetProperty


class NoAssociatedRecord(Prediction):
    """A property of an associated record is written where there may be no such record.

    HubSpot logs that the property could not be set because the record is not associated with any
    target records (knowledge base, "Troubleshoot common workflow errors"), and goes on with the
    next action. It is the association of the very type and label that counts: a primary one is
    also an unlabelled one, but an unlabelled one need not be primary, and a label of your own is
    implied by nothing else.

    A *source* without an associated record is no error: the value copied is blank.

    **Example.** A workflow of deals writes a property of the associated contacts
    (`"associationTypeId": 3`) straight after a trigger that only asks for the deal stage.

    **Repair.** Before the action, branch on the association (or on its count, where HubSpot keeps
    one), and let records without it go another way. A condition of the trigger helps too, but not
    for records that are enrolled by hand or by another workflow. wflint offers both; the branch is
    safe, as HubSpot passes the action by for records without an association anyway.
    """

    code = "WF101"
    name = "no-associated-record"
    about = (SetProperty,)
    possible_level = Level.WARNING
    repairs = Applicability.SAFE
    clause = "without such a record"

    def fails_when(self, action: Action, case: Case) -> Condition | None:
        """Where the associated record is missing; contacts' companies are WF102."""
        target = target_of(action)
        if target is None or is_contacts_company(target, case):
            return None
        return is_missing(target, case)

    def what(self, action: Action, case: Case) -> str:
        """``writes name of the associated deals``."""
        meaning = action.meaning
        assert isinstance(meaning, SetProperty)
        return f"writes {meaning.property} of the associated {_those(action, case)}"

    def help(self, action: Action, case: Case) -> str:
        """Branch on the association."""
        return f"branch on whether there are associated {_those(action, case)} before this action"

    def guard(self, action: Action, case: Case) -> Guard | None:
        """There is such a record."""
        return has_target(action, f"Has associated {_those(action, case)}", case)

    def place(self, action: Action) -> Place:
        """The association, or the object that is named."""
        return Place(action.place("association", "target"))


def _those(action: Action, case: Case) -> str:
    target = target_of(action)
    return plural(leads_to(target, case) or "") if target is not None else "records"
