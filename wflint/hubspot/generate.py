"""What follows from the descriptions of HubSpot's formats: validators, and JSON Schemas.

pydantic works both out. JSON Schemas tell unions apart by if/then, so that violations are clear. A
validator is what pydantic hands to its compiled core, as JSON; what stands in it beside plain
values is named, such as ``wflint.hubspot.primitives:number``.
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import get_annotations
from types import ModuleType
from typing import Any, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    TypeAdapter,
    create_model,
)
from pydantic import Tag as PydanticTag
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from wflint.hubspot import filters, flow_v4, portal, primitives, workflow_v3
from wflint.hubspot.primitives import (
    AsText,
    Before,
    Kind,
    Listed,
    Marker,
    Model,
    Strict,
    Tag,
    Unchecked,
    camel,
)
from wflint.hubspot.report_schema import REPORT
from wflint.hubspot.validators import NAMED

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FORMATS: Mapping[str, tuple[type[Model], str]] = {
    "flow-v4": (flow_v4.FlowV4, "A HubSpot workflow, automation v4"),
    "workflow-v3": (workflow_v3.WorkflowV3, "A HubSpot workflow, automation v3"),
    "portal-snapshot": (portal.PortalSnapshot, "What wflint is told of a HubSpot portal"),
}
"""What is described: the model, and its title."""

# ---------------------------------------------------------------- descriptions as pydantic has them


class _Base(BaseModel):
    model_config = ConfigDict(
        alias_generator=camel, populate_by_name=True, extra="allow", frozen=True, defer_build=True
    )


_made: dict[type[Model], type[BaseModel]] = {Model: _Base}


def model_of(model: type[Model]) -> type[BaseModel]:
    """The pydantic model that a model of ours describes."""
    if model not in _made:
        _made[model] = _model(model, model_of(model.__bases__[0]))
    return _made[model]


def _model(model: type[Model], above: type[BaseModel]) -> type[BaseModel]:
    fields: dict[str, Any] = {
        name: (annotation, vars(model).get(name, _default(annotation)))
        for name, annotation in get_annotations(model).items()
    }
    made: type[BaseModel] = create_model(
        model.__name__,
        __base__=above,
        __doc__=model.__doc__,
        __module__=model.__module__,
        **fields,
    )
    return made


def _default(annotation: Any) -> Any:
    """Of a field to which none is given: only lists may be left out."""
    listed = (each for each in get_args(annotation) if isinstance(each, Listed))
    return () if any(each.optional for each in listed) else ...


def core_schema_of(marker: Marker, source: Any, handler: Any) -> core_schema.CoreSchema:
    """What ``marker`` makes of the type ``source``, for pydantic's core."""
    schema: Any
    match marker:
        case Kind():
            schema = Discriminator(marker).__get_pydantic_core_schema__(source, handler)
        case Tag(name=name):
            schema = PydanticTag(name).__get_pydantic_core_schema__(source, handler)
        case Before(read=read):
            schema = BeforeValidator(read).__get_pydantic_core_schema__(source, handler)
        case AsText(read=read, expected=expected):
            schema = core_schema.union_schema(
                [
                    core_schema.str_schema(strict=True),
                    core_schema.no_info_plain_validator_function(read),
                ],
                mode="left_to_right",
                custom_error_type="value_error",
                custom_error_context={"error": f"{expected} is expected"},
            )
        case Strict():
            schema = {**handler(source), "strict": True}
        case _:
            schema = handler(source)
    return schema  # type: ignore[no-any-return]


def json_schema_of(marker: Marker, schema: Any, handler: Any) -> JsonSchemaValue:
    """What ``marker`` says in a JSON Schema."""
    match marker:
        case AsText(types=types):
            return {"type": ["string", *types]}
        case Before(types=types) if types:
            return {"type": list(types)}
        case Unchecked():
            return {}
        case _:
            made: JsonSchemaValue = handler(schema)
            return made


# ---------------------------------------------------------------- validators


def validators() -> dict[str, Any]:
    """The validator of each format, by name, as ``wflint.hubspot.validators`` reads it."""
    names = _names(primitives, filters, flow_v4, workflow_v3, portal)
    return {
        name: _plain(adapter_of(model).core_schema, names) for name, (model, _) in _FORMATS.items()
    }


def adapter_of(model: type[Model]) -> TypeAdapter[Any]:
    """What pydantic itself reads with."""
    adapter: TypeAdapter[Any] = TypeAdapter(model_of(model))
    adapter.rebuild(force=True)  # models that refer to each other are only built when all are there
    return adapter


def _names(*modules: ModuleType) -> dict[int, str]:
    """How what the modules define is named, by its ``id``; pydantic's models like ours."""
    names: dict[int, str] = {}
    for module in modules:
        for name, value in vars(module).items():
            described = isinstance(value, type) and issubclass(value, Model) and value is not Model
            known = model_of(value) if described else value
            names.setdefault(id(known), f"{module.__name__}:{name}")
    return names


_UNUSED = ("metadata", "serialization", "serialization_alias", "computed_fields")
"""Parts of a core schema that validation takes no notice of."""
_REFERENCES = ("ref", "schema_ref")
"""Names of parts, to which pydantic adds where in memory they are."""


def _without_address(reference: str) -> str:
    return reference.rpartition(":")[0]


def _plain(value: Any, names: Mapping[int, str]) -> Any:
    if isinstance(value, dict):
        is_schema = isinstance(value.get("type"), str)  # else it is a table, by fields or tags
        return {
            key: _without_address(part) if is_schema and key in _REFERENCES else _plain(part, names)
            for key, part in value.items()
            if not (is_schema and key in _UNUSED)
        }
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list) or (isinstance(value, tuple) and value):
        return [_plain(part, names) for part in value]
    return {NAMED: names[id(value)]}


# ---------------------------------------------------------------- JSON Schemas


class _Generator(GenerateJsonSchema):
    """pydantic's generator, but for unions, ``null`` and defaults."""

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        discriminator = schema["discriminator"]
        if not isinstance(discriminator, Kind):
            return super().tagged_union_schema(schema)
        rules = []
        for tag, choice in schema["choices"].items():
            if tag != Kind.UNKNOWN:
                inner = self.generate_inner(choice)
                rules.append({"if": discriminator.condition(str(tag)), "then": inner})
        return {"type": "object", "allOf": rules}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        types = inner.get("type")
        if types is None and not inner:
            return {}
        if isinstance(types, str | list) and set(inner) <= {
            "type",
            "items",
            "additionalProperties",
        }:
            listed = [types] if isinstance(types, str) else types
            return {**inner, "type": [*listed, "null"]}
        return {"if": {"not": {"type": "null"}}, "then": inner}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def tuple_schema(self, schema: core_schema.TupleSchema) -> JsonSchemaValue:
        """A list of anything that fits; ``null`` counts as the empty one."""
        item = self.generate_inner(schema["items_schema"][0])
        return {"type": ["array", "null"], "items": item}


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by name."""
    made = {name: _schema(model, name, title) for name, (model, title) in _FORMATS.items()}
    return {**made, "report-v1": REPORT}


def _schema(model: type[Model], name: str, title: str) -> dict[str, Any]:
    made = adapter_of(model).json_schema(by_alias=True, schema_generator=_Generator)
    models = made.pop("$defs", {})
    return {
        "$schema": _DIALECT,
        "$id": f"{name}.schema.json",
        **{key: value for key, value in made.items() if key != "title"},
        "title": title,
        "$defs": dict(sorted(models.items())),
    }
