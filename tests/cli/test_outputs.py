"""Reports written to files: several at once, whole or not at all."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.reports.valid import problems
from wflint.cli import main
from wflint.findings import Report

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-24"
check_command = import_module("wflint.cli.check")
FLOW = {"type": "CONTACT_FLOW", "objectTypeId": "0-2", "actions": []}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.json").write_text(json.dumps(FLOW), encoding="utf-8")
    return tmp_path


def check(*arguments: str) -> Result:
    options = ("check", "--isolated", "--today", TODAY)
    return CliRunner().invoke(main, [*options, *arguments], catch_exceptions=False)


def to(kind: str, file: str) -> tuple[str, ...]:
    return "--output-format", kind, "--output-file", file


def test_one_command_writes_text_sarif_gitlab_and_junit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    kinds = ("text", "sarif", "gitlab", "junit")
    outputs = [option for kind in kinds for option in to(kind, str(tmp_path / kind))]
    done = check("fixtures/showcase", *outputs)
    assert (done.exit_code, done.stdout) == (1, "")
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert sorted(made) == sorted(kinds)
    for kind in ("sarif", "gitlab", "junit"):
        assert problems(kind, made[kind]) == []
        assert made[kind] == check("fixtures/showcase", "--output-format", kind).stdout
    assert made["text"] == check("fixtures/showcase").stdout
    assert "error[WF103]" in made["text"]


def test_a_file_belongs_to_the_format_before_it(folder: Path) -> None:
    for arguments in (
        ("--output-format", "concise", *to("json", "out")),
        (*to("json", "out"), "--output-format", "concise"),
    ):
        done = check("a.json", *arguments)
        assert done.stdout.startswith("a.json:")
        assert json.loads(Path("out").read_text(encoding="utf-8"))["version"] == 1


def test_pairs_may_be_given_in_any_order(folder: Path) -> None:
    check("a.json", "--output-file", "one", *to("json", "two"), "--output-format", "gitlab")
    assert json.loads(Path("one").read_text(encoding="utf-8"))["version"] == 1
    assert isinstance(json.loads(Path("two").read_text(encoding="utf-8")), list)
    check("a.json", "--output-file", "three")
    assert Path("three").read_text(encoding="utf-8").startswith("error[")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*to("json", "x"), *to("sarif", "x")), "x: only one report can go there"),
        ((*to("json", "x"), *to("sarif", "./b/../x")), "only one report can go there"),
        (("--output-format", "json", "--output-format", "sarif"), "standard output: only one"),
        ((*to("json", "x"), "--output-file", "y"), "needs an --output-format before it"),
        (("--output-file", "x", "--output-file", "y"), "needs an --output-format before it"),
        (to("json", "none/x"), "none/x: cannot be written: there is no folder none"),
        (to("json", "."), "cannot be written: it is a folder"),
        ((*to("json", "x"), *to("sarif", "none/x")), "none/x: cannot be written"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_work(
    folder: Path, arguments: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_: object) -> None:
        raise AssertionError("the work has begun")

    monkeypatch.setattr("wflint.cli.check.check", work)
    done = check("a.json", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sorted(path.name for path in folder.iterdir()) == [".git", "a.json"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_lets_nobody_write(folder: Path) -> None:
    (folder / "closed").mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)
    done = check("a.json", *to("json", "closed/x"))
    assert done.exit_code == 2
    assert "its folder lets nobody write" in done.stderr


def test_a_disk_that_is_full_leaves_the_old_report(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("out").write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    done = check("a.json", *to("sarif", "out"))
    assert done.exit_code == 2
    assert "out: cannot be written: No space left on device" in done.stderr
    assert Path("out").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in folder.iterdir()) == [".git", "a.json", "out"]


@pytest.mark.parametrize("kind", ["github", "text", "markdown", "sarif", "junit"])
@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text(kind: str, folder: Path) -> None:
    name = b"b\xff`|<x>.json"
    Path(os.fsdecode(name)).write_text(json.dumps(FLOW), encoding="utf-8")
    done = check(".", *to(kind, "out"))
    assert done.exit_code == 1
    if kind != "text":
        assert problems(kind, Path("out").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("kind", ["text", "sarif", "markdown"])
def test_only_the_format_asked_for_is_imported(kind: str, folder: Path) -> None:
    program = (
        "import sys\nfrom wflint.cli import main\n"
        f"main(['check', 'a.json', '--output-format', '{kind}'], standalone_mode=False)\n"
        "print(*sorted(name for name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    formats = {"concise", "github", "gitlab", "json_report", "jsonl", "junit", "markdown", "rdjson"}
    own = {"markdown"} & {kind}
    assert {name for name in formats if f"wflint.reports.{name}" in loaded} == own
    assert "junitparser" not in loaded


# ---------------------------------------------------------------- links, pipes and devices

WRITERS = (
    ("check", "a.json", "--output-format", "json", "--output-file"),
    ("graph", "a.json", "--output-format", "svg", "-o"),
)


def program(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The program as the shell starts it."""
    whole = [sys.executable, "-m", "wflint", *arguments, "--isolated"]
    return subprocess.run(whole, text=True, check=False, timeout=60, **options)


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("there", [True, False])
def test_a_link_goes_on_leading_to_what_is_written(
    folder: Path, writer: tuple[str, ...], there: bool
) -> None:
    Path("inner").mkdir()
    if there:
        Path("inner/real").write_text("old", encoding="utf-8")
        Path("inner/real").chmod(0o640)
    Path("link").symlink_to("inner/real")
    assert program(*writer, "link", capture_output=True).returncode in {0, 1}
    assert Path("link").readlink() == Path("inner/real")
    assert Path("inner/real").read_text(encoding="utf-8")[0] in "{<"
    assert [path.name for path in Path("inner").iterdir()] == ["real"]
    if there:
        assert stat.S_IMODE(Path("inner/real").stat().st_mode) == 0o640


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("writer", WRITERS)
def test_a_pipe_is_written_to(folder: Path, writer: tuple[str, ...]) -> None:
    os.mkfifo("pipe")
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(Path("pipe").read_text, encoding="utf-8")
        program(*writer, "pipe", capture_output=True)
        assert read.result(timeout=60)[0] in "{<"
    assert stat.S_ISFIFO(Path("pipe").stat().st_mode)


