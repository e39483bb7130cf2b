"""The hook that others use, and the hooks on ourselves."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from pre_commit.clientlib import load_config, load_manifest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def hook() -> dict[str, Any]:
    (only,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert isinstance(only, dict)
    return only


def test_pre_commit_accepts_both_files() -> None:
    assert [hook["id"] for hook in load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))] == [
        "wflint"
    ]
    assert load_config(str(ROOT / ".pre-commit-config.yaml"))["repos"]


def test_entry_is_a_command_of_the_package(hook: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert hook["entry"].split() == ["wflint", "check"]
    assert "wflint" in project["scripts"]


def test_hook_runs_as_one_process_in_its_own_environment(hook: dict[str, Any]) -> None:
    assert hook["language"] == "python"
    assert hook["require_serial"] is True
    assert hook["types_or"] == ["json", "yaml"]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("workflows/nurture.json", True),
        ("hubspot/flows/eu/nurture.yaml", True),
        ("package.json", False),
        ("src/workflows.json", False),
        (".github/workflows/ci.yml", False),
        ("sub/.github/workflows/ci.yml", False),
    ],
)
def test_hook_looks_at_folders_of_workflows(hook: dict[str, Any], path: str, wanted: bool) -> None:
    included = re.search(hook["files"], path) is not None
    excluded = re.search(hook["exclude"], path) is not None
    assert (included and not excluded) is wanted


@pytest.mark.parametrize(("folder", "code"), [("broken", 1), ("repaired", 0)])
def test_entry_takes_named_files(hook: dict[str, Any], folder: str, code: int) -> None:
    files = sorted(str(path) for path in (ROOT / "fixtures/showcase" / folder).iterdir())
    command = [sys.executable, "-m", *hook["entry"].split(), "--isolated", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
