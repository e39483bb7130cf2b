"""The schema of the JSON report; it changes only with the report's version."""

from __future__ import annotations

from typing import Any

_POSITION = {
    "type": "object",
    "required": ["line", "column"],
    "properties": {
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
    },
}
_RANGE = {
    "type": "object",
    "required": ["start", "end"],
    "properties": {"start": _POSITION, "end": _POSITION},
}
_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_COUNT = {"type": "integer", "minimum": 0}
_TEXTS = {"type": "object", "additionalProperties": _TEXT}
_COUNTS = (
    *("files", "workflows", "skipped", "errors", "warnings", "infos"),
    *("hidden", "suppressed", "fixed"),
)


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
    }


_RECORD = _object(
    {
        "objectTypeId": _TEXT,
        "properties": _TEXTS,
        "associations": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": _TEXTS},
        },
    },
    {
        "lists": {"type": "array", "items": _TEXT},
        "subscriptions": _TEXTS,
        "facts": {"type": "array", "items": _TEXT},
        "outputs": {"type": "object", "additionalProperties": _TEXTS},
        "events": {"type": "boolean"},
        "start": _TEXT,
    },
)
_FINDING = _object(
    {
        "code": {"type": "string", "pattern": "^WF[0-9]{3}$"},
        "name": _TEXT,
        "level": {"enum": ["error", "warning", "info"]},
        "verdict": {"enum": ["certain", "possible", "stale", "bypass", None]},
        "message": _TEXT,
        "hubspot_message": _TEXT_OR_NULL,
        "file": _TEXT,
        "workflow": {
            **_object({"id": _TEXT_OR_NULL, "name": _TEXT_OR_NULL, "index": _COUNT}),
            "type": ["object", "null"],
        },
        "action_id": _TEXT_OR_NULL,
        "pointer": _TEXT,
        "range": _RANGE,
        "related": {
            "type": "array",
            "items": _object({"message": _TEXT, "pointer": _TEXT, "range": _RANGE}),
        },
        "witness": {
            **_object(
                {
                    "record": _RECORD,
                    "path": {"type": "array", "items": _TEXT},
                    "reproduced": {"type": "boolean"},
                }
            ),
            "type": ["object", "null"],
        },
        "approximate": {"type": "boolean"},
        "fixes": {
            "type": "array",
            "items": _object(
                {
                    "title": _TEXT,
                    "applicability": {"enum": ["safe", "unsafe"]},
                    "edits": {
                        "type": "array",
                        "items": _object({"pointer": _TEXT, "range": _RANGE, "text": _TEXT}),
                    },
                }
            ),
        },
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]+$"},
        "url": _TEXT,
    }
)

REPORT: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "report-v1.schema.json",
    "title": "The report of wflint check --output-format json, version 1",
    **_object(
        {
            "version": {"const": 1},
            "wflint": _TEXT,
            "summary": _object(dict.fromkeys(_COUNTS, _COUNT)),
            "findings": {"type": "array", "items": _FINDING},
        }
    ),
}
