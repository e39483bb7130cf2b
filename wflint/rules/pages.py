"""What is generated from the rules: their pages in ``docs/rules/`` and ``wflint/rule_table.py``.

``python -m wflint.rules.pages`` writes both; ``--check`` compares (exit code 1: out of date).
"""

from __future__ import annotations

import sys
from pathlib import Path

from wflint.rules.base import Rule
from wflint.rules.catalogue import catalogue
from wflint.rules.prediction import Prediction
from wflint.simulate.messages import HUBSPOT_MESSAGES

_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDER = _PACKAGE.parent / "docs" / "rules"
_TABLE = _PACKAGE / "rule_table.py"
_NOTE = "<!-- Generated from the rule's docstring: python -m wflint.rules.pages -->"


def page(rule: type[Rule]) -> str:
    """A rule's page, Markdown: name and code, level, and what its docstring says."""
    level = "set by the verdict" if issubclass(rule, Prediction) else str(rule.level)
    state = "on" if rule.default else "off unless selected"
    logs = HUBSPOT_MESSAGES.get(rule.code, "").format(record="record")
    logged = f"HubSpot logs: *{logs}*.\n\n" if logs else ""
    options = f'Options: `[rules.{rule.name}]` with `level = "error"`, `"warning"` or `"info"`.'
    head = f"# {rule.name} ({rule.code})\n\nLevel: {level}. By default: {state}.\n\n{logged}"
    return f"{head}{rule.page()}\n\n{options}\n"


def pages() -> dict[str, str]:
    """File name → text, for every rule and for the index of them."""
    made = {f"{rule.name}.md": f"{_NOTE}\n\n{page(rule)}" for rule in catalogue()}
    return {**made, "README.md": _index()}


def _index() -> str:
    rows = [f"| {r.code} | [{r.name}]({r.name}.md) | {r.summary()} |" for r in catalogue()]
    table = "\n".join(["| code | name | what |", "|---|---|---|", *rows])
    return f"{_NOTE}\n\n# Rules\n\n{table}\n"


def table() -> str:
    """The text of ``wflint/rule_table.py``."""
    rows = "".join(
        f'    RuleName("{rule.code}", "{rule.name}"{"" if rule.default else ", default=False"}),\n'
        for rule in catalogue()
    )
    return f"{_TABLE_HEAD}_ALL = (\n{rows})\n{_TABLE_FOOT}"


_TABLE_HEAD = '''"""The names of all rules, for who needs no more: importing the rules takes long.

Generated from the rules: python -m wflint.rules.pages
"""

from wflint.findings import RuleName

'''
_TABLE_FOOT = '''

def rule_names() -> tuple[RuleName, ...]:
    """The names of all rules, by code."""
    return _ALL
'''


def main(arguments: list[str]) -> int:
    """Write what is generated, or compare it; pages of rules that are gone are removed."""
    wanted = pages()
    there = {path.name: path for path in _FOLDER.glob("*.md")}
    if "--check" in arguments:
        texts = {name: path.read_text(encoding="utf-8") for name, path in there.items()}
        return int(texts != wanted or _TABLE.read_text(encoding="utf-8") != table())
    _TABLE.write_text(table(), encoding="utf-8")
    _FOLDER.mkdir(parents=True, exist_ok=True)
    for name in there.keys() - wanted.keys():
        there[name].unlink()
    for name, text in wanted.items():
        (_FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
