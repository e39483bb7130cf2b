"""Filters as conditions: what HubSpot's filter trees say, by semantics of blank, set and opaque.

A filter that wflint cannot decide becomes a stable fact where it asks about the record, and opaque
where it asks about events, or where it could not be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from wflint.hubspot import filters as hubspot
from wflint.hubspot.catalogue import OPERATORS
from wflint.hubspot.filters import OPERATION_SPELLINGS
from wflint.workflow.conditions import (
    FALSE,
    TRUE,
    All,
    AssociatedMatch,
    Association,
    Condition,
    Constant,
    DateRange,
    ListMember,
    Opaque,
    Operator,
    Predicate,
    Property,
    Some,
    StableFact,
    Subject,
    Subscription,
    Test,
    holds,
    is_blank,
    is_known,
    negation,
)
from wflint.workflow.numbers import exact_number

OBJECT_ID = "hs_object_id"
_HUBSPOT = "HUBSPOT_DEFINED"


def condition_of(branch: Any) -> Condition:
    """What a filter branch asks; None, empty, hidden and unknown ones are opaque."""
    match branch:
        case hubspot.AssociationBranch():
            return _association(branch)
        case hubspot.UnifiedEventsBranch():
            return Opaque("an event", _key(branch))
        case hubspot.PropertyAssociationBranch():
            return holds(StableFact(_key(branch)))
        case hubspot.FilterBranch():
            return _logical(branch)
        case _:
            return Opaque("a filter that is hidden, empty or not known")


def _logical(branch: hubspot.FilterBranch) -> Condition:
    parts = _parts(branch)
    if not parts:
        return Opaque("an empty filter branch")
    match _kind(branch):
        case "OR":
            return _joined(Some, parts)
        case "NOT_ANY":
            return negation(_joined(Some, parts))
        case "NOT_ALL":
            return negation(_joined(All, parts))
        case _:
            return _joined(All, parts)


def _kind(branch: hubspot.FilterBranch) -> str:
    return branch.filter_branch_type or branch.filter_branch_operator or "AND"


def _joined(
    kind: Callable[[tuple[Condition, ...]], Condition], parts: list[Condition]
) -> Condition:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _parts(branch: hubspot.FilterBranch) -> list[Condition]:
    return [
        *(condition_of(inner) for inner in branch.filter_branches),
        *(_filter(one) for one in branch.filters),
    ]


# ---------------------------------------------------------------- associations


def _association(branch: hubspot.AssociationBranch) -> Condition:
    """Some, or no, record associated in this way satisfies the content."""
    if branch.operator not in (None, "IN_LIST", "NOT_IN_LIST"):
        return Opaque("an association test that is not known", _key(branch))
    association = association_from(branch.association_category, branch.association_type_id)
    if association is None:
        return Opaque("an association that is not known", _key(branch))
    content = _content(branch)
    if content == TRUE:
        matches: Condition = holds(association)
    elif content == FALSE:
        matches = FALSE
    else:
        matches = holds(AssociatedMatch(association, _key(branch, but="operator"), content))
    return negation(matches) if branch.operator == "NOT_IN_LIST" else matches


def _content(branch: hubspot.AssociationBranch) -> Condition | None:
    """What is asked of the associated record; None: nothing that can be read."""
    parts = _parts(branch)
    if not parts:
        return None
    kind = _kind(branch)
    together = branch.filter_branch_operator if kind == "ASSOCIATION" else kind
    if together == "OR":
        return TRUE if TRUE in parts else _joined(Some, parts)
    if FALSE in parts:
        return FALSE
    asked = [part for part in parts if part != TRUE]
    return _joined(All, asked) if asked else TRUE


def association_from(category: str | None, type_id: str) -> Association | None:
    """The association type that two values of a document name; None: no number is given."""
    if not type_id.isdecimal() or len(type_id) > 18:
        return None
    return Association(category or _HUBSPOT, int(type_id))


# ---------------------------------------------------------------- single filters


def _filter(one: hubspot.Filter) -> Condition:
    match one:
        case hubspot.PropertyFilter():
            return _property(one.property, one.operation)
        case hubspot.ListFilter():
            return _list(one)
        case hubspot.ConstantFilter():
            return Constant(one.should_accept)
        case hubspot.AssociatedListFilter():
            return _associated_list(one)
        case hubspot.EmailSubscriptionFilter():
            only = set(one.accepted_statuses) == {"OPT_IN"}
            return holds(Subscription(_key(one), tuple(one.subscription_ids), only))
        case hubspot.CommunicationSubscriptionFilter():
            only = set(one.accepted_opt_states) == {"OPT_IN"} and one.channel == "EMAIL"
            return holds(Subscription(_key(one), tuple(one.subscription_ids), only))
        case (
            hubspot.PrivacyFilter()
            | hubspot.AssociationCountFilter()
            | hubspot.PropertyAssociationFilter()
        ):
            return holds(StableFact(_key(one)))
        case _:
            return Opaque(f"a filter of kind {one.filter_type}", _key(one))


def _list(one: hubspot.ListFilter) -> Condition:
    metadata = one.metadata
    kind = metadata.in_list_type if metadata is not None else None
    list_id = one.list_id or (metadata.id if metadata is not None else None)
    if list_id is None or one.operator not in (None, "IN_LIST", "NOT_IN_LIST"):
        return Opaque("a list that is not known", _key(one))
    member = holds(ListMember(f"{kind}:{list_id}" if kind else list_id))
    return negation(member) if one.operator == "NOT_IN_LIST" else member


def _associated_list(one: hubspot.AssociatedListFilter) -> Condition:
    association = association_from(one.association_category, one.association_type_id)
    if association is None:
        return Opaque("an association that is not known", _key(one))
    matches = holds(AssociatedMatch(association, f"list:{one.list_id}"))
    return negation(matches) if one.operator == "NOT_IN_LIST" else matches


def _key(model: BaseModel, but: str | None = None) -> str:
    """The canonical text of a filter: equal filters have equal ones."""
    plain = {name: value for name, value in _plain(model).items() if name != but}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), default=str)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {n: _plain(v) for n, v in value if v is not None and v != ()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


# ---------------------------------------------------------------- questions about a property

_POSITIVE: Mapping[str, Operator] = MappingProxyType(
    {
        "IS_EQUAL_TO": Operator.EQUALS,
        "CONTAINS": Operator.CONTAINS,
        "STARTS_WITH": Operator.STARTS_WITH,
        "ENDS_WITH": Operator.ENDS_WITH,
        "CONTAINS_EXACTLY": Operator.EQUALS,
        "IS_ANY_OF": Operator.IS_OPTION,
        "IS_EXACTLY": Operator.IS_EXACTLY,
        "CONTAINS_ALL": Operator.CONTAINS_ALL,
    }
)
_NEGATIVE: Mapping[str, Operator] = MappingProxyType(
    {
        "IS_NOT_EQUAL_TO": Operator.EQUALS,
        "DOES_NOT_CONTAIN": Operator.CONTAINS,
        "DOES_NOT_CONTAIN_EXACTLY": Operator.EQUALS,
        "IS_NONE_OF": Operator.IS_OPTION,
        "IS_NOT_EXACTLY": Operator.IS_EXACTLY,
        "DOES_NOT_CONTAIN_ALL": Operator.CONTAINS_ALL,
    }
)
_NUMERIC: Mapping[str, tuple[Operator, bool]] = MappingProxyType(
    {
        "IS_EQUAL_TO": (Operator.IS_NUMBER, False),
        "IS_NOT_EQUAL_TO": (Operator.IS_NUMBER, True),
        "IS_GREATER_THAN": (Operator.GREATER, False),
        "IS_GREATER_THAN_OR_EQUAL_TO": (Operator.AT_LEAST, False),
        "IS_LESS_THAN": (Operator.LESS, False),
        "IS_LESS_THAN_OR_EQUAL_TO": (Operator.AT_MOST, False),
        "IS_BETWEEN": (Operator.BETWEEN, False),
        "IS_NOT_BETWEEN": (Operator.BETWEEN, True),
    }
)
_KNOWN = {"IS_KNOWN", "IS_NOT_BLANK"}
_UNKNOWN = {"IS_UNKNOWN", "IS_BLANK", "IS_NOT_KNOWN"}


def _property(name: str, operation: hubspot.Operation) -> Condition:
    operator = operation.operator or ""
    kind = OPERATION_SPELLINGS.get(operation.operation_type or "")
    if name == OBJECT_ID and operator in _KNOWN | _UNKNOWN:
        return Constant(operator in _KNOWN)
    if operator in _KNOWN:
        return is_known(Property(name))
    if operator in _UNKNOWN:
        return is_blank(Property(name))
    if kind is None or operator not in OPERATORS[kind]:
        return Opaque(f"{operator or 'an operation'} of {name}", f"{name} {_key(operation)}")
    predicate = _predicate(operation, operator)
    if predicate is not None:
        return Test(Property(name), predicate)
    return _fact(name, operation, operator)


def _predicate(operation: hubspot.Operation, operator: str) -> Predicate | None:
    """The question as a predicate; None: it cannot be decided by the value alone."""
    on_blank = bool(operation.include_objects_with_no_value_set)
    match operation:
        case hubspot.NumberOperation(value=value):
            return _compared(operator, (value,), on_blank=on_blank)
        case hubspot.NumberRangedOperation(lower_bound=low, upper_bound=high):
            return _compared(operator, (low, high), on_blank=on_blank)
        case hubspot.BoolOperation(value=value):
            return _chosen(operator, (value,), Operator.IS_OPTION, on_blank=on_blank)
        case hubspot.StringOperation(value=value):
            return _chosen(operator, (value,), on_blank=on_blank)
        case hubspot.EnumerationOperation(values=values):
            return _chosen(operator, values, on_blank=on_blank)
        case hubspot.MultistringOperation(values=values):
            return _chosen(operator, values, on_blank=on_blank)
        case _:
            return None


def _chosen(
    operator: str, operands: Iterable[str], asks: Operator | None = None, *, on_blank: bool
) -> Predicate | None:
    positive, negative = _POSITIVE.get(operator), _NEGATIVE.get(operator)
    found = positive or negative
    if found is None:
        return None
    negated = positive is None
    return Predicate(asks or found, tuple(operands), negated=negated, on_blank=on_blank)


def _compared(operator: str, operands: Iterable[Any], *, on_blank: bool) -> Predicate | None:
    known = _NUMERIC.get(operator)
    numbers = [exact_number(operand) for operand in operands]
    if known is None or None in numbers:
        return None
    asks, negated = known
    found = tuple(number for number in numbers if number is not None)
    return Predicate(asks, found, negated=negated, on_blank=on_blank)


def _fact(name: str, operation: hubspot.Operation, operator: str) -> Condition:
    """A question that the value alone does not answer; on blank, the flag decides."""
    names = [name]
    other = getattr(operation, "comparison_property_name", None)
    if isinstance(other, str):
        names.append(other)
    fact: Subject = StableFact(
        f"{name} {_key(operation)}", tuple(names), _date_range(name, operation, operator)
    )
    if operator.startswith("HAS_NEVER_"):
        return holds(fact)
    if operation.include_objects_with_no_value_set:
        return Some((is_blank(Property(name)), holds(fact)))
    return All((is_known(Property(name)), holds(fact)))


# ---------------------------------------------------------------- where a date lies


def _date_range(name: str, operation: hubspot.Operation, operator: str) -> DateRange | None:
    match operation:
        case hubspot.RollingOperation(number_of_days=days):
            return _rolling(name, operator, days)
        case hubspot.TimePointOperation(time_point=point):
            return _side(name, operator, _point(point))
        case hubspot.TimeRangedOperation(
            lower_bound_time_point=low, upper_bound_time_point=high
        ) if operator == "IS_BETWEEN":
            return DateRange(name, after=_point(low), before=_point(high))
        case hubspot.RangedDateOperation(lower_bound=low, upper_bound=high) if (
            operator == "IS_BETWEEN"
        ):
            return DateRange(name, after=_day(low), before=_day(high))
        case hubspot.DatetimeOperation(timestamp=moment):
            return _side(name, operator, _day(moment))
        case hubspot.DateOperation():
            return _side(name, operator, _calendar_day(operation))
        case _:
            return None


def _rolling(name: str, operator: str, days: Any) -> DateRange | None:
    number = exact_number(days)
    if number is None:
        return None
    count = float(number)
    match operator:
        case "IS_MORE_THAN_X_DAYS_FROM_NOW":
            return DateRange(name, after=count)
        case "IS_LESS_THAN_X_DAYS_FROM_NOW":
            return DateRange(name, after=0.0, before=count)
        case "IS_MORE_THAN_X_DAYS_AGO":
            return DateRange(name, before=-count)
        case "IS_LESS_THAN_X_DAYS_AGO":
            return DateRange(name, after=-count, before=0.0)
        case _:
            return None


def _side(name: str, operator: str, point: float | date | None) -> DateRange | None:
    if point is None:
        return None
    if operator.startswith("IS_AFTER"):
        return DateRange(name, after=point)
    return DateRange(name, before=point) if operator.startswith("IS_BEFORE") else None


def _point(point: Any) -> float | date | None:
    match point:
        case hubspot.IndexedPoint(index_reference=reference, offset=offset):
            if reference.reference_type not in ("NOW", "TODAY"):
                return None
            return _days_of(offset or {})
        case hubspot.DatePoint():
            return _calendar_day(point)
        case _:
            return None


_DAYS = MappingProxyType(
    {"days": 1.0, "weeks": 7.0, "months": 30.0, "quarters": 91.0, "years": 365.0}
)


def _days_of(offset: Mapping[str, Any]) -> float:
    total = 0.0
    for unit, days in _DAYS.items():
        number = exact_number(offset.get(unit))
        total += float(number) * days if number is not None else 0.0
    return total


def _calendar_day(model: Any) -> date | None:
    parts = [exact_number(part) for part in (model.year, model.month, model.day)]
    whole = [int(part) for part in parts if part is not None and abs(part) < 10_000]
    try:
        return date(*whole) if len(whole) == 3 else None
    except ValueError:
        return None


def _day(milliseconds: Any) -> date | None:
    number = exact_number(milliseconds)
    if number is None or not Fraction(-(10**14)) < number < Fraction(10**14):
        return None
    return datetime.fromtimestamp(float(number) / 1000, UTC).date()
