"""Repairs from the command line: what is written, what is only shown, and what is left."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from wflint.cli import main
from wflint.cli import output as cli_output
from wflint.findings import Finding, Fix
from wflint.trial import Trial

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-24"


def action(number: str, **more: Any) -> dict[str, Any]:
    fields = {"property_name": "event_mail", "value": {"type": "STATIC_VALUE", "staticValue": "x"}}
    kind = {"type": "SINGLE_CONNECTION", "actionTypeId": "0-5", "actionTypeVersion": 0}
    return {"actionId": number, **kind, "fields": fields, **more}


def leading_to(number: str) -> dict[str, Any]:
    return {"connection": {"edgeType": "STANDARD", "nextActionId": number}}


def flow(*actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "name": "Notes",
        "type": "CONTACT_FLOW",
        "flowType": "WORKFLOW",
        "isEnabled": True,
        "objectTypeId": "0-1",
        "startActionId": "1",
        **more,
        "actions": list(actions),
    }


COLLIDES = flow(action("1"), nextAvailableActionId="1")
DANGLES = flow(action("1", **leading_to("9")))
BOTH = flow(action("1", **leading_to("9")), nextAvailableActionId="1")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def put(name: str, value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, indent=2)
    Path(name).write_bytes(text.encode())
    return text


def text_of(name: str) -> str:
    return Path(name).read_bytes().decode()


def check(*arguments: str, stdin: str | bytes | None = None) -> Result:
    given = ("check", "--today", TODAY, *arguments)
    return CliRunner().invoke(main, given, input=stdin, catch_exceptions=False)


# ---------------------------------------------------------------- --fix


def test_fix_makes_the_safe_repairs() -> None:
    text = put("a.json", BOTH)
    result = check("--fix", "a.json")
    assert text_of("a.json") == text.replace(
        '"nextAvailableActionId": "1"', '"nextAvailableActionId": "2"'
    )
    assert result.exit_code == 1
    assert "WF202" in result.stdout
    assert "WF211" not in result.stdout
    assert result.stderr == (
        "1 error in 1 workflow (1 file); 1 fixed, 1 more fixable with --fix --unsafe-fixes\n"
    )


def test_unsafe_fixes_are_made_if_asked_for() -> None:
    put("a.json", BOTH)
    result = check("--fix", "--unsafe-fixes", "a.json")
    assert json.loads(text_of("a.json")) == flow(action("1"), nextAvailableActionId="2")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "nothing found in 1 workflow (1 file); 2 fixed\n"


def test_a_second_run_changes_nothing() -> None:
    put("a.json", BOTH)
    check("--fix", "--unsafe-fixes", "a.json")
    once = text_of("a.json")
    result = check("--fix", "--unsafe-fixes", "a.json")
    assert text_of("a.json") == once
    assert result.stderr == "nothing found in 1 workflow (1 file)\n"


def test_unsafe_fixes_alone_name_what_can_be_repaired() -> None:
    text = put("a.json", BOTH)
    result = check("--unsafe-fixes", "a.json")
    assert text_of("a.json") == text
    assert "or remove the connection (--fix --unsafe-fixes)\n" in result.stdout
    assert "set nextAvailableActionId to 2 (--fix)\n" in result.stdout
    assert result.stderr.endswith("; 1 fixable with --fix, 1 fixable with --fix --unsafe-fixes\n")
    assert "(--fix" not in check("a.json").stdout


def test_every_other_byte_stays() -> None:
    text = "\ufeff" + json.dumps(BOTH, indent="\t").replace("\n", "  \r\n") + " \r\n\r\n"
    put("a.json", text)
    check("--fix", "a.json")
    before = '"nextAvailableActionId": "1"'
    assert text_of("a.json") == text.replace(before, before.replace('"1"', '"2"'))


def test_envelopes_lists_and_lines() -> None:
    for name, value in {
        "envelope.json": {"results": [COLLIDES, DANGLES], "total": 2},
        "list.json": [DANGLES, COLLIDES],
        "lines.jsonl": json.dumps(COLLIDES) + "\n" + json.dumps(DANGLES) + "\n",
    }.items():
        text = put(name, value)
        assert check("--fix", "--unsafe-fixes", name).exit_code == 0
        after = text_of(name)
        assert '"nextAvailableActionId": "2"' in after
        assert "nextActionId" not in after
        assert len(after.splitlines()) == len(text.splitlines()) - (4 if name[-1] == "n" else 0)


def test_what_touches_is_repaired_in_further_passes() -> None:
    branch = {"branchValue": "NL", **leading_to("2")}
    split = action("1", type="STATIC_BRANCH", staticBranches=[branch] * 5)
    split["inputValue"] = {"type": "OBJECT_PROPERTY", "propertyName": "country"}
    del split["actionTypeId"], split["fields"], split["actionTypeVersion"]
    put("a.json", flow(split, action("2")))
    result = check("--fix", "a.json")
    assert json.loads(text_of("a.json"))["actions"][0]["staticBranches"] == [branch]
    assert "; 4 fixed" in result.stderr


# ---------------------------------------------------------------- what is left alone


def test_what_is_suppressed_or_in_the_baseline_stays() -> None:
    text = put("a.json", BOTH)
    check("--write-baseline", "a.json")
    assert (
        check("--fix", "--unsafe-fixes", "--baseline", "wflint-baseline.json", "a.json").exit_code
        == 0
    )
    assert text_of("a.json") == text
    put(
        "wflint.toml",
        '[[suppress]]\nrules = ["WF211"]\nworkflow = "Notes"\nreason = "on purpose"\n',
    )
    check("--fix", "a.json")
    assert text_of("a.json") == text


def test_rules_that_are_off_repair_nothing() -> None:
    text = put("a.json", BOTH)
    check("--fix", "--unsafe-fixes", "--ignore", "WF202,WF211", "a.json")
    assert text_of("a.json") == text


def test_unreadable_files_stay() -> None:
    put("a.json", BOTH)
    broken = put("b.json", '{"actions": [')
    result = check("--fix", "a.json", "b.json")
    assert text_of("b.json") == broken
    assert "WF001" in result.stdout
    assert "; 1 fixed" in result.stderr


def test_through_an_alias_nothing_is_repaired() -> None:
    text = put(
        "a.yaml",
        "shared: &to\n  edgeType: STANDARD\n  nextActionId: '9'\nname: Notes\ntype: CONTACT_FLOW\n"
        "objectTypeId: 0-1\nstartActionId: '1'\nactions:\n  - actionId: '1'\n"
        "    type: SINGLE_CONNECTION\n    actionTypeId: 0-5\n    fields: {property_name: x}\n"
        "    connection: *to\n  - actionId: '2'\n    type: SINGLE_CONNECTION\n"
        "    actionTypeId: 0-5\n    fields: {property_name: x}\n",
    )
    check("--fix", "--unsafe-fixes", "a.yaml")
    assert text_of("a.yaml") == text.replace("    connection: *to\n", "")


def test_a_repair_that_brings_an_error_is_not_made() -> None:
    """The key, written rightly, would hold what HubSpot refuses, so no repair is offered for it."""
    fixture = ROOT / "fixtures/rules/unknown-key/fails-flag-in-operation.json"
    wrong = '"includeObjectsWithNoValue": {"no": "flag"}'
    text = fixture.read_text(encoding="utf-8")
    text = text.replace('"includeObjectsWithNoValue": true', wrong)
    assert '"nextAvailableActionId": "3"' in text
    put("a.json", text.replace('"nextAvailableActionId": "3"', '"nextAvailableActionId": "1"'))
    result = check("--fix", "--unsafe-fixes", "a.json")
    assert text_of("a.json") == text
    assert "WF004" in result.stdout
    (closing,) = result.stderr.splitlines()
    assert "; 1 fixed" in closing


# ---------------------------------------------------------------- --diff


def test_diff_shows_and_changes_nothing() -> None:
    text = put("a.json", BOTH)
    put("b.json", COLLIDES)
    result = check("--diff", "--fix", ".")
    assert text_of("a.json") == text
    assert result.exit_code == 1
    assert result.stderr == (
        "2 would be fixed in 2 files\n"
        "1 error, 2 warnings in 2 workflows (2 files); 2 fixable with --fix, "
        "1 fixable with --fix --unsafe-fixes\n"
    )
    assert [line for line in result.stdout.splitlines() if line[0] in "-+"] == [
        "--- a/a.json",
        "+++ b/a.json",
        '-  "nextAvailableActionId": "1",',
        '+  "nextAvailableActionId": "2",',
        "--- a/b.json",
        "+++ b/b.json",
        '-  "nextAvailableActionId": "1",',
        '+  "nextAvailableActionId": "2",',
    ]


def test_diff_can_be_applied() -> None:
    """Also to a file without a final line end."""
    put("a.json", json.dumps(BOTH))
    put(
        "b.yaml",
        "name: ü\n" + json.dumps(DANGLES)[1:-1].replace('"name": "Notes", ', "").join("  "),
    )
    put("b.json", json.dumps(BOTH, indent=1).replace("\n", "\r\n"))
    difference = check("--diff", "--unsafe-fixes", "a.json", "b.json").stdout_bytes
    subprocess.run(["git", "apply", "-"], input=difference, check=True)
    applied = (text_of("a.json"), text_of("b.json"))
    put("a.json", json.dumps(BOTH))
    put("b.json", json.dumps(BOTH, indent=1).replace("\n", "\r\n"))
    check("--fix", "--unsafe-fixes", "a.json", "b.json")
    assert applied == (text_of("a.json"), text_of("b.json"))


@pytest.mark.parametrize("name", ["a.json", "a b.json", "ü.json", 'a"b.json', "a\tb.json"])
@pytest.mark.parametrize("where", [".", "sub", "sub/inner"])
def test_git_applies_a_diff_wherever_it_is_made(
    folder: Path, name: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".git").rmdir()
    subprocess.run(["git", "init", "-q"], check=True)
    Path("sub/inner").mkdir(parents=True)
    put(f"sub/{name}", COLLIDES)
    monkeypatch.chdir(folder / where)
    file = os.path.relpath(folder / "sub" / name)
    difference = check("--diff", file).stdout_bytes
    monkeypatch.chdir(folder)
    subprocess.run(["git", "apply", "-"], input=difference, check=True)
    assert '"nextAvailableActionId": "2"' in text_of(f"sub/{name}")


def test_no_diff() -> None:
    put("a.json", DANGLES)
    result = check("--diff", "a.json")
    assert (result.exit_code, result.stdout) == (1, "")
    first, last = result.stderr.splitlines()
    assert (first, last[: last.index(";")]) == (
        "0 would be fixed",
        "1 error in 1 workflow (1 file)",
    )
    assert check("--diff", "-q", "a.json").stderr == ""


def test_diff_ends_as_a_check_does() -> None:
    """Nothing has been repaired yet, so what fails the run still does, and nothing else."""
    put("a.json", COLLIDES)
    put("b.json", DANGLES)
    for arguments in (
        ("a.json",),
        ("a.json", "--fail-on", "error"),
        ("b.json",),
        ("b.json", "--fail-on", "never"),
        ("b.json", "--unsafe-fixes"),
        ("b.json", "--ignore", "WF202"),
    ):
        assert check("--diff", *arguments).exit_code == check(*arguments).exit_code
    done = check("--diff", "a.json", "--fail-on", "error")
    assert (done.exit_code, done.stdout != "") == (0, True)


# ---------------------------------------------------------------- standard input


def test_standard_input_comes_out_repaired() -> None:
    text = json.dumps(BOTH, indent=2)
    result = check("--fix", "--stdin-filename", "a.json", "-", stdin=text)
    assert result.stdout == text.replace(
        '"nextAvailableActionId": "1"', '"nextAvailableActionId": "2"'
    )
    assert "WF202" in result.stderr
    assert result.stderr.endswith("; 1 fixed, 1 more fixable with --fix --unsafe-fixes\n")
    assert result.exit_code == 1


@pytest.mark.parametrize(
    "text", [b'{"actions": [', b"\xff\xfe\x00", b"", json.dumps(flow()).encode()]
)
def test_standard_input_comes_out_in_any_case(text: bytes) -> None:
    result = check("--fix", "--output-format", "json", "-", stdin=text)
    assert result.stdout_bytes == text
    assert json.loads(result.stderr[: result.stderr.rindex("}") + 1])["version"] == 1


# ---------------------------------------------------------------- writing


def test_links_and_modes_stay() -> None:
    Path("inner").mkdir()
    put("inner/a.json", COLLIDES)
    Path("inner/a.json").chmod(0o640)
    Path("link.json").symlink_to("inner/a.json")
    assert check("--fix", "link.json").exit_code == 0
    assert Path("link.json").is_symlink()
    assert '"nextAvailableActionId": "2"' in text_of("inner/a.json")
    assert stat.S_IMODE(Path("inner/a.json").stat().st_mode) == 0o640
    assert [one.name for one in Path("inner").iterdir()] == ["a.json"]


def test_a_file_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    text = put("a.json", COLLIDES)
    put("b.json", COLLIDES)
    writable = os.access

    def not_a(path: Any, mode: int) -> bool:
        return Path(path).name != "a.json" and writable(path, mode)

    monkeypatch.setattr(cli_output.os, "access", not_a)
    result = check("--fix", "a.json", "b.json")
    assert result.exit_code == 2
    assert text_of("a.json") == text
    assert '"nextAvailableActionId": "2"' in text_of("b.json")
    first, last = result.stderr.splitlines()
    assert first == "wflint: a.json: cannot be written: Permission denied"
    assert last.endswith("; 1 fixed, 1 more fixable with --fix")


def test_nothing_half_written_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    text = put("a.json", COLLIDES)

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    result = check("--fix", "a.json")
    assert result.exit_code == 2
    assert "a.json: cannot be written: No space left on device" in result.stderr
    assert text_of("a.json") == text
    assert sorted(one.name for one in Path().iterdir()) == [".git", "a.json"]


def test_a_file_that_has_changed_meanwhile(folder: Path) -> None:
    put("a.json", COLLIDES)
    path = folder / "a.json"
    with pytest.raises(OSError, match="changed in the meantime"):
        cli_output.rewrite_file(path, b"something else", b"new")
    assert json.loads(path.read_bytes()) == COLLIDES


# ---------------------------------------------------------------- reports


def test_programs_get_edits() -> None:
    put("a.json", DANGLES)
    report = json.loads(check("--unsafe-fixes", "--output-format", "json", "a.json").stdout)
    (fix,) = report["findings"][0]["fixes"]
    assert (fix["title"], fix["applicability"]) == ("remove the connection", "unsafe")
    (edit,) = fix["edits"]
    assert (edit["text"], edit["pointer"]) == ("", "/actions/0/connection")
    lines = text_of("a.json").splitlines()
    start, end = edit["range"]["start"], edit["range"]["end"]
    assert lines[start["line"] - 1][start["column"] - 1 :] == ","
    assert lines[end["line"] - 1][: end["column"] - 1].strip() == "}"


SUPPRESS = '[[suppress]]\nrules = ["WF202"]\nworkflow = "Notes"\nreason = "on purpose"\n'
TRIED = [
    ("", ["--output-format", "json"], {"WF202", "WF211"}),
    ("", ["--output-format", "text"], set()),
    ("", ["--output-format", "text", "--unsafe-fixes"], {"WF202", "WF211"}),
    # What fails the run and is not shown is repaired all the same, and told of in no report.
    ("", ["--output-format", "json", "--level", "error"], {"WF202"}),
    ("", ["--level", "error", "--diff", "--unsafe-fixes"], {"WF202", "WF211"}),
    # What is suppressed is never repaired, and SARIF alone tells of it.
    (SUPPRESS, ["--output-format", "json"], {"WF211"}),
    (SUPPRESS, ["--diff", "--unsafe-fixes"], {"WF211"}),
    (SUPPRESS, ["--output-format", "sarif"], {"WF202", "WF211"}),
]


@pytest.mark.parametrize(("settings", "arguments", "wanted"), TRIED)
def test_repairs_are_tried_where_they_are_seen_or_made(
    monkeypatch: pytest.MonkeyPatch, settings: str, arguments: list[str], wanted: set[str]
) -> None:
    tried: set[str] = set()
    passes = Trial.passes

    def noted(self: Trial, fix: Fix, finding: Finding) -> bool:
        tried.add(finding.code)
        return passes(self, fix, finding)

    monkeypatch.setattr(Trial, "passes", noted)
    put("a.json", BOTH)
    put("wflint.toml", settings + '[rules.WF211]\nlevel = "warning"\n')
    check("--jobs", "1", *arguments, "a.json")
    assert tried == wanted


def test_what_is_not_shown_and_fails_the_run_is_repaired() -> None:
    put("a.json", COLLIDES)
    put("wflint.toml", '[rules.WF211]\nlevel = "warning"\n')
    result = check("--fix", "--level", "error", "a.json")
    assert '"nextAvailableActionId": "2"' in text_of("a.json")
    assert "; 1 fixed" in result.stderr


def test_the_report_after_repairs_is_about_what_remains() -> None:
    put("a.json", BOTH)
    report = json.loads(check("--fix", "--output-format", "json", "a.json").stdout)
    assert report["summary"]["fixed"] == 1
    assert [one["code"] for one in report["findings"]] == ["WF202"]


def test_rules_tell_what_can_be_repaired() -> None:
    given = ("rules", "--output-format", "json")
    rows = json.loads(CliRunner().invoke(main, given, catch_exceptions=False).stdout)
    fixable = {row["code"]: row["fixable"] for row in rows}
    assert fixable["WF211"]
    assert fixable["WF202"]
    assert not fixable["WF001"]


def test_usage() -> None:
    put("a.json", COLLIDES)
    for option in ("--fix", "--diff"):
        result = check("--write-baseline", option, "a.json")
        assert result.exit_code == 2
        assert not Path("wflint-baseline.json").exists()
    assert json.loads(text_of("a.json")) == COLLIDES


def test_as_a_program() -> None:
    put("a.json", COLLIDES)
    given = [sys.executable, "-m", "wflint", "check", "--fix", "--today", TODAY, "-"]
    ran = subprocess.run(given, input=Path("a.json").read_bytes(), capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {**COLLIDES, "nextAvailableActionId": "2"}
    assert ran.stderr.decode().endswith("; 1 fixed\n")
