"""``wflint graph``: a workflow drawn, with what ``wflint check`` says of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

import click
from msgspec import Struct

from wflint.check_file import check_file
from wflint.checked import Checked
from wflint.cli.help import EXITS, Command
from wflint.cli.options import CONFIG, ISOLATED, PORTAL, Day
from wflint.cli.output import complain, emit, spare, write_file
from wflint.drawing import mermaid
from wflint.drawing.draw import draw, with_path
from wflint.drawing.model import Drawing
from wflint.dry_run import STDIN, DryRunError, choose
from wflint.findings import Finding, Level
from wflint.policy.discovery import Policy
from wflint.policy.settings import PortalSettings, Settings
from wflint.rule_table import rule_names
from wflint.source.discovery import Candidate

_FORMATS = ("mermaid", "dot", "svg")
_FAILED = 3

Render = Callable[[Drawing], str]


_EXAMPLES = (
    ("wflint graph workflows/welcome.json", "Mermaid, for Markdown"),
    ("wflint graph flow.json --output-format svg --output-file flow.svg", "a picture"),
    ("wflint graph flow.json --finding WF104:7", "the path of that finding marked"),
)


@click.command("graph", cls=Command, exits=EXITS, examples=_EXAMPLES)
@click.argument("flow")
@click.option("--workflow", "name", help="Which workflow of FLOW: its id, name or place (from 0).")
@click.option(
    "--output-format",
    "form",
    type=click.Choice(_FORMATS),
    default="mermaid",
    show_default=True,
    help="What to draw it as.",
)
@click.option(
    "--output-file",
    "-o",
    type=click.Path(path_type=Path),
    show_default="standard output",
    help="Where to.",
)
@click.option(
    "--finding",
    "wanted",
    metavar="CODE[:ACTION]",
    help="The finding whose path is marked, or its fingerprint; else the worst that has one.",
)
@click.option(
    "--level",
    type=click.Choice([str(level) for level in Level]),
    show_default="warning",
    help="The least level shown.",
)
@PORTAL
@click.option("--today", type=Day(), show_default="the clock's", help="The day to judge dates by.")
@CONFIG
@ISOLATED
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    flow: str,
    name: str | None,
    form: str,
    output_file: Path | None,
    wanted: str | None,
    level: str | None,
    portal: Path | None,
    today: date | None,
    config: Path | None,
    isolated: bool,
) -> int:
    """Draw the workflow in FLOW, its findings marked, and the path of a record that fails.

    FLOW is a file; - is standard input. mermaid is for Markdown, dot for Graphviz; svg is a
    picture by itself.
    """
    settings = Settings(
        origin="the command line",
        level=Level(level) if level else None,
        today=today,
        portal=PortalSettings(snapshot=portal),
    )
    if output_file is not None:
        spare([output_file], [Path(flow), portal, config])
    stdin = sys.stdin.buffer.read() if flow == STDIN else b""
    try:
        drawn = _drawn(flow, name, wanted, Policy(rule_names(), settings, config, isolated), stdin)
    except DryRunError as error:
        raise click.UsageError(str(error)) from None
    render: Render = import_module(f"wflint.drawing.{form}").render
    text = render(drawn.drawing)
    if output_file is not None:
        write_file(output_file, text)
    else:
        emit(text, for_programs=True)
    if form == "mermaid" and mermaid.is_too_large(text, drawn.drawing):
        complain(
            f"warning: Mermaid draws no more than {mermaid.MOST_EDGES} edges and "
            f"{mermaid.MOST_CHARACTERS} characters unless told so (maxEdges, maxTextSize); "
            "--output-format svg draws it all"
        )
    for crash in drawn.crashes:
        complain(f"a bug of wflint, please report it: {crash}")
    return _FAILED if drawn.crashes else 0


class _Drawn(Struct, frozen=True):
    drawing: Drawing
    crashes: Sequence[str]


def _drawn(flow: str, name: str | None, wanted: str | None, policy: Policy, stdin: bytes) -> _Drawn:
    """The workflow that is meant, and on it what a check of its file shows."""
    workflow = choose(flow, name, policy, stdin).workflow
    shown = "<stdin>" if flow == STDIN else flow
    candidate = Candidate(Path(flow), shown, named=True, stdin=flow == STDIN)
    checked = check_file(candidate, policy, stdin)
    findings = _about(workflow.index, checked)
    return _Drawn(draw(workflow, findings, _followed(findings, wanted)), checked.crashes)


def _about(index: int, checked: Checked) -> list[Finding]:
    """What is shown of the workflow at ``index``."""
    shown = (one.finding for one in checked.findings if one.shown)
    return [one for one in shown if one.workflow is not None and one.workflow.index == index]


def _followed(findings: Sequence[Finding], wanted: str | None) -> Finding | None:
    """The finding whose path is marked: as ``wanted``, else the worst that has one."""
    leading = with_path(findings)
    if wanted is None:
        return leading[0] if leading else None
    matching = [one for one in findings if wanted in _names(one)]
    if not matching:
        names = ", ".join(dict.fromkeys(_names(one)[0] for one in leading)) or "none has a path"
        raise click.UsageError(f'--finding "{wanted}": no such finding is shown; there are {names}')
    followed = next((one for one in leading if one in matching), None)
    if followed is None:
        raise click.UsageError(f'--finding "{wanted}": no record shows it, so it has no path')
    return followed


def _names(finding: Finding) -> tuple[str, ...]:
    """All that ``--finding`` may call it, the one that tells most to people first."""
    place = f":{finding.action_id}"
    return (
        f"{finding.code}{place if finding.action_id is not None else ''}",
        f"{finding.name}{place}",
        finding.code,
        finding.name,
        finding.fingerprint,
    )
