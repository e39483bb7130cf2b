"""``wflint rules``: the catalogue."""

from __future__ import annotations

import json

import click

from wflint.cli.help import EXITS, Command
from wflint.cli.output import emit
from wflint.rules import catalogue
from wflint.rules.prediction import Prediction

_EXAMPLES = (("wflint rules --output-format json", "for programs"),)


@click.command("rules", cls=Command, exits=EXITS, examples=_EXAMPLES)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to print; json is for programs.",
)
def command(output_format: str) -> int:
    """List all rules: code, name, level, whether it is on, whether it can repair, and what for."""
    rows = [
        {
            "code": rule.code,
            "name": rule.name,
            "level": "verdict" if issubclass(rule, Prediction) else str(rule.level),
            "default": rule.default,
            "fixable": rule.repairs is not None,
            "summary": rule.summary(),
            "url": f"docs/rules/{rule.name}.md",
        }
        for rule in catalogue()
    ]
    if output_format == "json":
        emit(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
        return 0
    widest = max(len(str(row["name"])) for row in rows)
    for row in rows:
        name, level = f"{row['name']!s:<{widest}}", f"{row['level']!s:<7}"
        state = "on " if row["default"] else "off"
        fix = "fix" if row["fixable"] else "-  "
        emit(f"{row['code']}  {name}  {level}  {state}  {fix}  {row['summary']}\n")
    return 0
