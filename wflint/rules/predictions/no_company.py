"""WF102."""

from __future__ import annotations

from wflint.findings import Applicability, Level, Place
from wflint.rules.base import Case
from wflint.rules.prediction import Prediction
from wflint.rules.predictions.targets import has_target, is_contacts_company, is_missing, target_of
from wflint.rules.repairs.guards import Guard
from wflint.workflow.conditions import Condition
from wflint.workflow.model import Action, SetProperty


class NoCompany(Prediction):
    """A property of the contact's company is written where the contact may have none.

    HubSpot logs that the contact is not associated with a company (knowledge base, "Troubleshoot
    common workflow errors"), and goes on with the next action. New contacts are the usual victims:
    HubSpot associates them to a company some minutes after they are created, and those with a
    freemail address never.

    `associatedcompanyid` is known just where the contact has a primary company, which is also an
    unlabelled one. A label of your own is implied by nothing else.

    **Example.** A workflow of contacts, enrolled by a form, sets `industry` of the company
    (`"associationTypeId": 1`) as its first action.

    **Repair.** Before the action, branch on *Company ID is known* (`associatedcompanyid`), and let
    contacts without one go another way. For contacts that have just been created, wait some
    minutes first. A condition of the trigger helps too, but not for contacts that are enrolled by
    hand or by another workflow. wflint offers both; the branch is safe, as HubSpot passes the
    action by for contacts without a company anyway.
    """

    code = "WF102"
    name = "no-company"
    about = (SetProperty,)
    possible_level = Level.WARNING
    repairs = Applicability.SAFE
    clause = "without one"
    repair = "branch on «associatedcompanyid is known» before this action"

    def fails_when(self, action: Action, case: Case) -> Condition | None:
        """Where the contact has no such company."""
        target = target_of(action)
        if target is None or not is_contacts_company(target, case):
            return None
        return is_missing(target, case)

    def what(self, action: Action, case: Case) -> str:
        """``writes industry of the contact's company``."""
        meaning = action.meaning
        assert isinstance(meaning, SetProperty)
        return f"writes {meaning.property} of the contact's company"

    def guard(self, action: Action, case: Case) -> Guard | None:
        """The contact has such a company."""
        return has_target(action, "Has a company", case)

    def place(self, action: Action) -> Place:
        """The association, or the object that is named."""
        return Place(action.place("association", "target"))
