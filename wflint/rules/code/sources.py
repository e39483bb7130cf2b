"""The custom code of a workflow, and what the parser of its language says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from wflint.rules.code.facts import Facts
from wflint.workflow.model import Action, Workflow

_CODE = "CUSTOM_CODE"


class Source(Struct, frozen=True, dict=True):
    """The code of one action."""

    action: Action
    raw: Mapping[str, Any]
    text: str
    runtime: str

    @property
    def pointer(self) -> str:
        """Where the code is."""
        return f"{self.action.pointer}/sourceCode"

    @property
    def facts(self) -> Facts:
        """What the code does; nothing where its language is not known, or it cannot be parsed."""
        return _facts_of(self.text, self.runtime)


@lru_cache(maxsize=64)
def _facts_of(text: str, runtime: str) -> Facts:
    # The parsers are imported late: few workflows hold code.
    if runtime.startswith("PYTHON"):
        from wflint.rules.code import python  # noqa: PLC0415

        return python.facts_of(text)
    if runtime.startswith("NODE"):
        from wflint.rules.code import javascript  # noqa: PLC0415

        return javascript.facts_of(text)
    return Facts()


def sources(workflow: Workflow) -> Iterator[Source]:
    """The code of each action that has some."""
    for action in workflow.by_id().values():
        raw = workflow.raw(action) if action.type_id == _CODE else {}
        text, runtime = raw.get("sourceCode"), raw.get("runtime")
        if isinstance(text, str):
            yield Source(action, raw, text, str(runtime or "").upper())


def at(text: str, offset: int) -> str:
    """Line and column of an offset, for people."""
    before = text[:offset]
    line = before.count("\n") + 1
    return f"line {line}, column {offset - (before.rfind(chr(10)) + 1) + 1} of the code"
