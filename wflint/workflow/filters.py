"""Filters as conditions: what HubSpot's filter trees ask of a record.

A filter that wflint cannot decide becomes a stable fact where it asks about a property of the
record, and opaque where it asks about events, associated lists, or could not be read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeAlias

from msgspec import Struct

from wflint.hubspot import filters as hubspot
from wflint.hubspot.catalogue import HUBSPOT_DEFINED, OPERATORS
from wflint.hubspot.filters import OPERATION_SPELLINGS
from wflint.hubspot.primitives import Model
from wflint.workflow.conditions import (
    FALSE,
    TRUE,
    All,
    AssociatedMatch,
    Association,
    Condition,
    Constant,
    ListMember,
    Negation,
    Opaque,
    Operator,
    Predicate,
    Property,
    Some,
    StableFact,
    Subscription,
    Test,
    all_of,
    holds,
    is_blank,
    is_known,
    negation,
    some_of,
)
from wflint.workflow.date_ranges import date_range
from wflint.workflow.numbers import exact_number

OBJECT_ID = "hs_object_id"
"""Known on every record."""

_LIST_OPERATORS = (None, "IN_LIST", "NOT_IN_LIST")
_ABOUT_THE_ADDRESS = ("HARDBOUNCE", "SPAMREPORT")
"""Kinds of EMAIL_SUBSCRIPTION that are about the address, not about an opt-in."""


def condition_of(branch: Any, multi_valued: Collection[str] | None = None) -> Condition:
    """What a filter branch asks of a record; None, empty, hidden and unknown ones are opaque.

    ``multi_valued``: its properties that may hold several options; None: any may.
    """
    return _asked_by_each(nodes_of(branch), multi_valued)[0]


Node: TypeAlias = tuple[Any, str, bool, int]
"""A branch or a filter in a tree, its pointer, whether it is asked of the enrolled record (else of
an associated one), and at which place among the nodes the branch around it stands; -1: none."""


def nodes_of(branch: Any, pointer: str = "") -> list[Node]:
    """``branch``, which is at ``pointer``, and all that is in it, each before what is in it.

    Nothing recurses: documents nest deeper than the interpreter likes to call.
    """
    found: list[Node] = []
    pending: list[Node] = [(branch, pointer, True, -1)]
    while pending:
        node = pending.pop()
        here, place, own, _ = node
        kind = type(here)
        if kind in _WITH_CONTENT:
            own, at = own and kind is not hubspot.AssociationBranch, len(found)
            inner = [
                *(
                    (one, f"{place}/filterBranches/{index}", own, at)
                    for index, one in enumerate(here.filter_branches)
                ),
                *(
                    (one, f"{place}/filters/{index}", own, at)
                    for index, one in enumerate(here.filters)
                ),
            ]
            pending += reversed(inner)
        found.append(node)
    return found


_WITH_CONTENT = frozenset((hubspot.FilterBranch, hubspot.AssociationBranch))
"""Branches whose content is about the record or an associated one."""


def _asked_by_each(nodes: Sequence[Node], multi_valued: Collection[str] | None) -> list[Condition]:
    """What each of the nodes of a tree asks."""
    asked: list[Condition] = []
    inside_of: dict[int, list[Condition]] = {}
    for at in range(len(nodes) - 1, -1, -1):
        here, _, own, around = nodes[at]
        parts = inside_of.pop(at, [])
        parts.reverse()
        condition = _asked_by(here, parts, multi_valued if own else None)
        asked.append(condition)
        inside_of.setdefault(around, []).append(condition)
    asked.reverse()
    return asked


def _asked_by(here: Any, parts: list[Condition], multi_valued: Collection[str] | None) -> Condition:
    """What a branch asks, of which the content asks ``parts``; or a filter."""
    kind = type(here)
    if kind is hubspot.PropertyFilter:
        name = here.property
        several = multi_valued is None or name in multi_valued
        return _property(name, here.operation, several=several)
    joined = _JOINED.get(kind)
    return joined(here, parts) if joined is not None else _filter(here)


class Part(Struct, frozen=True):
    """A branch or a filter in a tree of filters, and what it asks.

    ``own``: of the enrolled record; else of an associated one. ``inside``: the branch around it.
    """

    pointer: str
    node: hubspot.FilterBranch | hubspot.Filter
    condition: Condition
    own: bool
    inside: Part | None


def parts_of(
    nodes: Sequence[Node], multi_valued: Collection[str] | None = None
) -> tuple[Part, ...]:
    """The nodes of a tree, with what each of them asks."""
    found: list[Part] = []
    asked = _asked_by_each(nodes, multi_valued)
    for (here, pointer, own, around), condition in zip(nodes, asked, strict=True):
        inside = found[around] if around >= 0 else None
        found.append(Part(pointer, here, condition, own, inside))
    return tuple(found)


def operations_in(nodes: Iterable[Node]) -> Iterator[tuple[str, str]]:
    """Property and kind of operation of every filter that asks about the record itself."""
    for here, _, own, _ in nodes:
        if own and type(here) is hubspot.PropertyFilter:
            kind = OPERATION_SPELLINGS.get(here.operation.operation_type or "")
            if kind is not None:
                yield here.property, kind


def property_changes(branch: Any) -> Iterator[tuple[str, Condition]]:
    """The properties of which ``branch`` asks for a change, and what it asks of the new values.

    In a branch about a change, ``hs_name`` holds the name of the property and ``hs_value`` what is
    asked of its value (seen in exports); else a filter on the property itself asks.
    """
    pending = [branch]
    while pending:
        node = pending.pop()
        if not isinstance(node, hubspot.FilterBranch) or isinstance(
            node, hubspot.AssociationBranch | hubspot.PropertyAssociationBranch
        ):
            continue
        pending += reversed(node.filter_branches)
        asked = [one for one in node.filters if isinstance(one, hubspot.PropertyFilter)]
        named = [one.operation for one in asked if one.property == "hs_name"]
        names = [name for operation in named for name in operands_of(operation)]
        for name in dict.fromkeys(names or [one.property for one in asked]):
            about = ("hs_value" if named else name,)
            values = [one.operation for one in asked if one.property in about]
            yield name, all_of(_property(name, value, several=False) for value in values)


def operands_of(operation: hubspot.Operation) -> list[str]:
    """The texts and options that an operation compares with."""
    _, operands = _asked(operation)
    return [operand for operand in operands if isinstance(operand, str)]


def _branch(node: hubspot.FilterBranch, parts: list[Condition]) -> Condition:
    return _logical(node.filter_branch_type or node.filter_branch_operator, parts)


def _logical(kind: str | None, parts: list[Condition]) -> Condition:
    if not parts:
        return Opaque("a branch without filters")
    match kind:
        case "OR":
            return some_of(parts)
        case "NOT_ANY":
            return negation(some_of(parts))
        case "NOT_ALL":
            return negation(all_of(parts))
        case _:
            return all_of(parts)


def canonical(model: Model) -> str:
    """The text of a filter: equal filters have equal ones, whatever the order of their keys."""
    return json.dumps(_plain(model), sort_keys=True, default=str)


def _plain(value: Any) -> Any:
    """``value`` as HubSpot writes it, without what may as well be left out."""
    if isinstance(value, Model):
        plain = {
            value.key_of[name]: _plain(part)
            for name, part in value.__dict__.items()
            if part is not None and part != ()
        }
        plain.update({key: part for key, part in value.extra.items() if part is not None})
        return plain
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return value


# ---------------------------------------------------------------- associations


def association_from(category: Any, type_id: Any) -> Association | None:
    """The association type that two values of a document name; None: they name none."""
    text = str(type_id) if isinstance(type_id, int | str) else ""
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        return None
    named = category if isinstance(category, str) and category else HUBSPOT_DEFINED
    return Association(named, int(text))


def _association(branch: hubspot.AssociationBranch, parts: list[Condition]) -> Condition:
    """Some, or no, record associated in this way satisfies the content."""
    association = association_from(branch.association_category, branch.association_type_id)
    if association is None or branch.operator not in _LIST_OPERATORS:
        return Opaque("an association that is not known", canonical(branch))
    content = _logical(branch.filter_branch_operator, parts)
    found = _matching(association, content, branch)
    return negation(found) if branch.operator == "NOT_IN_LIST" else found


def _matching(association: Association, content: Condition, branch: Model) -> Condition:
    """Some record associated by ``association`` satisfies ``content``."""
    if content == FALSE:
        return FALSE
    if content == TRUE:
        return holds(association)
    if _may_change(content):
        opaque = Opaque("what is asked of an associated record", canonical(branch))
        return all_of((holds(association), opaque))
    return holds(AssociatedMatch(association, _content_key(content), content))


def _may_change(content: Condition) -> bool:
    """Whether an associated record may come to answer otherwise while nobody writes to it."""
    return any(
        isinstance(node, Opaque)
        or (isinstance(node, Test) and isinstance(node.subject, ListMember))
        for node in _preorder(content)
    )


def _content_key(content: Condition) -> str:
    """The text of a condition: its nodes in order, each with the number of its parts."""
    return " ".join(_node_text(node) for node in _preorder(content))


def _node_text(node: Condition) -> str:
    match node:
        case All(parts):
            return f"all:{len(parts)}"
        case Some(parts):
            return f"some:{len(parts)}"
        case Negation():
            return "not"
        case Test(AssociatedMatch(association, content), predicate):
            # In full, a text within a text within a text would grow without bounds.
            digest = hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()
            return f"{association} {digest} {predicate}"
        case _:
            return repr(node)


def _preorder(content: Condition) -> Iterator[Condition]:
    pending = [content]
    while pending:
        node = pending.pop()
        yield node
        match node:
            case All(parts) | Some(parts):
                pending += reversed(parts)
            case Negation(part):
                pending.append(part)
            case _:
                pass


_JOINED: Mapping[type, Callable[[Any, list[Condition]], Condition]] = MappingProxyType(
    {
        hubspot.FilterBranch: _branch,
        hubspot.AssociationBranch: _association,
        hubspot.UnifiedEventsBranch: lambda node, _: Opaque("an event", canonical(node)),
        hubspot.PropertyAssociationBranch: lambda node, _: Opaque(
            "a record that a property refers to", canonical(node)
        ),
    }
)
"""What a branch of each kind asks, given what its content asks."""

# ---------------------------------------------------------------- single filters


def _filter(one: Any) -> Condition:
    match one:
        case hubspot.ListFilter():
            return _list(one)
        case hubspot.ConstantFilter():
            return Constant(one.should_accept)
        case hubspot.AssociatedListFilter():
            return _associated_list(one)
        case hubspot.EmailSubscriptionFilter(subscription_type=kind, accepted_statuses=accepted):
            email = kind not in _ABOUT_THE_ADDRESS
            return _subscription(one, one.subscription_ids, accepted, email=email)
        case hubspot.CommunicationSubscriptionFilter(accepted_opt_states=accepted):
            email = one.channel == "EMAIL"
            return _subscription(one, one.subscription_ids, accepted, email=email)
        case hubspot.Filter():
            return Opaque(f"a filter of kind {one.filter_type}", canonical(one))
        case _:
            return Opaque("filters that are hidden, missing or not known")


def _subscription(
    one: hubspot.Filter, ids: Iterable[str], accepted: Iterable[str], *, email: bool
) -> Condition:
    statuses = tuple(accepted)
    opt_in_only = email and set(statuses) == {"OPT_IN"}
    return holds(Subscription(canonical(one), tuple(ids), opt_in_only, statuses))


def _list(one: hubspot.ListFilter) -> Condition:
    metadata = one.metadata
    kind = metadata.in_list_type if metadata is not None else None
    list_id = one.list_id or (metadata.id if metadata is not None else None)
    if list_id is None or one.operator not in _LIST_OPERATORS:
        return Opaque("a list that is not known", canonical(one))
    # Members of a workflow, an import or a data set are counted apart from those of a list.
    member = holds(ListMember(f"{kind}:{list_id}" if kind else list_id))
    return negation(member) if one.operator == "NOT_IN_LIST" else member


def _associated_list(one: hubspot.AssociatedListFilter) -> Condition:
    association = association_from(one.association_category, one.association_type_id)
    counted = one.coalescing_refine_by is not None
    if association is None or counted or one.operator not in _LIST_OPERATORS:
        return Opaque("lists of associated records", canonical(one))
    found = _matching(association, holds(ListMember(one.list_id)), one)
    return negation(found) if one.operator == "NOT_IN_LIST" else found


# ---------------------------------------------------------------- questions about a property

_KNOWN: Mapping[str, bool] = MappingProxyType(
    {
        **dict.fromkeys(("IS_KNOWN", "IS_NOT_BLANK"), True),
        **dict.fromkeys(("IS_UNKNOWN", "IS_BLANK", "IS_NOT_KNOWN"), False),
    }
)
_TEXTS: Mapping[str, tuple[Operator, bool]] = MappingProxyType(
    {
        "IS_EQUAL_TO": (Operator.EQUALS, False),
        "IS_NOT_EQUAL_TO": (Operator.EQUALS, True),
        "CONTAINS": (Operator.CONTAINS, False),
        "DOES_NOT_CONTAIN": (Operator.CONTAINS, True),
        "STARTS_WITH": (Operator.STARTS_WITH, False),
        "ENDS_WITH": (Operator.ENDS_WITH, False),
    }
)
_OPTIONS: Mapping[str, tuple[Operator, bool]] = MappingProxyType(
    {
        "IS_ANY_OF": (Operator.IS_OPTION, False),
        "IS_NONE_OF": (Operator.IS_OPTION, True),
        "IS_EXACTLY": (Operator.IS_EXACTLY, False),
        "IS_NOT_EXACTLY": (Operator.IS_EXACTLY, True),
        "CONTAINS_ALL": (Operator.CONTAINS_ALL, False),
        "DOES_NOT_CONTAIN_ALL": (Operator.CONTAINS_ALL, True),
    }
)
_FLAGS: Mapping[str, tuple[Operator, bool]] = MappingProxyType(
    {
        "IS_EQUAL_TO": (Operator.IS_OPTION, False),
        "IS_NOT_EQUAL_TO": (Operator.IS_OPTION, True),
    }
)
_NUMBERS: Mapping[str, tuple[Operator, bool]] = MappingProxyType(
    {
        "IS_EQUAL_TO": (Operator.IS_NUMBER, False),
        "IS_NOT_EQUAL_TO": (Operator.IS_NUMBER, True),
        "IS_GREATER_THAN": (Operator.GREATER, False),
        "IS_GREATER_THAN_OR_EQUAL_TO": (Operator.AT_LEAST, False),
        "IS_LESS_THAN": (Operator.LESS, False),
        "IS_LESS_THAN_OR_EQUAL_TO": (Operator.AT_MOST, False),
    }
)
_RANGES: Mapping[str, tuple[Operator, bool]] = MappingProxyType(
    {
        "IS_BETWEEN": (Operator.BETWEEN, False),
        "IS_NOT_BETWEEN": (Operator.BETWEEN, True),
    }
)


def _property(name: str, operation: hubspot.Operation, *, several: bool) -> Condition:
    operator = operation.operator or ""
    spelt = operation.operation_type
    kind = OPERATION_SPELLINGS.get(spelt or "")
    known = _KNOWN.get(operator)
    if known is not None and (kind is not None or spelt is None):
        return _known(name) if known else _blank(name)
    asks, operands = _asked(operation)
    if kind is None or operator not in OPERATORS[kind] or None in operands:
        return Opaque(f"{operator or 'a question'} of {name}", f"{name} {canonical(operation)}")
    if operator not in asks:
        return _fact(name, operation, operator)
    found = tuple(operand for operand in operands if operand is not None)
    return Test(Property(name), _predicate(operation, *asks[operator], found, several=several))


def _known(name: str) -> Condition:
    return TRUE if name == OBJECT_ID else is_known(Property(name))


def _blank(name: str) -> Condition:
    return FALSE if name == OBJECT_ID else is_blank(Property(name))


Operands = tuple[str | Fraction, ...]
_Operators = Mapping[str, tuple[Operator, bool]]


def _asked(operation: hubspot.Operation) -> tuple[_Operators, tuple[str | Fraction | None, ...]]:
    """What each operator of this kind of operation asks, and the operands; None: unreadable.

    No operators at all: kinds of questions that a value alone does not answer.
    """
    compared = _COMPARED.get(type(operation))
    if compared is None:
        return {}, ()
    operators, operands = compared
    return operators, operands(operation)


_COMPARED: Mapping[type, tuple[_Operators, Callable[[Any], tuple[str | Fraction | None, ...]]]] = (
    MappingProxyType(
        {
            hubspot.BoolOperation: (_FLAGS, lambda asks: (asks.value.strip().lower(),)),
            hubspot.EnumerationOperation: (_OPTIONS, lambda asks: asks.values),
            hubspot.StringOperation: (_TEXTS, lambda asks: (asks.value,)),
            hubspot.MultistringOperation: (_TEXTS, lambda asks: asks.values),
            hubspot.NumberOperation: (_NUMBERS, lambda asks: (exact_number(asks.value),)),
            hubspot.NumberRangedOperation: (
                _RANGES,
                lambda asks: (exact_number(asks.lower_bound), exact_number(asks.upper_bound)),
            ),
        }
    )
)
"""Kind of operation → its operators, and how its operands are read."""


def _predicate(
    operation: hubspot.Operation,
    asks: Operator,
    negated: bool,
    operands: Operands,
    *,
    several: bool,
) -> Predicate:
    asks, operands = about_options(asks, operands, several=several)
    on_blank = operation.include_objects_with_no_value_set is True
    return Predicate(asks, operands, negated=negated, on_blank=on_blank)


def about_options(
    asks: Operator, operands: Operands, *, several: bool
) -> tuple[Operator, Operands]:
    """What a question about a set of options comes down to, where it is one about one option.

    ``several``: the property may hold more than one.
    """
    one = len(set(operands)) == 1
    if asks not in (Operator.IS_EXACTLY, Operator.CONTAINS_ALL) or (several and not one):
        return asks, operands
    if several and asks is Operator.IS_EXACTLY:
        return asks, operands
    # One value cannot be two options at once.
    return Operator.IS_OPTION, operands if one else ()


def _fact(name: str, operation: hubspot.Operation, operator: str) -> Condition:
    """A question that the value alone does not answer; on blank, the flag decides."""
    key = f"{name} {canonical(operation)}"
    fact = holds(StableFact(key, _read(name, operation), date_range(name, operation)))
    if operator.startswith("HAS_NEVER_"):
        return fact
    if operation.include_objects_with_no_value_set is True:
        return some_of((_blank(name), fact))
    return all_of((_known(name), fact))


def _read(name: str, operation: hubspot.Operation) -> tuple[str, ...]:
    """The properties that a question is about."""
    others: list[str] = []
    match operation:
        case hubspot.ComparativeOperation(comparison_property_name=other):
            others.append(other)
        case hubspot.TimePointOperation(time_point=hubspot.PropertyPoint(property=other)):
            others.append(other)
        case hubspot.TimeRangedOperation(lower_bound_time_point=low, upper_bound_time_point=high):
            points = (low, high)
            others += [p.property for p in points if isinstance(p, hubspot.PropertyPoint)]
        case _:
            pass
    return tuple(dict.fromkeys((name, *others)))
