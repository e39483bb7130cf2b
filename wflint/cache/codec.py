"""Dataclasses as plain values that JSON can hold, and back again, by their annotations.

Read is what anybody may have written: nothing is constructed but what the annotations name, and
what does not fit them raises ``ValueError``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Reader = Callable[[Any], Any]


def plain(value: Any) -> Any:
    """``value`` in lists, objects and scalars: a dataclass is the list of its fields."""
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return [plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted((plain(item) for item in value), key=repr)
    return value.isoformat() if isinstance(value, date) else value


@cache
def reader(kind: Any) -> Reader:
    """Makes a value of ``kind`` (a dataclass, or what its annotations are made of) of a plain one.

    What it makes it with raises ``ValueError`` for a plain value that does not fit.
    """
    if is_dataclass(kind):
        return _dataclass(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _optional(*arguments)
    if origin is tuple:
        return _tuple(*arguments)
    if origin is frozenset:
        return _frozenset(*arguments)
    if origin is Mapping:
        return _mapping(*arguments)
    if origin is Literal:
        return _one_of(arguments)
    return _scalar(kind)


def _dataclass(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = tuple(reader(hints[field.name]) for field in fields(kind))

    def read(value: Any) -> Any:
        items = _list(value)
        if len(items) != len(readers):
            raise ValueError
        return kind(*[one(item) for one, item in zip(readers, items, strict=True)])

    return read


def _optional(*kinds: Any) -> Reader:
    """``X | None``; wflint's words know no other unions."""
    (inner,) = (kind for kind in kinds if kind is not NoneType)
    read = reader(inner)
    return lambda value: None if value is None else read(value)


def _tuple(*kinds: Any) -> Reader:
    if kinds[-1] is Ellipsis:
        read = reader(kinds[0])
        return lambda value: tuple([read(item) for item in _list(value)])
    readers = tuple(reader(kind) for kind in kinds)
    return lambda value: tuple(
        [read(item) for read, item in zip(readers, _list(value), strict=True)]
    )


def _frozenset(kind: Any) -> Reader:
    read = reader(kind)
    return lambda value: frozenset([read(item) for item in _list(value)])


def _mapping(_: Any, kind: Any) -> Reader:
    read = reader(kind)

    def convert(value: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError
        return {key: read(item) for key, item in value.items()}

    return convert


def _one_of(words: tuple[Any, ...]) -> Reader:
    def convert(value: Any) -> Any:
        if value not in words:
            raise ValueError
        return value

    return convert


def _scalar(kind: Any) -> Reader:
    if kind is Any:
        return lambda value: value
    if issubclass(kind, Enum):
        return lambda value: kind(value)  # noqa: PLW0108 - a class is more than a reader
    if kind is date:
        return lambda value: date.fromisoformat(_of(str, value))
    return lambda value: _of(kind, value)


def _of(kind: Any, value: Any) -> Any:
    if type(value) is not kind:
        raise ValueError
    return value


def _list(value: Any) -> list[Any]:
    found: list[Any] = _of(list, value)
    return found
