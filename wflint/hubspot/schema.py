"""The JSON Schemas in ``schemas/``, generated from the models.

``python -m wflint.hubspot.schema`` writes them; ``--check`` compares (exit code 1: out of date).
"""

from __future__ import annotations

import json
import sys
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
    """Write the schemas, or compare them."""
    from wflint.hubspot.generate import schemas  # noqa: PLC0415 - the generator needs pydantic

    folder = _FOLDERS[1]
    stale = 0
    for name, schema in schemas().items():
        path = folder / f"{name}.schema.json"
        text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        if "--check" in arguments:
            stale |= not path.exists() or path.read_text(encoding="utf-8") != text
        else:
            folder.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