@pytest.mark.skipif(sys.platform != "linux", reason="devices of Linux")
@pytest.mark.parametrize("writer", WRITERS)
def test_what_is_open_already_is_written_to(folder: Path, writer: tuple[str, ...]) -> None:
    assert program(*writer, "/dev/stdout", capture_output=True).stdout[0] in "{<"
    with Path("log").open("w", encoding="utf-8") as log:
        log.write("before\n")
        log.flush()
        program(*writer, f"/dev/fd/{log.fileno()}", pass_fds=[log.fileno()], capture_output=True)
        log.seek(0, os.SEEK_END)
        log.write("after\n")
    lines = Path("log").read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[1][0] in "{<", lines[-1]) == ("before", True, "after")
    done = program(*writer, "/dev/full", capture_output=True)
    assert done.returncode == 2
    assert done.stderr == "wflint: /dev/full: cannot be written: No space left on device\n"


def test_a_link_in_a_ring_is_written_nowhere(folder: Path) -> None:
    Path("x").symlink_to("y")
    Path("y").symlink_to("x")
    for writer in WRITERS:
        done = program(*writer, "x", capture_output=True)
        assert done.returncode == 2
        assert done.stderr.startswith("wflint: x: cannot be written: ")
        assert done.stderr.count("\n") == 1
    assert Path("x").readlink() == Path("y")


# ---------------------------------------------------------------- all of them, or none


