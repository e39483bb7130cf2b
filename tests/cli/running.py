"""Runs commands inside the test's own process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from wflint.cli import main

TODAY = "2026-11-24"


def wflint(*arguments: str, stdin: str | None = None) -> Result:
    """The command, run."""
    return CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)


def put(name: str, content: Any) -> None:
    """A file with a text, or with a value as JSON."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content, indent=2)
    Path(name).write_text(text, encoding="utf-8")


def flow(**changes: Any) -> dict[str, Any]:
    """A workflow that sends an e-mail to whoever is enrolled: one warning, WF104."""
    basis: dict[str, Any] = {
        "id": "77",
        "name": "Nurture",
        "type": "CONTACT_FLOW",
        "objectTypeId": "0-1",
        "startActionId": "1",
        "actions": [
            {
                "actionId": "1",
                "type": "SINGLE_CONNECTION",
                "actionTypeId": "0-4",
                "fields": {"content_id": "5"},
            }
        ],
    }
    return {**basis, **changes}


def quiet(**changes: Any) -> dict[str, Any]:
    """A workflow that nothing is found in."""
    return flow(actions=[], startActionId=None, isEnabled=False, **changes)
