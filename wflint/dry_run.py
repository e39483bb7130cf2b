"""The pipeline of a dry run: the one workflow that is meant, the record, and what settings say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from wflint.findings import WorkflowRef
from wflint.hubspot.envelope import Entry, entries
from wflint.hubspot.reading import parse
from wflint.loading import portal_of, read_candidate, reference_to, today_in
from wflint.policy.discovery import Policy
from wflint.simulate.record import Record, RecordError, from_json
from wflint.source.discovery import Candidate
from wflint.source.reading import Document
from wflint.workflow.build import build
from wflint.workflow.model import Workflow
from wflint.workflow.portal import Portal

STDIN = "-"


class DryRunError(Exception):
    """A dry run cannot begin. The message is one line: the place, the cause and the remedy."""


class Chosen(Struct, frozen=True):
    """The workflow of a dry run, in its portal and under its settings.

    ``complaints``: how many things in it could not be read and are taken for anything.
    """

    workflow: Workflow
    portal: Portal
    today: date
    recurring: bool
    complaints: int


def choose(file: str, name: str | None, policy: Policy, stdin: bytes = b"") -> Chosen:
    """The workflow called ``name`` (id, name or place, from 0 on) in ``file``, or the only one.

    Raises DryRunError, and SettingsError where the settings cannot be used.
    """
    document = _document(file, stdin)
    listed = entries(document.value)
    index = _meant(listed, name, file)
    entry = listed[index]
    settings = policy.in_force(Path(file), reference_to(entry, index))
    portal = portal_of(settings.portal)
    parsed = parse(entry)
    workflow = build(entry, parsed, index, portal)
    if workflow is None:
        violation = parsed.violations[0]
        at = _at(document, violation.pointer)
        raise DryRunError(f"{at}: {violation.message}, so there is no workflow to go by")
    complaints = len(parsed.violations)
    return Chosen(workflow, portal, today_in(settings), settings.recurring, complaints)


def read_record(file: str, stdin: bytes = b"") -> Record:
    """The record that ``file`` holds, JSON or YAML. Raises DryRunError."""
    document = _document(file, stdin)
    try:
        return from_json(document.value)
    except RecordError as error:
        raise DryRunError(f"{_at(document, error.pointer)}: {error}") from None


def _document(file: str, stdin: bytes) -> Document:
    path = Path(file)
    if file != STDIN and not path.exists():
        raise DryRunError(f"{file}: there is no such file")
    if file != STDIN and path.is_dir():
        raise DryRunError(f"{file}: this is a folder; name one file in it")
    shown = "<stdin>" if file == STDIN else file
    document = read_candidate(Candidate(path, shown, named=True, stdin=file == STDIN), stdin)
    for problem in document.problems:
        start = problem.range.start
        if document.value is None:
            raise DryRunError(f"{shown}:{start.line}:{start.column}: {problem.message}")
    return document


def _at(document: Document, pointer: str) -> str:
    start = document.range(pointer).start
    return f"{document.file}:{start.line}:{start.column}"


# ---------------------------------------------------------------- which workflow


def _meant(listed: Sequence[Entry], name: str | None, file: str) -> int:
    found = [index for index, entry in enumerate(listed) if entry.kind is not None]
    if not found:
        raise DryRunError(f"{file}: there is no workflow in it")
    references = [reference_to(listed[index], index) for index in found]
    if name is not None:
        matching = [each for each in references if name in _names(each)]
        if not matching:
            raise DryRunError(f'{file}: there is no workflow "{name}" in it; {_list(references)}')
        return matching[0].index
    if len(found) > 1:
        raise DryRunError(f"{file}: choose one with --workflow; {_list(references)}")
    return found[0]


def _names(reference: WorkflowRef) -> Iterator[str]:
    yield from filter(None, (reference.id, reference.name))
    yield str(reference.index)


_MOST_LISTED = 10


def _list(references: Sequence[WorkflowRef]) -> str:
    shown = [f'"{next(_names(each))}"' for each in references[:_MOST_LISTED]]
    more = f" and {len(references) - len(shown)} more" if len(references) > len(shown) else ""
    return f"it holds {', '.join(shown)}{more}"
