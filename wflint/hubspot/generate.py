"""JSON Schemas from the models: unions are told apart by if/then, so that violations are clear."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from wflint.hubspot import flow_v4, portal, workflow_v3
from wflint.hubspot.primitives import Kind
from wflint.hubspot.report_schema import REPORT

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


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
    return {
        "flow-v4": _schema(flow_v4.adapter(), "flow-v4", "A HubSpot workflow, automation v4"),
        "workflow-v3": _schema(
            workflow_v3.adapter(), "workflow-v3", "A HubSpot workflow, automation v3"
        ),
        "portal-snapshot": _schema(
            portal.adapter(), "portal-snapshot", "What wflint is told of a HubSpot portal"
        ),
        "report-v1": REPORT,
    }


def _schema(adapter: Any, name: str, title: str) -> dict[str, Any]:
    made = adapter.json_schema(by_alias=True, schema_generator=_Generator)
    models = made.pop("$defs", {})
    return {
        "$schema": _DIALECT,
        "$id": f"{name}.schema.json",
        **{key: value for key, value in made.items() if key != "title"},
        "title": title,
        "$defs": dict(sorted(models.items())),
    }
