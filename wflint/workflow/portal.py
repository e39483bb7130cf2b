"""What is known of the portal a workflow runs in: settings and, where there is one, a snapshot.

Everything has the value HubSpot's definition alone leaves us with, so ``Portal()`` is a portal of
which nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping

from wflint.struct import Frozen
from wflint.workflow.conditions import Association

LIFECYCLE_STAGES = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
)
"""The built-in stages in their built-in order (HubSpot, "Use lifecycle stages")."""


class PropertyFacts(Frozen, frozen=True):
    """What a snapshot says of one property."""

    multi_valued: bool = False
    number: bool = False
    options: tuple[str, ...] | None = None
    """The closed list of its options, in order; None: any text."""
    description: str = ""


class EmailFacts(Frozen, frozen=True):
    """What a snapshot says of one marketing e-mail."""

    transactional: bool = False
    suppresses_graymail: bool = True
    subscription_id: str | None = None


class Portal(Frozen, frozen=True):
    """The facts that rules and the engine decide by."""

    marketing_contacts: bool = True
    """The account has marketing contacts; False: HubSpot never refuses a non-marketing contact."""
    legal_basis: bool = False
    graymail: bool = True
    """The account suppresses unengaged contacts, or nothing says that it does not."""
    lifecycle_order: tuple[str, ...] = LIFECYCLE_STAGES
    time_zone: str = "UTC"
    properties: Mapping[str, Mapping[str, PropertyFacts]] = {}
    """By object type id, then by name. Empty without a snapshot."""
    emails: Mapping[str, EmailFacts] = {}
    """By content id. Empty without a snapshot."""
    association_objects: Mapping[Association, str] = {}
    """What an association type leads to, beyond HubSpot's own types."""

    def property(self, object_type_id: str, name: str) -> PropertyFacts | None:
        """The snapshot's word on a property; None: it says nothing."""
        return self.properties.get(object_type_id, {}).get(name)
