"""A rule's page, from its docstring; ``scripts/pages.py`` adds a run and writes ``docs/rules/``."""

from __future__ import annotations

from wflint.rules.base import Rule
from wflint.rules.prediction import Prediction
from wflint.simulate.messages import HUBSPOT_MESSAGES


def page(rule: type[Rule]) -> str:
    """A rule's page, Markdown: name and code, level, and what its docstring says."""
    level = "set by the verdict" if issubclass(rule, Prediction) else str(rule.level)
    state = "on" if rule.default else "off unless selected"
    logs = HUBSPOT_MESSAGES.get(rule.code, "").format(record="record")
    logged = f"HubSpot logs: *{logs}*.\n\n" if logs else ""
    options = f'Options: `[rules.{rule.name}]` with `level = "error"`, `"warning"` or `"info"`.'
    head = f"# {rule.name} ({rule.code})\n\nLevel: {level}. By default: {state}.\n\n{logged}"
    return f"{head}{rule.page()}\n\n{options}\n"
