"""Names of files, as other programs write them."""

from __future__ import annotations

from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from wflint.reports.paths import from_root, uri


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (PurePosixPath("flows/a b.json"), "flows/a%20b.json"),
        (PurePosixPath("/r/ä.json"), "file:///r/%C3%A4.json"),
        (PurePosixPath("a:b?c#d%.json"), "a%3Ab%3Fc%23d%25.json"),
        (PurePosixPath("a\\b.json"), "a%5Cb.json"),
        (PureWindowsPath("flows\\a b.json"), "flows/a%20b.json"),
        (PureWindowsPath("C:\\r\\a b.json"), "file:///C:/r/a%20b.json"),
        (PureWindowsPath("\\\\server\\share\\a.json"), "file://server/share/a.json"),
    ],
)
def test_uri(path: PurePath, written: str) -> None:
    assert uri(path) == written


def test_a_file_elsewhere_keeps_its_whole_path(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    elsewhere = tmp_path / "elsewhere" / "a.json"
    assert from_root(str(elsewhere), root) == elsewhere
    assert from_root(str(root / "b" / ".." / "a.json"), root).as_posix() == "a.json"
    assert from_root("a.json", None).as_posix() == "a.json"
