"""What is measured is installed once, from what it says, and made anew when that has changed."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Mapping
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from benchmarks import released
from benchmarks.released import ROOT
from benchmarks.shelf import Command, NotInstalledError, Shelf, run, tool


class Made:
    """Fills folders with one file, and counts."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, folder: Path) -> None:
        self.times += 1
        folder.mkdir(parents=True)
        (folder / str(self.times)).touch()


def test_an_environment_is_kept_until_it_is_made_from_something_else(tmp_path: Path) -> None:
    shelf, make = Shelf(tmp_path), Made()
    first = shelf.kept("one", "1.0", make)
    assert shelf.kept("one", "1.0", make) == first
    assert make.times == 1
    assert shelf.kept("one", "1.1", make) == first
    assert not (first / "1").exists()
    assert (first / "2").exists()


def test_what_was_made_by_half_is_made_anew(tmp_path: Path) -> None:
    def half(folder: Path) -> None:
        folder.mkdir(parents=True)
        raise NotInstalledError("could not be installed")

    make = Made()
    with pytest.raises(NotInstalledError):
        Shelf(tmp_path).kept("one", "1.0", half)
    Shelf(tmp_path).kept("one", "1.0", make)
    assert make.times == 1


def test_a_command_that_fails_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotInstalledError, match="could not be installed"):
        run([sys.executable, "-c", "import sys; sys.exit('no such package')"])
    assert "no such package" in capsys.readouterr().err


class Builder:
    """Stands for venv and pip: notes what it was told and what lay in the copy."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self.folder, self.suffix = folder, suffix
        self.commands: list[list[str]] = []
        self.copied: set[str] = set()
        self.more: Mapping[str, str] = {}

    def __call__(
        self,
        command: Command,
        /,
        *,
        folder: Path | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.commands.append([str(word) for word in command])
        if "pip" in self.commands[-1]:
            copy = Path(command[-1])
            self.copied = {
                path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()
            }
            self.more = more or {}
            module = self.folder / "lib" / "site-packages" / "wflint" / "analysis" / "reach"
            module.parent.mkdir(parents=True)
            module.with_suffix(self.suffix).touch()


def test_wflint_is_compiled_from_a_copy_with_the_pinned_packages(tmp_path: Path) -> None:
    builder = Builder(tmp_path, EXTENSION_SUFFIXES[0])
    released.build(tmp_path, builder)
    made, installed = builder.commands
    assert made == [sys.executable, "-m", "venv", str(tmp_path)]
    assert installed[:4] == [str(tool(tmp_path, "python")), "-m", "pip", "install"]
    assert not Path(installed[-1]).is_relative_to(ROOT)
    assert builder.more["HATCH_BUILD_HOOKS_ENABLE"] == "1"
    assert builder.more["PIP_CONSTRAINT"] == (Path(installed[-1]) / "constraints.txt").as_uri()
    assert {"pyproject.toml", "wflint/analysis/reach.py", "docs/rules/README.md"} <= builder.copied
    assert not [name for name in builder.copied if name.endswith((".pyc", *EXTENSION_SUFFIXES))]


def test_a_wheel_without_compiled_modules_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotInstalledError, match="could not be compiled"):
        released.build(tmp_path, Builder(tmp_path, ".py"))


def test_everything_that_is_packaged_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for source in released.sources():
        target = tmp_path / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    before = released.digest()
    monkeypatch.setattr(released, "ROOT", tmp_path)
    assert released.digest() == before
    (tmp_path / "wflint" / f"left{EXTENSION_SUFFIXES[0]}").touch()
    assert released.digest() == before
    (tmp_path / "wflint" / "new.py").touch()
    assert released.digest() != before


def test_without_a_c_compiler_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sysconfig, "get_config_var", lambda _: "no-such-compiler -pthread")
    with pytest.raises(NotInstalledError, match="no C compiler here"):
        released.environment(Shelf(tmp_path), lambda _: None)
    assert not list(tmp_path.iterdir())
