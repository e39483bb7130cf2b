"""The hooks that others use, run as they run them, and the hooks on ourselves."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from pre_commit.clientlib import load_config, load_manifest

from tests.packaging.repository import (
    REVISION,
    ROOT,
    commit,
    needs_an_index,
    published,
    run,
    user_repository,
)

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
}
HOOK = HOOKS["wflint"]


def test_pre_commit_accepts_both_files() -> None:
    assert [hook["id"] for hook in load_manifest(str(MANIFEST))] == ["wflint", "wflint-all"]
    assert load_config(str(ROOT / ".pre-commit-config.yaml"))["repos"]


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS.keys())
def test_hooks_run_as_one_process_in_their_own_environment(hook: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert hook["entry"].split()[:2] == ["wflint", "check"]
    assert "wflint" in project["scripts"]
    assert hook["language"] == "python"
    assert hook["require_serial"] is True


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
def test_hook_looks_at_folders_of_workflows(path: str, wanted: bool) -> None:
    included = re.search(HOOK["files"], path) is not None
    excluded = re.search(HOOK["exclude"], path) is not None
    assert (included and not excluded) is wanted


# ---------------------------------------------------------------- run by pre-commit


def configure(folder: Path, hook: dict[str, Any]) -> None:
    """The hook as a local one, with the wflint of the development environment."""
    local = {**hook, "language": "system"}
    config = {"repos": [{"repo": "local", "hooks": [local]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    commit(folder)


def hooked(folder: Path, *arguments: str, code: int) -> str:
    """What pre-commit prints of a run."""
    home = {"PRE_COMMIT_HOME": str(folder.parent / "pre-commit")}
    return run("pre-commit", "run", *arguments, cwd=folder, env=home, code=code).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return user_repository(tmp_path / "user")


def change(folder: Path, name: str) -> None:
    """Change a workflow a little and stage it."""
    path = folder / "crm" / "workflows" / name
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    run("git", "add", "-A", cwd=folder)


def test_only_what_changes_is_reported(repository: Path) -> None:
    configure(repository, HOOK)
    change(repository, "farewell.yaml")
    assert "Passed" in hooked(repository, code=0)
    change(repository, "contract-ended.yaml")
    said = hooked(repository, code=1)
    assert "error[WF103]" in said
    assert "crm/workflows/contract-ended.yaml:22:22" in said


def test_all_workflows_are_read(repository: Path) -> None:
    """A suppression is not unused because the workflow that needs it did not change."""
    (repository / "wflint.toml").write_text(
        '[[suppress]]\nrules = ["WF103"]\nworkflow = "Farewell"\nreason = "agreed"\n',
        encoding="utf-8",
    )
    for name in ("contract-ended.yaml", "farewell.yaml"):
        path = repository / "crm" / "workflows" / name
        named = re.sub(r"(?m)^name: .*", "name: Farewell", path.read_text(encoding="utf-8"))
        path.write_text(named, encoding="utf-8")
    alone = {**HOOK, "entry": "wflint check"}
    configure(repository, alone)
    change(repository, "farewell.yaml")
    assert "WF901" in hooked(repository, code=1)
    configure(repository, HOOK)
    change(repository, "farewell.yaml")
    assert "Passed" in hooked(repository, code=0)


def test_nothing_changes_nothing_runs(repository: Path) -> None:
    configure(repository, HOOK)
    assert "no files to check" in hooked(repository, code=0)


def test_the_other_hook_reports_on_everything(repository: Path) -> None:
    configure(repository, HOOKS["wflint-all"])
    (repository / "notes.json").write_text('{"name": "no workflow"}', encoding="utf-8")
    run("git", "add", "-A", cwd=repository)
    said = hooked(repository, code=1)
    assert "error[WF103]" in said
    assert "notes.json" not in said


def test_a_file_that_is_no_workflow_stops_the_commit(repository: Path) -> None:
    configure(repository, HOOK)
    stray = repository / "crm" / "workflows" / "package.json"
    stray.write_text('{"name": "x"}', encoding="utf-8")
    run("git", "add", "-A", cwd=repository)
    assert "WF003" in hooked(repository, code=1)


@pytest.mark.needs_an_index
def test_pre_commit_installs_it_from_the_repository(tmp_path: Path, repository: Path) -> None:
    """The whole way: pre-commit clones this checkout, builds it, and runs the hook."""
    needs_an_index()
    source = published(tmp_path / "wflint")
    home = {"PRE_COMMIT_HOME": str(tmp_path / "pre-commit")}
    command = ("pre-commit", "try-repo", source, "wflint", "--ref", REVISION, "--all-files")
    done = run(*command, cwd=repository, env=home, code=1)
    assert "crm/workflows/contract-ended.yaml:22:22" in done.stdout
    assert "farewell.yaml" not in done.stdout
