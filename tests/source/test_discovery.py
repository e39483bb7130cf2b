"""Which files are found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wflint.source.discovery import PathNotFound, find


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def make(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("{}", encoding="utf-8")


def names(*paths: str, exclude: tuple[str, ...] = ()) -> list[str]:
    return [found.display for found in find(paths, exclude)]


def test_folders_are_searched_in_order(folder: Path) -> None:
    make("b.json", "a/z.YAML", "a/b.txt", "c.jsonl", ".git/x.json", "node_modules/x.json")
    assert names(".") == ["b.json", "c.jsonl", "a/z.YAML"]


def test_gitignore_is_respected_as_git_does(folder: Path) -> None:
    make("a.json", "keep/b.json", "keep/c.json", "out/d.json", "keep/deep/e.json")
    Path(".gitignore").write_text("out/\n/a.json\nc.json\n", encoding="utf-8")
    Path("keep/.gitignore").write_text("!c.json\ndeep\n", encoding="utf-8")
    assert names(".") == ["keep/b.json", "keep/c.json"]
    assert names("keep") == ["keep/b.json", "keep/c.json"], "the parents' patterns count as well"
    assert names("out/d.json") == ["out/d.json"], "what is named is never skipped"


def test_loops_and_pipes_do_no_harm(folder: Path) -> None:
    make("a/b.json")
    Path("a/loop").symlink_to("..", target_is_directory=True)
    Path("a/c.json").symlink_to("b.json")
    os.mkfifo("a/pipe.json")
    assert names(".") == ["a/b.json", "a/c.json"]


def test_a_file_comes_once(folder: Path) -> None:
    make("a.json")
    assert names("a.json", ".", "./a.json") == ["a.json"]


def test_exclude_is_for_what_is_found(folder: Path) -> None:
    make("a.json", "old/b.json")
    assert names(".", exclude=("old/",)) == ["a.json"]
    assert names("old/b.json", exclude=("old/",)) == ["old/b.json"]


def test_a_missing_path_is_said_at_once(folder: Path) -> None:
    make("a.json")
    with pytest.raises(PathNotFound) as caught:
        find(["a.json", "nope"])
    assert caught.value.path == "nope"
