"""The house rules, as tests, so that one command checks everything."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SELF = Path(__file__).resolve()

TOOLS = {
    "import contracts": ("-c", "from importlinter.cli import lint_imports_command as main; main()"),
    "ruff check": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "mypy": ("-m", "mypy"),
    "mypy, scripts and benchmarks": ("-m", "mypy", "--strict", "scripts", "benchmarks"),
}


@pytest.mark.parametrize("name", TOOLS)
def test_tool_has_no_complaint(name: str) -> None:
    done = subprocess.run(
        [sys.executable, *TOOLS[name]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{name}:\n{done.stdout}\n{done.stderr}"


# Built from pieces, so that this file does not contain what it looks for.
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "registry." + "npmjs", "deb." + "debian")
MACHINE_PATH = re.compile(r"(?:^|[^\w.])/(?:wo" + r"rk|fa" + r"rm|ro" + r"ot)/", re.MULTILINE)
SCRATCH_PATH = re.compile(r"(?:^|[^\w.])/t" + r"mp/", re.MULTILINE)


def files_of_the_project() -> list[Path]:
    """What git would commit; in a copy without git, what lies there but for hidden folders."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [name for name in listed.stdout.decode().split("\0") if name]
        return [path for path in map(ROOT.joinpath, names) if path.is_file()]
    found = (path for path in ROOT.rglob("*") if path.is_file())
    return [path for path in found if not hidden(path.relative_to(ROOT))]


def hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts[:-1])


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def test_the_list_of_files_is_the_project() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in files_of_the_project()}
    assert {"README.md", "pyproject.toml", "wflint/findings.py"} <= names


@pytest.mark.parametrize("host", HOSTS)
def test_no_file_names_a_package_registry(host: str) -> None:
    assert [path for path in files_of_the_project() if host in text_of(path)] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [path for path in files_of_the_project() if MACHINE_PATH.search(text_of(path))]
    assert found == []


def test_no_page_names_a_scratch_folder() -> None:
    pages = [path for path in files_of_the_project() if path.suffix == ".md"]
    assert [path for path in pages if SCRATCH_PATH.search(text_of(path))] == []


@pytest.mark.parametrize("text", ["see /wo" + "rk/main", "/fa" + "rm/x", "(/ro" + "ot/.cache)"])
def test_the_search_for_paths_finds_them(text: str) -> None:
    assert MACHINE_PATH.search(text)


def test_the_search_for_paths_leaves_web_addresses_alone() -> None:
    assert not MACHINE_PATH.search("https://example.com/work/x and frame" + "work/thing")
