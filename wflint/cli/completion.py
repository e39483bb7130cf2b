"""``wflint completion``: what makes a shell complete commands, options and rules."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from wflint.cli.help import EXITS, Command
from wflint.cli.output import emit

_SHELLS = ("bash", "zsh", "fish")
_EXAMPLES = (
    ('eval "$(wflint completion bash)"', "in ~/.bashrc; zsh likewise in ~/.zshrc"),
    ("wflint completion fish > ~/.config/fish/completions/wflint.fish", "once, for fish"),
)


@click.command("completion", cls=Command, exits=EXITS, examples=_EXAMPLES)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    """Print the script that completes commands, options, rules and files in SHELL."""
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows the three
    emit(kind(ctx.find_root().command, {}, "wflint", "_WFLINT_COMPLETE").source())
    return 0