@pytest.mark.skipif(sys.platform != "linux", reason="a device of Linux")
def test_where_one_report_fails_there_is_none(folder: Path) -> None:
    Path("one").write_text("old", encoding="utf-8")
    for other in ("/dev/full", "late/two"):
        done = check("a.json", *to("json", "one"), *to("sarif", other))
        assert (done.exit_code, Path("one").read_text(encoding="utf-8")) == (2, "old")
        assert f"{other}: cannot be written" in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == [".git", "a.json", "one"]


def test_a_folder_that_goes_while_the_work_is_done(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("gone").mkdir()
    work = check_command.check

    def slow(*arguments: Any) -> Report:
        Path("gone").rmdir()
        return work(*arguments)

    monkeypatch.setattr(check_command, "check", slow)
    done = check("a.json", *to("json", "one"), *to("sarif", "gone/two"))
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1].startswith("wflint: gone/two: cannot be written: ")
    assert sorted(path.name for path in folder.iterdir()) == [".git", "a.json"]


def test_names_may_be_as_long_as_the_system_takes(folder: Path) -> None:
    assert check("a.json", *to("json", "x" * 250)).exit_code == 1
    assert Path("x" * 250).is_file()
    for writer in WRITERS:
        done = program(*writer, "x" * 300, capture_output=True)
        assert done.returncode == 2
        assert done.stderr == f"wflint: {'x' * 300}: cannot be written: File name too long\n"


# ---------------------------------------------------------------- what is read is not replaced


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        (("a.json",), "a.json"),
        ((".",), "a.json"),
        ((".",), "sub/../a.json"),
        ((".",), "link.json"),
        (("sub", "--context", "."), "a.json"),
        (("-", "--stdin-filename", "a.json"), "a.json"),
        (("sub", "--config", "own.toml"), "own.toml"),
        (("sub", "--baseline", "own.toml"), "own.toml"),
        (("sub", "--portal", "own.toml"), "own.toml"),
        ((".",), "sub/broken.yaml"),
    ],
)
def test_a_report_replaces_nothing_that_is_read(
    folder: Path, arguments: tuple[str, ...], output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("sub").mkdir()
    Path("sub/broken.yaml").write_text("a: [", encoding="utf-8")
    Path("own.toml").write_text("", encoding="utf-8")
    Path("link.json").symlink_to("a.json")
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    given = ["check", *arguments, "--today", TODAY, *to("json", output)]
    done = CliRunner().invoke(main, given, catch_exceptions=False)
    assert (done.exit_code, done.stdout) == (2, "")
    reason = "cannot be written: it is one of the files that are read"
    assert done.stderr == f"wflint: {output}: {reason}\n"
    assert {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()} == before


def test_a_drawing_replaces_nothing_that_is_read(folder: Path) -> None:
    Path("own.toml").write_text("", encoding="utf-8")
    for output, more in (("a.json", ()), ("./a.json", ()), ("own.toml", ("--config", "own.toml"))):
        given = ["graph", "a.json", *more, "-o", output]
        done = CliRunner().invoke(main, given, catch_exceptions=False)
        assert done.exit_code == 2
        assert done.stderr.endswith("cannot be written: it is one of the files that are read\n")
    assert json.loads(Path("a.json").read_text(encoding="utf-8")) == FLOW


@pytest.mark.parametrize("kind", ["json", "sarif", "rdjson"])
def test_an_earlier_report_is_replaced_wherever_it_lies(folder: Path, kind: str) -> None:
    assert check(".", *to(kind, "report.json")).exit_code == 1
    once = Path("report.json").read_text(encoding="utf-8").replace('"skipped": 0', '"skipped": 1')
    assert check(".", *to(kind, "report.json")).exit_code == 1
    assert Path("report.json").read_text(encoding="utf-8") == once


def test_junit_names_files_from_the_root(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("sub").mkdir()
    monkeypatch.chdir(folder / "sub")
    text = check("../a.json", "--output-format", "junit").stdout
    assert 'testsuite name="a.json"' in text
    assert 'classname="a.json"' in text
    assert ">a.json:1:" in text
    assert "../a.json" not in text
