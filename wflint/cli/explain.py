"""``wflint explain``: a rule's page in the terminal."""

from __future__ import annotations

from difflib import get_close_matches

import click

from wflint.cli.help import EXITS, Command
from wflint.cli.options import completed
from wflint.cli.output import emit
from wflint.rules import catalogue
from wflint.rules.pages import page

_EXAMPLES = (
    ("wflint explain WF103", "by the code"),
    ("wflint explain lifecycle-stage-backward", "by the name"),
)


@click.command("explain", cls=Command, exits=EXITS, examples=_EXAMPLES)
@click.argument("rule", shell_complete=lambda _ctx, _param, word: completed(word))
def command(rule: str) -> int:
    """Say what RULE (a code or a name) reports, why, and how to repair it."""
    known = {name: one for one in catalogue() for name in (one.code, one.name)}
    found = known.get(rule) or known.get(rule.upper()) or known.get(rule.lower())
    if found is None:
        close = get_close_matches(rule, known, n=1) or get_close_matches(rule.upper(), known, n=1)
        hint = f'; did you mean "{close[0]}"?' if close else "; `wflint rules` lists them"
        raise click.UsageError(f'there is no rule "{rule}"{hint}')
    emit(page(found))
    return 0
