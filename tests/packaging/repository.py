"""This checkout as a repository that others install from, and empty repositories of users."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
REVISION = "v0.1.0"
_IDENTITY = {
    "GIT_AUTHOR_NAME": "wflint",
    "GIT_AUTHOR_EMAIL": "wflint@example.com",
    "GIT_COMMITTER_NAME": "wflint",
    "GIT_COMMITTER_EMAIL": "wflint@example.com",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
}
_PACKAGED = (
    *("wflint", "schemas", "docs", "pyproject.toml", "README.md", "LICENSE"),
    *(".pre-commit-hooks.yaml", "action.yml"),
)


def run(
    *command: str | Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    code: int | None = 0,
    stdin: str | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run ``command`` with the development tools on the path; ``code``: how it must end."""
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**_environment(), **_IDENTITY, "PATH": path, **(env or {})},
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    said = f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    assert code is None or done.returncode == code, said
    return done


def _environment() -> dict[str, str]:
    """Ours, but for what git and pre-commit tell programs that they start."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "PRE_COMMIT", "PYTEST_", "GITHUB_"))
    }


def user_repository(folder: Path, *, broken: str = "contract-ended.yaml") -> Path:
    """A repository with one broken workflow and a quiet one, both committed."""
    workflows = folder / "crm" / "workflows"
    workflows.mkdir(parents=True)
    shutil.copy(ROOT / "fixtures" / "showcase" / "broken" / broken, workflows)
    shutil.copy(ROOT / "fixtures" / "showcase" / "repaired" / "farewell.yaml", workflows)
    run("git", "init", "-q", "-b", "main", cwd=folder)
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    """Everything that lies in ``folder``."""
    run("git", "add", "-A", cwd=folder)
    run("git", "commit", "-q", "--no-verify", "-m", "state", cwd=folder)


def published(folder: Path) -> Path:
    """A repository that holds what is packaged of this checkout, as it stands, tagged."""
    folder.mkdir()
    for name in _PACKAGED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    run("git", "init", "-q", "-b", "main", cwd=folder)
    commit(folder)
    run("git", "tag", REVISION, cwd=folder)
    return folder


@cache
def pip_can_install() -> bool:
    """Whether pip reaches an index; asked once."""
    command = [
        *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--dry-run"),
        *("--ignore-installed", "--timeout", "10", "--retries", "0", "hatchling>=1.25"),
    ]
    return subprocess.run(command, capture_output=True, check=False, timeout=120).returncode == 0


def needs_an_index() -> None:
    """Skip the test where pip cannot install anything."""
    if not pip_can_install():
        pytest.skip("pip reaches no index here, so nothing can be installed from one")
