"""The scalar types of HubSpot's JSON, as tolerant as its real exports demand."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    StrictBool,
    StrictStr,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from pydantic_core import core_schema


class Model(BaseModel):
    """Base of all models: camelCase keys, unknown keys kept, ``null`` taken as absent."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="allow",
        frozen=True,
        defer_build=True,
    )


def _identifier(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError
    return str(value)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, int | float):
        raise ValueError
    return str(value)


def _as_text(other: Callable[[object], str], expected: str, *types: str) -> Any:
    """Read as text: most are texts, which pydantic sees to itself; ``other`` reads what is none."""
    schema = core_schema.union_schema(
        [
            core_schema.str_schema(strict=True),
            core_schema.no_info_plain_validator_function(other),
        ],
        mode="left_to_right",
        custom_error_type="value_error",
        custom_error_context={"error": f"{expected} is expected"},
    )
    return Annotated[
        Any, GetPydanticSchema(lambda _, __: schema), WithJsonSchema({"type": ["string", *types]})
    ]


def _number(value: object) -> int | float | str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("a number is expected")
    return value


def _absent_as_empty(value: object) -> object:
    return () if value is None else value


Text = StrictStr
"""A text, and nothing that could be taken for one."""
Id = _as_text(_identifier, "a text or a whole number", "integer")
"""An id: a text, or a whole number that is read as one."""
Scalar = _as_text(_scalar, "a text or a number", "number", "boolean")
"""A value written as text, number or truth value; read as text."""
Number = Annotated[Any, BeforeValidator(_number), WithJsonSchema({"type": ["number", "string"]})]
"""A number, or a text that should hold one."""
Flag = StrictBool
Anything = Annotated[Any, WithJsonSchema({})]


def items(kind: Any) -> Any:
    """A list of ``kind``; absent and ``null`` are the empty list."""
    return Annotated[entries(kind), Field(default=())]


def entries(kind: Any) -> Any:
    """A list of ``kind`` inside another one; ``null`` is the empty list."""
    return Annotated[tuple[kind, ...], BeforeValidator(_absent_as_empty)]


class Kind:
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
