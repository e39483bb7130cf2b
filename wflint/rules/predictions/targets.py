"""Writes of associated records: which record is meant, and when it is missing."""

from __future__ import annotations

from wflint.findings import Applicability
from wflint.hubspot.catalogue import COMPANY, CONTACT, associated_object, unlabelled_association
from wflint.rules.base import Case
from wflint.rules.repairs.criteria import has_associated, is_known
from wflint.rules.repairs.guards import Guard
from wflint.workflow.conditions import Association, Condition, holds, negation
from wflint.workflow.model import Action, SetProperty, Target

_PRIMARY_COMPANY = Association("HUBSPOT_DEFINED", 1)
_CONTACT_TO_COMPANY = (_PRIMARY_COMPANY, Association("HUBSPOT_DEFINED", 279))


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


def has_target(action: Action, name: str, case: Case) -> Guard | None:
    """The enrolled records that have what ``action`` writes; None: no filter can say so.

    HubSpot passes the action by for the others anyway, so a branch changes nothing but its log.
    """
    target = target_of(action)
    association = association_of(target, case) if target is not None else None
    object_type_id = leads_to(target, case) if target is not None else None
    if association is None or object_type_id is None or not association.type_id:
        return None
    own = case.workflow.object_type_id == CONTACT and association == _PRIMARY_COMPANY
    criterion = (
        is_known("associatedcompanyid") if own else has_associated(association, object_type_id)
    )
    return Guard(name, (criterion,), Applicability.SAFE)


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
