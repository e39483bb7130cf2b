"""What the rules on e-mails to the enrolled contact share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from wflint.analysis.witness import Example
from wflint.findings import Place
from wflint.hubspot.catalogue import CONTACT, unlabelled_association
from wflint.rules.base import Case
from wflint.rules.prediction import Prediction, plural, with_associated
from wflint.rules.repairs.guards import Guard
from wflint.workflow.conditions import Condition, Opaque
from wflint.workflow.model import Action, Meaning, SendEmail
from wflint.workflow.portal import EmailFacts

OTHERS = Opaque("the contacts that the e-mail goes to")


class EmailPrediction(Prediction):
    """An e-mail does not go out. In a workflow of another object it goes to associated contacts."""

    about: ClassVar[tuple[type[Meaning], ...]] = (SendEmail,)
    refused_contact: ClassVar[Mapping[str, str]]
    """The properties of a contact to whom HubSpot does not send."""
    guarded_by: ClassVar[Guard]
    """The contacts to whom it does. What is sent may change, as far as wflint can know: without a
    snapshot of the portal, an e-mail may be one that goes out in any case."""

    def fails_when(self, action: Action, case: Case) -> Condition | None:
        """As ``recipient_fails`` says of the contact; of associated contacts nothing is known."""
        if not isinstance(action.meaning, SendEmail):
            return None
        condition = self.recipient_fails(action.meaning, case)
        if condition is not None and case.workflow.object_type_id != CONTACT:
            return OTHERS
        return condition

    def recipient_fails(self, email: SendEmail, case: Case) -> Condition | None:
        """When HubSpot does not send to the enrolled contact; None: it never refuses for this."""
        raise NotImplementedError

    def what(self, action: Action, case: Case) -> str:
        """``sends an e-mail``."""
        return "sends an e-mail"

    def unknowable(self, action: Action, case: Case) -> str | None:
        """Of the contacts of other records nothing is known."""
        if case.workflow.object_type_id == CONTACT:
            return None
        return f"nothing is known of the contacts of these {plural(case.workflow.object_type_id)}"

    def concrete(self, example: Example, action: Action, case: Case) -> Example:
        """In a workflow of another object, one of its contacts is refused."""
        own = case.workflow.object_type_id
        way = unlabelled_association(own, CONTACT)
        if own == CONTACT or way is None:
            return example
        return with_associated(example, str(way[1]), self.refused_contact)

    def guard(self, action: Action, case: Case) -> Guard | None:
        """No filter can speak of all the contacts of another record."""
        return self.guarded_by if case.workflow.object_type_id == CONTACT else None

    def place(self, action: Action) -> Place:
        """The e-mail's id."""
        return Place(action.place("content"))


def facts_of(email: SendEmail, case: Case) -> EmailFacts | None:
    """What the portal's snapshot says of the e-mail; None: nothing."""
    return case.portal.emails.get(email.content_id or "")
