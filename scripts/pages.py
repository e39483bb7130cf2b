#!/usr/bin/env python3
"""Writes the pages of the documentation that follow from the program.

    python3 scripts/dev.py python scripts/pages.py           rewrites them
    python3 scripts/dev.py python scripts/pages.py --check   exit code 1 if one is out of date

A page for each rule (its docstring, and a fixture that fails, run), the list of rules, the settings
and the commands; and ``wflint/rule_table.py``, the names of all rules.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import click
from click.testing import CliRunner

from wflint.cli import main as program
from wflint.policy.reference import GROUPS, Group
from wflint.rules import catalogue
from wflint.rules.base import Rule
from wflint.rules.catalogue import FAMILIES
from wflint.rules.pages import page
from wflint.source.secrets import without_tokens

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
TABLE = ROOT / "wflint" / "rule_table.py"
NOTE = "<!-- Generated: python3 scripts/dev.py python scripts/pages.py -->\n\n"
TODAY = "2026-11-24"
LONGEST = 130
"""Lines of an example that are shown; a longer one is only named."""


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them; pages of rules that are gone are removed."""
    wanted = pages()
    gone = set((DOCS / "rules").glob("*.md")) - wanted.keys()
    if "--check" in arguments:
        return int(bool(gone) or any(_text(path) != text for path, text in wanted.items()))
    for path in gone:
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return 0


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def pages() -> dict[Path, str]:
    """Every generated page."""
    made = {f"rules/{rule.name}.md": page(rule) + shown(rule) for rule in catalogue()}
    made |= {"rules/README.md": index(), "configuration.md": settings(), "commands.md": commands()}
    return {TABLE: table()} | {DOCS / name: NOTE + text for name, text in made.items()}


# ---------------------------------------------------------------- rules


def table() -> str:
    """The text of ``wflint/rule_table.py``."""
    rows = "".join(
        f'    RuleName("{rule.code}", "{rule.name}"{"" if rule.default else ", default=False"}),\n'
        for rule in catalogue()
    )
    return f"{_TABLE_HEAD}_ALL = (\n{rows})\n{_TABLE_FOOT}"


_TABLE_HEAD = '''"""The names of all rules, for who needs no more: importing the rules takes long.

Generated: python3 scripts/dev.py python scripts/pages.py
"""

from wflint.findings import RuleName

'''
_TABLE_FOOT = '''

def rule_names() -> tuple[RuleName, ...]:
    """The names of all rules, by code."""
    return _ALL
'''


def index() -> str:
    """The rules by family."""
    return "# Rules\n" + "".join(_family(family) for family in FAMILIES)


def _family(family: ModuleType) -> str:
    rules = [rule for rule in catalogue() if rule.__module__.startswith(f"{family.__name__}.")]
    rows = [f"| {r.code} | [{r.name}]({r.name}.md) | {r.summary()} |\n" for r in rules]
    about = (family.__doc__ or "").strip()
    title = family.__name__.rpartition(".")[2].capitalize()
    return f"\n## {title}\n\n{about}\n\n| code | name | what |\n|---|---|---|\n{''.join(rows)}"


