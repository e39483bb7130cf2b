"""What the descriptions of HubSpot's JSON are written in: models, scalar types, unions.

The scalar types are as tolerant as HubSpot's real exports demand. What an annotation says beside
the type is a ``Marker``: pydantic, which derives the validators and the JSON Schemas from these
descriptions, asks ``generate.py`` what it means. None of that is needed to check a file, so that
pydantic is not imported here (see docs/performance.md).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar


class Model:
    """Base of all models: camelCase keys, unknown keys kept, ``null`` taken as absent; read only.

    Instances are made by pydantic's compiled core, which fills these slots; they are neither copied
    nor pickled.
    """

    __slots__ = (
        "__dict__",
        "__pydantic_extra__",
        "__pydantic_fields_set__",
        "__pydantic_private__",
    )
    __pydantic_extra__: dict[str, Any] | None
    __pydantic_fields_set__: set[str]
    key_of: ClassVar[Mapping[str, str]] = {}
    """The fields, and the keys that they stand under in HubSpot's JSON."""
    keys: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        names = [name for name in cls.__annotations__ if name not in Model.__annotations__]
        own = {name: camel(name) for name in names}
        cls.key_of = MappingProxyType({**cls.key_of, **own})
        cls.keys = frozenset(cls.key_of.values())

    @property
    def extra(self) -> Mapping[str, Any]:
        """What stands under keys that the model does not know."""
        return self.__pydantic_extra__ or {}

    @property
    def given(self) -> frozenset[str]:
        """The keys of the model that are written."""
        key_of = self.key_of
        return frozenset([key_of[name] for name in self.__pydantic_fields_set__ if name in key_of])

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(name)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__ and self.extra == other.extra

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({shown})"

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, handler: Any) -> Any:
        from wflint.hubspot.generate import model_of  # noqa: PLC0415 - pydantic is slow to import

        return handler.generate_schema(model_of(cls))


def camel(name: str) -> str:
    """``next_action_id`` as HubSpot writes it: ``nextActionId``."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


# ---------------------------------------------------------------- markers


class Marker:
    """What an annotation says beside the type; ``generate.py`` knows what it means."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from wflint.hubspot.generate import core_schema_of  # noqa: PLC0415 - as above

        return core_schema_of(self, source, handler)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> Any:
        from wflint.hubspot.generate import json_schema_of  # noqa: PLC0415 - as above

        return json_schema_of(self, schema, handler)


class Strict(Marker):
    """That type, and nothing that could be taken for it."""


class Unchecked(Marker):
    """Anything at all."""


class Before(Marker):
    """``read`` is asked first; what it returns is validated. ``types``: in the JSON Schema."""

    def __init__(self, read: Callable[[object], object], *types: str) -> None:
        self.read = read
        self.types = types


class AsText(Marker):
    """A text, or what ``read`` makes one of: most are texts, which are not even looked at."""

    def __init__(self, read: Callable[[object], str], expected: str, *types: str) -> None:
        self.read = read
        self.expected = expected
        self.types = types


class Listed(Before):
    """A list; ``null`` is the empty one. ``optional``: so is no list at all."""

    def __init__(self, *, optional: bool) -> None:
        super().__init__(absent_as_empty)
        self.optional = optional


class Tag(Marker):
    """The name of a variant in a union that ``Kind`` tells apart."""

    def __init__(self, name: str) -> None:
        self.name = name


# ---------------------------------------------------------------- scalar types


def identifier(value: object) -> str:
    """A whole number as text; raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError
    return str(value)


def scalar(value: object) -> str:
    """A number or truth value as text; raises ValueError."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, int | float):
        raise ValueError
    return str(value)


def number(value: object) -> int | float | str:
    """A number, or a text; raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("a number is expected")
    return value


def absent_as_empty(value: object) -> object:
    """``value``; of ``null``, no items."""
    return NO_ITEMS if value is None else value


NO_ITEMS: tuple[()] = ()

Text = Annotated[str, Strict()]
"""A text, and nothing that could be taken for one."""
Flag = Annotated[bool, Strict()]
Id = Annotated[Any, AsText(identifier, "a text or a whole number", "integer")]
"""An id: a text, or a whole number that is read as one."""
Scalar = Annotated[Any, AsText(scalar, "a text or a number", "number", "boolean")]
"""A value written as text, number or truth value; read as text."""
Number = Annotated[Any, Before(number, "number", "string")]
"""A number, or a text that should hold one."""
Anything = Annotated[Any, Unchecked()]


def items(kind: Any) -> Any:
    """A list of ``kind``; absent and ``null`` are the empty list."""
    return Annotated[tuple[kind, ...], Listed(optional=True)]


def entries(kind: Any) -> Any:
    """A list of ``kind`` inside another one; ``null`` is the empty list."""
    return Annotated[tuple[kind, ...], Listed(optional=False)]


# ---------------------------------------------------------------- unions


class Kind(Marker):
    """Tells the variants of a union apart by the value of one key, as pydantic's discriminator.

    ``known``: the spellings of each variant. ``inferred``: where the key is absent, the variant
    that another key gives away, in this order. What is neither is ``UNKNOWN``: kept, never refused.
    """

    UNKNOWN = "UNKNOWN"

    def __init__(
        self,
        name: str,
        key: str,
        known: Mapping[str, str],
        inferred: Mapping[str, str] | None = None,
    ) -> None:
        self.__name__ = name  # pydantic asks for it, and the schema shows it
        self.key = key
        self.known = known
        self.inferred = inferred or {}

    def __call__(self, value: Any) -> str:
        try:
            return self.known[value[self.key]]
        except (KeyError, TypeError):
            return self._inferred(value)

    def _inferred(self, value: Any) -> str:
        if not isinstance(value, dict):
            # Whatever it is, it is no object; any variant says so.
            return self.UNKNOWN
        if value.get(self.key) is not None:
            return self.UNKNOWN
        return next((kind for key, kind in self.inferred.items() if key in value), self.UNKNOWN)

    def condition(self, kind: str) -> dict[str, Any]:
        """The JSON Schema that a value of this variant fits."""
        spellings = [spelling for spelling, known in self.known.items() if known == kind]
        named = {"required": [self.key], "properties": {self.key: {"enum": spellings}}}
        earlier: list[str] = []
        for key, inferred in self.inferred.items():
            if inferred == kind:
                absent = [{"required": [self.key]}, *({"required": [k]} for k in earlier)]
                return {"anyOf": [named, {"required": [key], "not": {"anyOf": absent}}]}
            earlier.append(key)
        return named


def spelt(*names: str) -> dict[str, str]:
    """Each name, spelt as it is."""
    return {name: name for name in names}
