"""Writes of associated records: which record is meant, and when it is missing."""

from __future__ import annotations

from wflint.hubspot.catalogue import COMPANY, CONTACT, associated_object, unlabelled_association
from wflint.rules.base import Case
from wflint.workflow.conditions import Association, Condition, holds, negation
from wflint.workflow.model import Action, SetProperty, Target

_CONTACT_TO_COMPANY = (Association("HUBSPOT_DEFINED", 1), Association("HUBSPOT_DEFINED", 279))


def target_of(action: Action) -> Target | None:
    """The associated records that ``action`` writes; None: it writes none."""
    meaning = action.meaning
    return meaning.target if isinstance(meaning, SetProperty) else None


def is_missing(target: Target, case: Case) -> Condition:
    """The enrolled record has no record that ``target`` means."""
    return negation(holds(association_of(target, case)))


def is_contacts_company(target: Target, case: Case) -> bool:
    """Whether the company of an enrolled contact is meant."""
    if case.workflow.object_type_id != CONTACT:
        return False
    return target.association in _CONTACT_TO_COMPANY or leads_to(target, case) == COMPANY


def leads_to(target: Target, case: Case) -> str | None:
    """The type of the records that are written, where it is known."""
    if target.object_type_id is not None or target.association is None:
        return target.object_type_id
    known = (
        associated_object(target.association.category, target.association.type_id),
        case.workflow.association_objects.get(target.association),
        case.portal.association_objects.get(target.association),
    )
    return next((object_type_id for object_type_id in known if object_type_id is not None), None)


def association_of(target: Target, case: Case) -> Association:
    """The association that has to exist: any at all, where only the object is named."""
    if target.association is not None:
        return target.association
    wanted = target.object_type_id or ""
    found = unlabelled_association(case.workflow.object_type_id, wanted)
    return Association(*found) if found else Association(f"ANY:{wanted}", 0)