@dataclass(frozen=True, slots=True)
class Example:
    """A fixture that fails, and the options under which a run says so."""

    path: Path
    options: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its path as people write it."""
        return self.path.relative_to(ROOT).as_posix()

    def files(self) -> list[Path]:
        """It, or what lies in it."""
        return sorted(self.path.iterdir()) if self.path.is_dir() else [self.path]

    def run(self, *more: str) -> str:
        """What wflint prints of it, on both streams."""
        return wflint("check", *self.options, *more, self.name)


def shown(rule: type[Rule]) -> str:
    """The section that shows the rule at work."""
    example = example_of(rule)
    if example is None:
        return ""
    command = " ".join(["wflint check", *example.options, example.name])
    parts = [
        "\n## Shown\n",
        *(_source(path) for path in example.files()),
        f"```text\n$ {command}\n{example.run()}```\n",
        *_repair(example),
    ]
    return "\n".join(parts)


def example_of(rule: type[Rule]) -> Example | None:
    """The shortest fixture of ``rule`` that fails, a current one rather than a classic one.

    None: it has none yet, which a test forbids.
    """
    folder = ROOT / "fixtures" / "rules" / rule.name
    if not folder.is_dir():
        return None
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    names = [
        name for name, found in expected.items() if any(one["code"] == rule.code for one in found)
    ]
    path = min((folder / name for name in names), key=_length)
    # Some rules speak of what others find, so that these must be on.
    for options in (("--select", rule.code), ("--extend-select", rule.code)):
        example = Example(path, (*options, "--level", "info", "--today", TODAY))
        if f"[{rule.code}]" in example.run():
            return example
    raise LookupError(f"no run shows {rule.code} on {path}")


def _length(path: Path) -> tuple[bool, int, str]:
    files = path.iterdir() if path.is_dir() else [path]
    return "-v3" in path.name, sum(len(_lines(file)) for file in files), path.name


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig", errors="replace").splitlines()


def _source(path: Path) -> str:
    """The file, folded away."""
    lines = _lines(path)
    name = path.relative_to(ROOT).as_posix()
    if len(lines) > LONGEST:
        return f"The file: `{name}`, {len(lines)} lines.\n"
    text = without_tokens("\n".join(lines))
    kind = path.suffix.lstrip(".")
    return (
        f"<details markdown>\n<summary><code>{name}</code></summary>\n\n"
        f"```{kind}\n{text}\n```\n\n</details>\n"
    )


def _repair(example: Example) -> Iterator[str]:
    """What wflint would change, where it can repair what it found."""
    report = json.loads(_first_line_to_last(example.run("--output-format", "json", "--quiet")))
    fixes = [fix for finding in report["findings"] for fix in finding["fixes"]]
    if not fixes:
        return
    options = (*example.options, "--unsafe-fixes", "--diff", "--quiet")
    command = " ".join(["wflint check", *options, example.name])
    yield "### Repaired\n"
    yield f"```diff\n$ {command}\n{example.run('--unsafe-fixes', '--diff', '--quiet')}```\n"


def _first_line_to_last(text: str) -> str:
    return text[text.index("{") :]


# ---------------------------------------------------------------- settings


def settings() -> str:
    """The keys of a settings file."""
    head = """\
# Settings

Nothing has to be set. Settings stand in `wflint.toml`, or under `[tool.wflint]` in
`pyproject.toml`; the nearest one counts, from the file that is checked up to the root of the
repository. `wflint init` writes a file with all that follows as comments, and `wflint config --for
FILE` prints what is in force for a file, and where each setting comes from. Unknown keys and wrong
values are errors.
"""
    return head + "".join(_group(group) for group in GROUPS)


def _group(group: Group) -> str:
    rows = [
        f"| `{key.name}` | {key.kind} | {key.default} | `{key.example}` | {key.meaning} |\n"
        for key in group.keys
    ]
    table = group.keys[0].table
    where = {
        "": "",
        "portal": "Under `[portal]`. ",
        "rules": "Under `[rules.NAME]`. ",
    }.get(table, f"Each under `[[{table}]]`. ")
    head = "| key | value | default | example | what |\n|---|---|---|---|---|\n"
    return f"\n## {group.title}\n\n{where}{group.meaning}\n\n{head}{''.join(rows)}"


# ---------------------------------------------------------------- commands


def commands() -> str:
    """What ``--help`` says of each command."""
    context = click.Context(program)
    parts = ["# Commands\n", _help()]
    for name in program.list_commands(context):
        parts += [f"## wflint {name}\n", _help(name)]
    return "\n".join(parts)


def _help(*command: str) -> str:
    return f"```text\n{wflint(*command, '--help')}```\n"


def wflint(*arguments: str) -> str:
    """What the command prints on both streams, from the root of the checkout."""
    plain = {"NO_COLOR": "1", "COLUMNS": "100"}
    with contextlib.chdir(ROOT):
        done: Any = CliRunner(env=plain).invoke(
            program, arguments, prog_name="wflint", catch_exceptions=False
        )
    return str(done.output)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
