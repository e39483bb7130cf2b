"""``wflint why``: why a rule did or did not speak somewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from wflint.check import STDIN, CheckOptions
from wflint.cli.help import EXITS, Command
from wflint.cli.options import CONFIG, ISOLATED, PORTAL, Day, completed
from wflint.cli.output import complain, emit
from wflint.findings import Finding
from wflint.policy.baseline import load
from wflint.policy.mistakes import unknown_rule
from wflint.policy.settings import PortalSettings, Settings
from wflint.reports.notes import path_of
from wflint.reports.visible import visible
from wflint.rule_table import rule_names
from wflint.rules.prediction import Prediction
from wflint.rules.silence import Silence
from wflint.why import Answer, Fate, NoAnswerError, Question, Spoken, rule_called, why

_FAILED = 3
_FATES = {
    Fate.SHOWN: "shown",
    Fate.HIDDEN: "not shown",
    Fate.SUPPRESSED: "suppressed",
    Fate.OFF: "not reported",
}


_EXAMPLES = (
    ("wflint why WF104 workflows/welcome.json", "what it made of each action"),
    ("wflint why no-company workflows/welcome.json 7", "what keeps one action from failing"),
)


@click.command("why", cls=Command, exits=EXITS, examples=_EXAMPLES)
@click.argument("rule", shell_complete=lambda _ctx, _parameter, word: completed(word))
@click.argument("file")
@click.argument("action", required=False)
@click.option("--workflow", "name", help="Which workflow of FILE: its id, name or place (from 0).")
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
@PORTAL
@click.option("--baseline", type=click.Path(path_type=Path), help="Findings to live with.")
@click.option("--today", type=Day(), show_default="the clock's", help="The day to judge dates by.")
@CONFIG
@ISOLATED
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    rule: str,
    file: str,
    action: str | None,
    name: str | None,
    form: str,
    portal: Path | None,
    baseline: Path | None,
    today: date | None,
    config: Path | None,
    isolated: bool,
) -> int:
    """Say why RULE (a code or a name) did or did not speak in FILE, at ACTION or anywhere.

    ACTION is an action's id. FILE holds a workflow; - is standard input.
    """
    found = rule_called(rule)
    if found is None:
        raise click.UsageError(unknown_rule(rule, rule_names()))
    stdin = sys.stdin.buffer.read() if file == STDIN else b""
    given = Settings(origin="the command line", today=today, portal=PortalSettings(snapshot=portal))
    try:
        known = load(baseline) if baseline is not None else None
        options = CheckOptions((file,), given, config, isolated, stdin, baseline=known)
        answer = why(Question(found, file, options, name, action))
    except NoAnswerError as error:
        raise click.UsageError(str(error)) from None
    if form == "json":
        text = json.dumps(_json(answer), indent=2, ensure_ascii=False)
        emit(f"{text}\n", for_programs=True)
    else:
        emit("".join(f"{line}\n" for line in _text(answer)))
    for crash in answer.crashes:
        complain(f"a bug of wflint, please report it: {crash}")
    return _FAILED if answer.crashes else 0


# ---------------------------------------------------------------- for people


def _text(answer: Answer) -> Iterator[str]:
    yield f"{answer.rule.code} {answer.rule.name} in {visible(answer.file)}{_workflow(answer)}"
    yield f"  {'on' if answer.selected.on else 'off'}: {visible(answer.selected.because)}"
    if answer.level is not None:
        yield f"  its level is set: {visible(str(answer.level))}"
    for spoken in answer.spoken:
        yield from _finding(spoken)
    for silence in answer.silent:
        yield f"{_action(silence)}"
        yield f"  {visible(silence.because)}"
    if not answer.spoken and not answer.silent:
        yield f"  {_nothing(answer)}"


def _workflow(answer: Answer) -> str:
    if answer.workflow is None:
        return ""
    named = answer.workflow.name or answer.workflow.id
    at = f" at action {visible(answer.action)}" if answer.action is not None else ""
    return (f" «{visible(named)}»" if named else f", workflow {answer.workflow.index + 1}") + at


def _finding(spoken: Spoken) -> Iterator[str]:
    finding = spoken.finding
    said = f"{finding.level}, {finding.verdict}" if finding.verdict else str(finding.level)
    yield f"{visible(_place(finding))}: {said}: {visible(finding.message)}"
    yield f"  {_FATES[spoken.fate]}: {visible(spoken.because)}"
    if finding.witness is not None and finding.witness.steps:
        yield f"  path: {path_of(finding.witness, len(finding.witness.steps))}"
    if spoken.silence is not None:
        yield f"  the records that meet the trigger: {visible(spoken.silence.because)}"


def _place(finding: Finding) -> str:
    start = finding.range.start if finding.range is not None else None
    where = f"{finding.file}:{start.line}:{start.column}" if start else finding.file
    return where + (f" action {finding.action_id}" if finding.action_id is not None else "")


def _action(silence: Silence) -> str:
    return visible(f"action {silence.action_id} ({silence.title})")


def _nothing(answer: Answer) -> str:
    if answer.action is None and issubclass(answer.rule, Prediction):
        return f"there is no action that it could speak about: {answer.rule.summary()}"
    return f"it looked and found nothing; what it looks for: {answer.rule.summary()}"


# ---------------------------------------------------------------- for programs


def _json(answer: Answer) -> dict[str, Any]:
    workflow = answer.workflow
    return {
        "version": 1,
        "code": answer.rule.code,
        "name": answer.rule.name,
        "file": answer.file,
        "workflow": {"id": workflow.id, "name": workflow.name, "index": workflow.index}
        if workflow is not None
        else None,
        "action_id": answer.action,
        "selected": {"on": answer.selected.on, "because": answer.selected.because},
        "level_shown": str(answer.least),
        "level_set": str(answer.level) if answer.level is not None else None,
        "findings": [_json_of_finding(spoken) for spoken in answer.spoken],
        "silent": [_json_of_silence(silence) for silence in answer.silent],
        "looks_for": answer.rule.summary(),
    }


def _json_of_finding(spoken: Spoken) -> dict[str, Any]:
    finding = spoken.finding
    start = finding.range.start if finding.range is not None else None
    return {
        "level": finding.level,
        "verdict": finding.verdict,
        "message": finding.message,
        "action_id": finding.action_id,
        "file": finding.file,
        "pointer": finding.place.pointer,
        "line": start.line if start is not None else None,
        "column": start.column if start is not None else None,
        "path": list(finding.witness.path) if finding.witness is not None else [],
        "fingerprint": finding.fingerprint,
        "fate": spoken.fate,
        "because": spoken.because,
        "held": _json_of_silence(spoken.silence) if spoken.silence is not None else None,
    }


def _json_of_silence(silence: Silence) -> dict[str, Any]:
    return {
        "action_id": silence.action_id,
        "title": silence.title,
        "reason": silence.reason,
        "because": silence.because,
        "guards": [
            {"kind": guard.kind, "action_id": guard.action_id, "ways": list(guard.ways)}
            for guard in silence.guards
        ],
    }
