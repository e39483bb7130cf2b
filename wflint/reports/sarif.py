"""The report as SARIF 2.1.0, for code scanning and for editors.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from wflint import __version__
from wflint.findings import Finding, Fix, Level, Place, Report, RulePage, Step, Suppressed
from wflint.reports.links import page_url
from wflint.reports.paths import from_root, uri
from wflint.reports.written import as_json
from wflint.source.places import Range

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}
_SEVERITIES = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "recommendation"}
"""The words of GitHub's code scanning."""
_ROOT = "%SRCROOT%"
_LINK = re.compile(r"\[(?=[^\[\]]{0,1000}\]\()")
"""What begins a link in the text of a message (SARIF, 3.11.6)."""


def render(report: Report, *, color: bool = False) -> str:
    """One run; files are named from the repository's root. ``color`` changes nothing."""
    del color
    found = (*report.findings, *report.suppressed)
    run = _Run(report, tuple(sorted({finding.code for finding in found})))
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run.as_object()]}
    return as_json(document)


class _Run(Struct, frozen=True):
    """A report on its way to an object ``run``; ``codes``: its rules, in their order."""

    report: Report
    codes: tuple[str, ...]

    def as_object(self) -> dict[str, Any]:
        report = self.report
        found = (*report.findings, *report.suppressed)
        driver = {
            "name": "wflint",
            "version": __version__,
            "semanticVersion": __version__,
            "rules": list(self._rules()),
        }
        run: dict[str, Any] = {
            "tool": {"driver": driver},
            "invocations": [_invocation(report)],
            "columnKind": "unicodeCodePoints",
            "artifacts": [
                {"location": self._artifact(file), "roles": ["analysisTarget"]}
                for file in report.files
            ],
            "results": [self._result(finding) for finding in found],
        }
        if report.root is not None:
            run["originalUriBaseIds"] = {_ROOT: _base(report.root)}
        return run

    def _rules(self) -> Iterator[dict[str, Any]]:
        pages = {page.code: page for page in self.report.rules}
        for code in self.codes:
            yield _rule(pages[code]) if code in pages else {"id": code}

    # ------------------------------------------------------------ one finding

    def _result(self, finding: Finding) -> dict[str, Any]:
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "ruleIndex": self.codes.index(finding.code),
            "level": _LEVELS[finding.level],
            "message": _message(finding.message),
            "locations": [self._finding_location(finding)],
            "partialFingerprints": {"wflint/v1": finding.fingerprint},
        }
        optional = {
            "relatedLocations": list(self._related(finding)),
            "codeFlows": list(self._flows(finding)),
            "fixes": [self._fix(fix, finding.file) for fix in finding.fixes if fix.edits],
            "suppressions": list(_suppressions(finding.suppressed)),
            "properties": _properties(finding),
        }
        return {**result, **{key: value for key, value in optional.items() if value}}

    def _finding_location(self, finding: Finding) -> dict[str, Any]:
        location = self._location(finding.file, finding.place, finding.range)
        workflow = finding.workflow
        if workflow is not None:
            name = workflow.name or workflow.id or str(workflow.index)
            logical = {"name": name, "fullyQualifiedName": name, "kind": "workflow"}
            location["logicalLocations"].append(logical)
        return location

    def _related(self, finding: Finding) -> Iterator[dict[str, Any]]:
        for number, one in enumerate(finding.related, start=1):
            location = self._location(finding.file, one.place, one.range)
            yield {"id": number, **location, "message": _message(one.message)}

    def _flows(self, finding: Finding) -> Iterator[dict[str, Any]]:
        """The path of the record that fails: a location for each action."""
        witness = finding.witness
        if witness is not None and witness.steps:
            steps = [self._step(finding.file, *numbered) for numbered in witness.numbered_steps()]
            # The last action is where the finding is, which says it more closely.
            place = self._location(finding.file, finding.place, finding.range)
            steps[-1]["location"] = {**steps[-1]["location"], **place}
            steps[-1]["importance"] = "essential"
            yield {"threadFlows": [{"locations": steps}]}

    def _step(self, file: str, number: int, step: Step) -> dict[str, Any]:
        location = self._location(file, step.place, step.range)
        told = {**location, "message": _message(step.title)}
        return {"location": told, "executionOrder": number}

    def _fix(self, fix: Fix, file: str) -> dict[str, Any]:
        replacements = [
            {"deletedRegion": _region(edit.range), "insertedContent": {"text": edit.text}}
            for edit in fix.edits
        ]
        change = {"artifactLocation": self._artifact(file), "replacements": replacements}
        return {"description": _message(fix.title), "artifactChanges": [change]}

    # ------------------------------------------------------------ places

    def _artifact(self, file: str) -> dict[str, Any]:
        path = from_root(file, self.report.root)
        place = {"uri": uri(path)}
        return place if path.is_absolute() else {**place, "uriBaseId": _ROOT}

    def _location(self, file: str, place: Place, found: Range | None) -> dict[str, Any]:
        physical: dict[str, Any] = {"artifactLocation": self._artifact(file)}
        if found is not None:
            physical["region"] = _region(found)
        logical = {"fullyQualifiedName": place.pointer, "kind": "value"}
        return {"physicalLocation": physical, "logicalLocations": [logical]}


def _region(found: Range) -> dict[str, int]:
    return {
        "startLine": found.start.line,
        "startColumn": found.start.column,
        "endLine": found.end.line,
        "endColumn": found.end.column,
    }


def _base(root: Path) -> dict[str, Any]:
    folder = uri(root)
    return {
        "uri": folder if folder.endswith("/") else f"{folder}/",
        "description": {"text": "The root of the repository."},
    }


# ---------------------------------------------------------------- the rest


def _rule(page: RulePage) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": page.code,
        "name": _pascal(page.name),
        "shortDescription": {"text": page.summary},
        "fullDescription": {"text": page.summary},
        "help": {"text": page.text, "markdown": page.text},
        "defaultConfiguration": {"level": _LEVELS[page.level]},
        "properties": {
            "tags": ["hubspot", page.family],
            "problem.severity": _SEVERITIES[page.level],
        },
    }
    address = page_url(f"docs/rules/{page.name}.md")
    return {**rule, "helpUri": address} if address is not None else rule


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))


def _message(text: str) -> dict[str, str]:
    """A message that holds no links, whatever is in ``text``."""
    return {"text": _LINK.sub(r"\\[", text)}


def _properties(finding: Finding) -> dict[str, Any]:
    if finding.verdict is None:
        return {}
    return {"verdict": finding.verdict, "approximate": finding.approximate}


def _suppressions(suppressed: Suppressed | None) -> Iterator[dict[str, Any]]:
    if suppressed is not None:
        why = f"{suppressed.reason} ({suppressed.where})"
        yield {"kind": suppressed.kind, "status": "accepted", "justification": why}


def _invocation(report: Report) -> dict[str, Any]:
    """How the run went; where wflint itself failed, what was not looked at."""
    said = [*((text, "error") for text in report.crashes)]
    said += [(text, "warning") for text in report.notices]
    notifications = [{"level": level, "message": _message(text)} for text, level in said]
    return {
        "executionSuccessful": not report.crashes,
        "toolExecutionNotifications": notifications,
    }
