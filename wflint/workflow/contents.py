"""What is in a plain value, for those who look for something wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Contents:
    """Every text and every object in ``value``, without their places."""

    value: Any
    texts: Sequence[str]
    templates: Sequence[str]
    """Those of the texts that hold ``{{``."""
    objects: Sequence[dict[str, Any]]

    @staticmethod
    def of(value: Any) -> Contents:
        """What is in ``value``, itself included."""
        texts: list[str] = []
        templates: list[str] = []
        objects: list[dict[str, Any]] = []
        pending = [value]
        for here in pending:
            kind = type(here)
            if kind is str:
                texts.append(here)
                if "{{" in here:
                    templates.append(here)
            elif kind is dict:
                objects.append(here)
                pending += here.values()
            elif kind is list:
                pending += here
        return Contents(value, texts, templates, objects)
