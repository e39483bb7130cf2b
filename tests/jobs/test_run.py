"""Files checked by several processes come to the same as by one, whatever goes wrong."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import flow, put, wflint
from wflint.check_file import check_file
from wflint.checked import Checked
from wflint.jobs.run import _FEW, check_all
from wflint.jobs.task import Task
from wflint.policy.discovery import Policy
from wflint.policy.mistakes import SettingsError
from wflint.policy.settings import Settings
from wflint.rule_table import rule_names
from wflint.source.discovery import Candidate

FILES = 40
FORKS = pytest.mark.skipif(
    sys.platform != "linux", reason="what a test changes reaches workers by a fork alone"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Forty files: some with a finding, one with none, one that cannot be read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for number in range(FILES):
        put(f"flows/{number:02}.json", flow(id=str(number), name=f"Flow {number}"))
    put("flows/broken.json", "{")
    put("flows/none.json", {"just": "data"})
    put("flows/one.yaml", 'name: "x"\ntype: CONTACT_FLOW\nobjectTypeId: 0-1\nactions: []\n')
    put(
        "wflint.toml",
        '[[suppress]]\nrules = ["WF104"]\nworkflow = "3"\nreason = "meant"\n'
        '[[suppress]]\nrules = ["WF104"]\nworkflow = "nobody"\nreason = "gone"\n',
    )
    return tmp_path


def candidates() -> list[Candidate]:
    return [
        Candidate(path, path.as_posix(), named=False) for path in sorted(Path("flows").iterdir())
    ]


def task(**settings: Any) -> Task:
    return Task(Policy(rule_names(), Settings(**settings), None, isolated=True))


@pytest.mark.parametrize(
    "kind", ["text", "concise", "json", "sarif", "gitlab", "junit", "markdown"]
)
@pytest.mark.usefixtures("folder")
def test_the_number_of_processes_changes_no_byte(kind: str) -> None:
    options = ("check", "flows", "--output-format", kind, "--no-cache", "--today", "2026-11-24")
    alone, two, many = (wflint(*options, "--jobs", jobs) for jobs in ("1", "2", "60"))
    assert alone.exit_code == 1
    assert "Flow 7" in alone.output or kind in ("concise", "gitlab", "junit")
    for other in (two, many):
        assert (other.exit_code, other.stdout, other.stderr) == (1, alone.stdout, alone.stderr)


@pytest.mark.usefixtures("folder")
def test_answers_are_in_the_order_of_the_files() -> None:
    found = check_all(candidates(), task(), jobs=3)
    assert [each.file for each in found] == [one.display for one in candidates()]


@FORKS
@pytest.mark.usefixtures("folder")
def test_few_files_take_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    here: list[int] = []
    check = check_file

    def noting(*arguments: Any) -> Checked:
        here.append(os.getpid())
        return check(*arguments)

    monkeypatch.setattr("wflint.check_file.check_file", noting)
    check_all(candidates(), task())
    assert len(here) == len(candidates()) < _FEW


@pytest.fixture
def fate(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is to happen when a file is checked, by its name."""
    fates: dict[str, Any] = {}
    check = check_file

    def fateful(candidate: Candidate, *others: Any) -> Checked:
        what = fates.get(candidate.path.name)
        if what is not None:
            what()
        return check(candidate, *others)

    monkeypatch.setattr("wflint.check_file.check_file", fateful)
    return fates


def fails() -> None:
    raise RuntimeError("a bug")


def dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuses() -> None:
    raise SettingsError("wflint.toml:1:1: no")


@FORKS
@pytest.mark.parametrize("jobs", ["1", "3"])
@pytest.mark.usefixtures("folder")
def test_a_failure_names_the_file_and_the_rest_goes_on(fate: dict[str, Any], jobs: str) -> None:
    fate["07.json"] = fails
    done = wflint("check", "flows", "--jobs", jobs, "--no-cache")
    assert done.exit_code == 3
    assert "flows/07.json: RuntimeError: a bug" in done.stderr
    assert "flows/08.json" in done.stdout
    assert "flows/06.json" in done.stdout


@FORKS
@pytest.mark.usefixtures("folder")
def test_a_process_that_dies_names_the_file_and_the_rest_goes_on(fate: dict[str, Any]) -> None:
    fate["07.json"] = dies
    done = wflint("check", "flows", "--jobs", "2", "--no-cache")
    assert done.exit_code == 3
    crashes = [line for line in done.stderr.splitlines() if "a bug of wflint" in line]
    assert len(crashes) == 1
    assert "flows/07.json: the process that checked it died" in crashes[0]
    shown = [f"flows/{number:02}.json" in done.stdout for number in range(FILES)]
    assert shown.count(False) == 2, "the one that died, and the one that is suppressed"


@FORKS
@pytest.mark.parametrize("jobs", ["1", "3"])
@pytest.mark.usefixtures("folder")
def test_settings_that_cannot_be_used_end_the_run(fate: dict[str, Any], jobs: str) -> None:
    fate["07.json"] = refuses
    done = wflint("check", "flows", "--jobs", jobs, "--no-cache")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "wflint: wflint.toml:1:1: no\n"


@FORKS
@pytest.mark.usefixtures("folder")
def test_what_failed_is_not_kept(fate: dict[str, Any]) -> None:
    fate["07.json"] = fails
    assert wflint("check", "flows").exit_code == 3
    fate.clear()
    done = wflint("check", "flows")
    assert done.exit_code == 1
    assert "flows/07.json" in done.stdout
