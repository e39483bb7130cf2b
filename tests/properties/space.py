"""The records that tell a flow's conditions apart, all of them, and sets of them as integers.

A *dimension* is a property or an association type; its values are every value that some condition,
write or hazard of the flow can tell from the others. The space is their product; a set of records
is an integer whose bit i is record i.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, prod
from typing import Any

from tests.properties import concrete
from tests.properties.flows import Json, filters_in

FRESH = "zzz"
BOOLEANS = {"hs_email_optout", "hs_email_is_ineligible"}
SENDS = "hs_email_sends_since_last_engagement"


# ---------------------------------------------------------------- what a flow speaks of


@dataclass(frozen=True, slots=True)
class Mentions:
    """Everything in a flow that looks at a record or writes it."""

    filters: tuple[Json, ...]
    branch_values: tuple[tuple[str, str], ...]
    writes: tuple[tuple[str, str], ...]
    associations: frozenset[str]
    sends: bool
    object_type: str

    def operations(self, name: str) -> list[Json]:
        return [node["operation"] for node in self.filters if node.get("property") == name]

    def written(self, name: str) -> list[str]:
        return [value for target, value in self.writes if target == name]

    def compared(self, name: str) -> list[str]:
        return [value for source, value in self.branch_values if source == name]


def mentions(flow: Json) -> Mentions:
    actions = flow.get("actions") or []
    nodes = [node for condition in conditions(flow) for node in filters_in(condition)]
    types = {str(node["associationTypeId"]) for node in nodes if "associationTypeId" in node}
    types |= {found for action in actions if (found := _written_association(action)) is not None}
    return Mentions(
        tuple(node for node in nodes if "property" in node and not _is_history(node)),
        tuple(_branch_values(actions)),
        tuple(found for action in actions if (found := concrete.static_write(action)) is not None),
        frozenset(types),
        any(action.get("actionTypeId") in {"0-4", "0-31"} for action in actions),
        str(flow["objectTypeId"]),
    )


def conditions(flow: Json) -> list[Json]:
    rows = (row for action in flow.get("actions") or [] for row in action.get("listBranches") or [])
    asked = [
        concrete.trigger(flow),
        *concrete.exits(flow),
        *(row.get("filterBranch") for row in rows),
    ]
    return [node for node in asked if node]


def _is_history(node: Json) -> bool:
    return str(node["operation"]["operator"]).startswith("HAS_")


def _written_association(action: Json) -> str | None:
    return concrete.association_of(action) if action.get("actionTypeId") == "0-5" else None


def _branch_values(actions: Iterable[Json]) -> Iterator[tuple[str, str]]:
    for action in actions:
        name = (action.get("inputValue") or {}).get("propertyName")
        for row in action.get("staticBranches") or [] if name else []:
            yield name, row["branchValue"]


# ---------------------------------------------------------------- values of one property


def values_of(name: str, seen: Mentions) -> list[str | None]:
    """Blank and set values, one for each way in which the flow can tell them apart."""
    kinds = {operation["operationType"] for operation in seen.operations(name)}
    written = [value for value in seen.written(name) if value]
    if "BOOL" in kinds or name in BOOLEANS or name == "hs_marketable_status":
        return _distinct(name, seen, [None, "true", "false", *written])
    if name == "lifecyclestage":
        named = [*_named(seen.operations(name)), *seen.compared(name), *written]
        return _distinct(name, seen, [None, *concrete.STAGES, *named])
    if (seen.object_type, name) in concrete.COUNTS:
        return _distinct(name, seen, [None, *_whole(_numbers(name, seen))])
    return _distinct(name, seen, [None, FRESH, *written, *_open_values(name, seen)])


def _named(operations: Iterable[Json]) -> list[str]:
    return [str(value) for node in operations for value in node.get("values") or []]


def _open_values(name: str, seen: Mentions) -> Iterator[str]:
    """Texts at, beside and between what the flow compares with, in other spellings too."""
    operations = seen.operations(name)
    texts = [*_named(operations), *seen.compared(name), *seen.written(name)]
    texts += [str(node["value"]) for node in operations if node["operationType"] == "STRING"]
    for value in texts:
        yield from (value, value.swapcase(), value.title())
    for spelt in _around(_numbers(name, seen)):
        yield from (spelt, f"+{spelt}", f"{spelt}.0" if "." not in spelt else f"{spelt}0")


def _numbers(name: str, seen: Mentions) -> list[Fraction]:
    operations = seen.operations(name)
    raw = [node[key] for node in operations for key in _NUMERIC if node.get(key) is not None]
    raw += [*_named(operations), *seen.compared(name), *seen.written(name)]
    raw += [concrete.UNENGAGED] if name == SENDS else []
    numbers = {number for value in raw if (number := concrete.number_of(value)) is not None}
    return sorted(numbers)


_NUMERIC = ("value", "lowerBound", "upperBound")


def _around(numbers: list[Fraction]) -> list[str]:
    if not numbers:
        return []
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    return [_spelt(each) for each in (numbers[0] - 1, *numbers, *between, numbers[-1] + 1)]


def _spelt(each: Fraction) -> str:
    if each.denominator == 1:
        return str(each.numerator)
    spelt = f"{float(each):.9f}".rstrip("0")
    assert Fraction(spelt) == each, "a short decimal"
    return spelt


def _whole(numbers: list[Fraction]) -> list[str]:
    near = {0, 1, 2}
    for each in numbers:
        near |= {floor(each) - 1, floor(each), ceil(each), ceil(each) + 1}
    return [str(count) for count in sorted(near) if count >= 0]


def _distinct(name: str, seen: Mentions, values: Iterable[str | None]) -> list[str | None]:
    """One value of each kind that behaves alike; what the flow writes stays itself."""
    kept: dict[Hashable, str | None] = {}
    written = set(seen.written(name)) | ({"true"} if name == "hs_marketable_status" else set())
    for value in values:
        if value == "":
            continue  # no value: an empty text clears
        kept.setdefault(value if value in written else _behaviour(name, seen, value), value)
    return list(dict.fromkeys(kept.values()))


def _behaviour(name: str, seen: Mentions, value: str | None) -> Hashable:
    answers = [concrete.property_holds(node, value) for node in seen.operations(name)]
    answers += [value == other for other in seen.compared(name)]
    count = concrete.number_of(value) if value is not None else None
    hazards = (value is None, value == "true", count is not None and count >= concrete.UNENGAGED)
    moves: tuple[Any, ...] = ()
    if name == "lifecyclestage":
        moves = tuple(concrete.stage_moves(value, to) for to in seen.written(name))
    elif (seen.object_type, name) in concrete.COUNTS:
        moves = (count == 0,)
    return (tuple(answers), hazards if name in _HAZARDOUS else hazards[:1], moves)


_HAZARDOUS = BOOLEANS | {"hs_marketable_status", SENDS}


# ---------------------------------------------------------------- the product


@dataclass(frozen=True, slots=True)
class Dimension:
    """A property's values, or whether an association exists (None, True).

    ``key``: ``("property", name)`` or ``("association", type id)``.
    """

    key: tuple[str, str]
    values: tuple[Any, ...]
    stride: int


def dimensions(flow: Json) -> tuple[Dimension, ...]:
    seen = mentions(flow)
    contact = seen.object_type == "0-1"
    names = {node["property"] for node in seen.filters} | {name for name, _ in seen.writes}
    names |= {name for name, _ in seen.branch_values}
    if contact and seen.sends:
        names |= {"hs_marketable_status", "hs_email_optout", concrete.BOUNCES[0], SENDS}
    types = _closed_types(seen, names)
    values = {("property", name): tuple(values_of(name, seen)) for name in sorted(names)}
    values |= {("association", type_id): (None, True) for type_id in sorted(types)}
    return tuple(_strided(values))


def _closed_types(seen: Mentions, names: set[str]) -> set[str]:
    types = set(seen.associations)
    if "associatedcompanyid" in names and seen.object_type == "0-1":
        types.add("1")
    types |= {
        plain
        for (kind, name), plain in concrete.COUNTS.items()
        if _applies(seen, kind, name, names)
    }
    return types


def _applies(seen: Mentions, kind: str, name: str, names: set[str]) -> bool:
    return kind == seen.object_type and name in names


def _strided(values: dict[tuple[str, str], tuple[Any, ...]]) -> Iterator[Dimension]:
    stride = 1
    for key, options in values.items():
        yield Dimension(key, options, stride)
        stride *= len(options)


class Space:
    """Every consistent record of a flow's dimensions."""

    def __init__(self, flow: Json) -> None:
        self.object_type = str(flow["objectTypeId"])
        self.dimensions = {dimension.key: dimension for dimension in dimensions(flow)}
        self.size = prod(len(dimension.values) for dimension in self.dimensions.values())
        self.everything = (1 << self.size) - 1
        self.consistent = self._consistent()

    def where(self, key: tuple[str, str], accepts: Callable[[Any], bool]) -> int:
        """The records whose value of a dimension is accepted."""
        dimension = self.dimensions[key]
        chosen = [at for at, value in enumerate(dimension.values) if accepts(value)]
        return sum(self._slice(dimension, at) for at in chosen)

    def with_property(self, name: str, accepts: Callable[[str | None], bool]) -> int:
        return self.where(("property", name), accepts)

    def associated(self, type_id: str) -> int:
        return self.where(("association", type_id), bool)

    def put(self, records: int, name: str, value: str | None) -> int:
        """The records as they are once the property has the value."""
        dimension = self.dimensions["property", name]
        target = dimension.values.index(value or None)
        moved = 0
        for at in range(len(dimension.values)):
            part = records & self._slice(dimension, at)
            by = (target - at) * dimension.stride
            moved |= part << by if by >= 0 else part >> -by
        return moved

    def record(self, index: int) -> Json:
        """One record, as a record file would hold it."""
        properties, associations = {}, {}
        for (kind, name), dimension in self.dimensions.items():
            value = dimension.values[index // dimension.stride % len(dimension.values)]
            if value is not None and kind == "property":
                properties[name] = value
            elif value is not None:
                associations[name] = [{}]
        return {"properties": properties, "associations": associations}

    def members(self, records: int) -> Iterator[int]:
        """The indices in a set."""
        while records:
            lowest = records & -records
            yield lowest.bit_length() - 1
            records ^= lowest

    def _slice(self, dimension: Dimension, at: int) -> int:
        block = ((1 << dimension.stride) - 1) << (at * dimension.stride)
        period = dimension.stride * len(dimension.values)
        return block * (self.everything // ((1 << period) - 1))

    # ------------------------------------------------ facts that imply one another

    def _consistent(self) -> int:
        records = self.everything
        for condition in (*self._company(), *self._primary(), *self._counts(), *self._bounced()):
            records &= condition
        return records

    def _implies(self, left: int, right: int) -> int:
        return (self.everything & ~left) | right

    def _has(self, *names: str) -> bool:
        return all(("property", name) in self.dimensions for name in names)

    def _company(self) -> Iterator[int]:
        if self.object_type == "0-1" and self._has("associatedcompanyid"):
            company = self.with_property("associatedcompanyid", lambda value: value is not None)
            yield self._implies(company, self.associated("1"))
            yield self._implies(self.associated("1"), company)

    def _primary(self) -> Iterator[int]:
        for primary, plain in concrete.PRIMARY.items():
            if {("association", primary), ("association", plain)} <= self.dimensions.keys():
                yield self._implies(self.associated(primary), self.associated(plain))

    def _counts(self) -> Iterator[int]:
        for (object_type, name), plain in concrete.COUNTS.items():
            if object_type == self.object_type and self._has(name):
                some = self.with_property(name, lambda value: value is not None and int(value) > 0)
                none = self.with_property(name, lambda value: value == "0")
                yield self._implies(some, self.associated(plain))
                yield self._implies(none, self.everything & ~self.associated(plain))

    def _bounced(self) -> Iterator[int]:
        if not any(self._has(name) for name in concrete.BOUNCES):
            return
        known = [
            self.with_property(name, lambda value: value is not None)
            for name in concrete.BOUNCES
            if self._has(name)
        ]
        yield self._implies(known[0], known[-1])
        yield self._implies(known[-1], known[0])
        if self._has("hs_email_is_ineligible"):
            ineligible = self.with_property("hs_email_is_ineligible", lambda value: value == "true")
            yield self._implies(known[0], ineligible)
