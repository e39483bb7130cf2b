"""The whole pipeline on one page: find, read, model, judge, filter, locate.

The command, the hook and the tests all call ``check``.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from wflint.findings import (
    Excerpt,
    Finding,
    Level,
    Place,
    Report,
    Summary,
    WorkflowRef,
)
from wflint.hubspot.envelope import Entry, entries
from wflint.hubspot.explain import not_a_workflow
from wflint.hubspot.reading import Parsed, parse
from wflint.policy.discovery import Policy
from wflint.policy.levels import is_shown, levelled
from wflint.policy.selection import Choice, enabled
from wflint.policy.settings import InForce, Settings
from wflint.portal import portal_of
from wflint.rules import RuleContext, catalogue, judge, rule_names
from wflint.source.discovery import Candidate, find
from wflint.source.places import Position, Range
from wflint.source.reading import Document, Problem, read
from wflint.workflow.build import build

_START = Range(Position(1, 1), Position(1, 1))


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What to check and how. ``-`` among ``paths`` is ``stdin``, named ``stdin_filename``.

    ``settings`` is what the command line says; ``config`` and ``isolated`` are as in ``Policy``.
    """

    paths: tuple[str, ...] = (".",)
    settings: Settings = field(default_factory=Settings)
    config: Path | None = None
    isolated: bool = False
    stdin: bytes = b""
    stdin_filename: str = "<stdin>"
