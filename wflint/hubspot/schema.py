"""The JSON Schemas in ``schemas/``, generated from the models.

``python -m wflint.hubspot.schema`` writes them, and the validators; ``--check`` compares (exit code
1: out of date).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
_FOLDERS = (_HERE.parent / "schemas", _HERE.parent.parent / "schemas")
"""In an installed package, and in a checkout."""


def names() -> tuple[str, ...]:
    """The names of all schemas."""
    return tuple(sorted(path.name.removesuffix(".schema.json") for path in _folder().iterdir()))


@cache
def load(name: str) -> dict[str, Any]:
    """The schema called ``name``; raises ``KeyError`` if there is none."""
    path = _folder() / f"{name}.schema.json"
    if name not in names():
        raise KeyError(name)
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _folder() -> Path:
    return next(folder for folder in _FOLDERS if folder.is_dir())


def main(arguments: list[str]) -> int:
    """Write the schemas and the validators, or compare them."""
    stale = 0
    for path, text in _generated():
        if "--check" in arguments:
            stale |= not path.exists() or path.read_text(encoding="utf-8") != text
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return int(stale)


def _generated() -> Iterator[tuple[Path, str]]:
    from wflint.hubspot import generate, validators  # noqa: PLC0415 - they need pydantic

    for name, schema in generate.schemas().items():
        path = _FOLDERS[1] / f"{name}.schema.json"
        yield path, json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    for name, validator in generate.validators().items():
        yield validators.FOLDER / f"{name}.json", json.dumps(validator, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
