"""A rule's page, from its docstring; ``scripts/pages.py`` adds a run and writes ``docs/rules/``."""

from __future__ import annotations

from collections.abc import Collection

from wflint.findings import RulePage
from wflint.rules.base import Rule
from wflint.rules.catalogue import catalogue
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


def pages_for(codes: Collection[str]) -> tuple[RulePage, ...]:
    """What a report may tell of the rules with those codes, by code."""
    return tuple(_rule_page(rule) for rule in catalogue() if rule.code in codes)


def _rule_page(rule: type[Rule]) -> RulePage:
    family = rule.__module__.split(".")[-2]
    return RulePage(rule.code, rule.name, rule.level, family, rule.summary(), page(rule))
