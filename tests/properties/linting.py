"""The linter from outside: a file in, its JSON report out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from click.testing import CliRunner

from wflint.cli import main

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-24"
OPTIONS = ("--isolated", "--level", "info", "--today", TODAY)
PREDICTED = tuple(f"WF10{digit}" for digit in range(1, 8))


def report(document: Any, suffix: str = ".json", options: Iterable[str] = ()) -> dict[str, Any]:
    """The JSON report on one file that holds ``document``: plain values, text or bytes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"flow{suffix}"
        path.write_bytes(as_bytes(document))
        arguments = ["check", str(path), *OPTIONS, *options, "--output-format", "json"]
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code in {0, 1}, (result.exit_code, result.stderr)
    loaded: dict[str, Any] = json.loads(result.stdout)
    return loaded


def as_bytes(document: Any) -> bytes:
    if isinstance(document, bytes):
        return document
    spelt = document if isinstance(document, str) else json.dumps(document, indent=1)
    return spelt.encode("utf-8")


def lint(document: Any, suffix: str = ".json", options: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The findings on one file."""
    findings: list[dict[str, Any]] = report(document, suffix, options)["findings"]
    return findings


def predicted(findings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings that the oracle speaks of."""
    return [finding for finding in findings if finding["code"] in PREDICTED]
