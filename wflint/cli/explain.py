"""``wflint explain``: a rule's page in the terminal."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

import click

from wflint.cli.help import EXITS, Command
from wflint.cli.options import completed
from wflint.cli.output import emit
from wflint.rule_table import rule_names

_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDERS = (_PACKAGE / "pages", _PACKAGE.parent / "docs" / "rules")
"""The pages in an installed package, and in a checkout."""

_TAG = re.compile(r"^</?details.*>\n|</?(?:summary|code)>", re.MULTILINE)
"""What folds an example away on a page, and means nothing in a terminal."""
_EXAMPLES = (
    ("wflint explain WF103", "by the code"),
    ("wflint explain lifecycle-stage-backward", "by the name"),
)


@click.command("explain", cls=Command, exits=EXITS, examples=_EXAMPLES)
@click.argument("rule", shell_complete=lambda _ctx, _param, word: completed(word))
def command(rule: str) -> int:
    """Say what RULE (a code or a name) reports, why, and how to repair it."""
    known = {word: one.name for one in rule_names() for word in (one.code, one.name)}
    found = known.get(rule) or known.get(rule.upper()) or known.get(rule.lower())
    if found is None:
        close = get_close_matches(rule, known, n=1) or get_close_matches(rule.upper(), known, n=1)
        hint = f'; did you mean "{close[0]}"?' if close else "; `wflint rules` lists them"
        raise click.UsageError(f'there is no rule "{rule}"{hint}')
    emit(_page(found))
    return 0


def _page(name: str) -> str:
    """The page of a rule, without the note on where it comes from.

    It is read as it was generated: importing the rule for its docstring would take ten times as
    long.
    """
    folder = next(folder for folder in _FOLDERS if folder.is_dir())
    text = (folder / f"{name}.md").read_text(encoding="utf-8")
    return _TAG.sub("", text.partition("-->\n\n")[2])
