"""WF112."""

from __future__ import annotations

from types import MappingProxyType

from wflint.findings import Applicability, Level, Verdict
from wflint.hubspot.catalogue import CONTACT
from wflint.rules.base import Case
from wflint.rules.predictions.email import EmailPrediction
from wflint.rules.repairs.criteria import is_known
from wflint.rules.repairs.guards import Guard
from wflint.workflow.conditions import Condition, Property, is_blank
from wflint.workflow.model import Action, SendEmail

_EMAIL = Property("email")


class NoRecipientAddress(EmailPrediction):
    """An e-mail is meant for a contact whose e-mail address may be unknown.

    HubSpot does not send it (`INVALID_TO_ADDRESS` in its description of the e-mail API). Contacts
    from calls, chats and imports often have no address.

    Most workflows take for granted that everybody in them has an address, so this is information,
    unless the workflow itself tests the address or writes it: then somebody knew that it can be
    missing.

    **Example.** A branch on *Email is known* with the e-mail on its other side.

    **Repair.** Add *Email is known* to the branch before the e-mail, or put such a branch there;
    wflint offers that, or the criterion in the trigger.
    """

    code = "WF112"
    name = "no-recipient-address"
    possible_level = Level.INFO
    repairs = Applicability.UNSAFE
    refused_contact = MappingProxyType({"email": ""})
    clause = "without an e-mail address"
    guarded_by = Guard("Has an e-mail address", (is_known(_EMAIL.name),))
    repair = "branch on «email is known» before it"

    def recipient_fails(self, email: SendEmail, case: Case) -> Condition | None:
        """Where the address is unknown."""
        return is_blank(_EMAIL)

    def fails_when(self, action: Action, case: Case) -> Condition | None:
        """Of the contacts of other records, nothing says that they have no address."""
        return super().fails_when(action, case) if case.workflow.object_type_id == CONTACT else None

    def level_of(self, action: Action, case: Case, verdict: Verdict) -> Level:
        """A warning where the workflow itself has to do with the address."""
        if verdict is Verdict.POSSIBLE and _minds(case):
            return Level.WARNING
        return super().level_of(action, case, verdict)


def _minds(case: Case) -> bool:
    """Whether a filter of the workflow tests the address, or an action writes it."""
    return _EMAIL.name in case.properties_asked or _EMAIL.name in case.properties_written
