"""The showcase, repaired by ``wflint check --fix --unsafe-fixes``."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.fixtures.checking import FIXTURES
from wflint.cli import main

BROKEN = FIXTURES / "showcase" / "broken"
OPTIONS = ("--isolated", "--today", "2026-11-24", "--output-format", "json")
REWIRED = re.compile(
    r'"?(startActionId|nextActionId|nextAvailableActionId|year)"?: [\'"]?\d+[\'"]?,?'
    r'|"dayOfMonth": 16,'  # it is the last one now, without its comma
    r"|filterBranches: \[\]"  # it holds a branch now
    r"|}"  # something comes after it now
)


def report(folder: Path, *options: str) -> dict[str, Any]:
    arguments = ["check", str(folder), *OPTIONS, *options]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 1, result.stderr
    loaded: dict[str, Any] = json.loads(result.stdout)
    return loaded


def texts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def repaired(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A copy of the showcase after the repairs, and the report on it."""
    folder = tmp_path_factory.mktemp("showcase")
    shutil.copytree(BROKEN, folder, dirs_exist_ok=True)
    return folder, report(folder, "--fix", "--unsafe-fixes")


def test_the_repaired_errors_are_gone(repaired: tuple[Path, dict[str, Any]]) -> None:
    before, after = report(BROKEN), repaired[1]
    old = {(Path(one["file"]).name, one["fingerprint"]): one for one in before["findings"]}
    new = {(Path(one["file"]).name, one["fingerprint"]): one for one in after["findings"]}
    assert new.keys() <= old.keys()
    assert after["summary"]["fixed"] == len(old) - len(new) == 23
    # What is left: where every record fails, no filter helps; a date property that may be over; and
    # a classic workflow, whose actions have no connections.
    left = [one for one in new.values() if one["verdict"] != "certain"]
    assert {Path(one["file"]).name for one in left} == {
        "renewal-reminder.yaml",
        "trial-follow-up-classic.json",
    }


def test_only_lines_that_had_to_change_are_changed(repaired: tuple[Path, dict[str, Any]]) -> None:
    folders = (str(BROKEN), str(repaired[0]))
    command = ("git", "diff", "--no-index", "--no-color", "--minimal", "-U0", *folders)
    difference = subprocess.run(command, capture_output=True, text=True, check=False)
    assert difference.returncode == 1, difference.stderr
    lines = difference.stdout.splitlines()
    gone = [line[1:].strip() for line in lines if line.startswith("-") and line[:4] != "--- "]
    assert len(gone) >= 23
    assert [line for line in gone if not REWIRED.fullmatch(line)] == []


def test_a_second_run_changes_nothing(repaired: tuple[Path, dict[str, Any]]) -> None:
    folder, first = repaired
    before = texts(folder)
    second = report(folder, "--fix", "--unsafe-fixes")
    assert texts(folder) == before
    assert second["findings"] == first["findings"]
    assert second["summary"]["fixed"] == 0


def test_safe_repairs_alone_leave_who_is_enrolled_and_what_is_sent(tmp_path: Path) -> None:
    shutil.copytree(BROKEN, tmp_path, dirs_exist_ok=True)
    report(tmp_path, "--fix")
    for name, text in texts(tmp_path).items():
        before, after = (BROKEN / name).read_text(), text.decode()
        at = "enrollmentCriteria"
        assert after.partition(at)[2] == before.partition(at)[2], name
        assert after.count("content_id") == before.count("content_id")
        assert after.count("hs_marketable_status") == before.count("hs_marketable_status")
