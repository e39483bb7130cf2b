"""What is read beside the paths: it is judged with, and not reported on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.running import TODAY, flow, put, quiet, wflint
from wflint.rules.structure.missing_start import MissingStart


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def check(*arguments: str, stdin: str | None = None) -> Result:
    return wflint("check", "--today", TODAY, *arguments, stdin=stdin)


def report(*arguments: str, stdin: str | None = None) -> dict[str, Any]:
    found = json.loads(check(*arguments, "--output-format", "json", stdin=stdin).stdout)
    assert isinstance(found, dict)
    return found


def found(*arguments: str) -> list[tuple[str, str]]:
    return [(one["file"], one["code"]) for one in report(*arguments)["findings"]]


SUPPRESS = '[[suppress]]\nrules = ["WF104"]\nworkflow = "Nurture"\nreason = "all are marketing"\n'


@pytest.mark.parametrize("path", ["a.json", "./a.json", "flows/../a.json"])
def test_only_the_paths_are_reported_and_count(path: str) -> None:
    put("a.json", quiet())
    put("flows/b.json", flow())
    assert found(path, "--context", ".") == []
    assert check(path, "--context", ".").exit_code == 0
    assert check(path, "--context", ".").stderr == "nothing found in 1 workflow (1 file)\n"
    assert found("flows/b.json", "--context", ".") == [("flows/b.json", "WF104")]
    assert check("flows/b.json", "--context", ".").exit_code == 1


def test_counts_are_those_of_the_paths() -> None:
    put("a.json", flow())
    put("flows/b.json", flow(id="78"))
    put("flows/package.json", {"name": "x"})
    put("flows/c.json", "{")
    alone = report("a.json", "--level", "error")["summary"]
    assert report("a.json", "--level", "error", "--context", ".")["summary"] == alone


def test_a_folder_is_as_good_as_its_files() -> None:
    put("flows/b.json", flow())
    put("other/c.json", flow())
    assert found("flows", "--context", ".", "--context", "other") == [("flows/b.json", "WF104")]


def test_what_is_used_elsewhere_is_not_unused() -> None:
    put("wflint.toml", SUPPRESS)
    put("a.json", quiet())
    put("b.json", flow(id="78"))
    assert found("a.json") == [("wflint.toml", "WF901")]
    assert found("a.json", "--context", ".") == []


def test_a_suppression_that_a_change_has_made_useless_is_reported_with_it() -> None:
    put("wflint.toml", SUPPRESS)
    put("a.json", quiet())
    put("b.json", flow(id="78", name="Other"))
    assert found("a.json", "--context", ".") == [("wflint.toml", "WF901")]


def test_suppressions_of_others_are_not_reported() -> None:
    put("wflint.toml", SUPPRESS + SUPPRESS.replace("Nurture", "Gone"))
    put("a.json", flow(name="Other"))
    put("b.json", quiet())
    assert found("a.json", "--context", ".") == [("a.json", "WF104")]
    assert {code for _, code in found(".")} == {"WF104", "WF901"}


def test_a_baseline_counts_all_that_there_is() -> None:
    put("a.json", flow())
    put("b.json", quiet(id="78"))
    put("c.json", flow(id="79"))
    assert check(".", "--write-baseline").exit_code == 0
    Path("a.json").rename("moved.json")
    baseline = ("--baseline", "wflint-baseline.json")
    alone = check("b.json", *baseline)
    assert "nothing any more" in alone.stderr
    with_all = check("b.json", "--context", ".", *baseline)
    assert "nothing any more" not in with_all.stderr
    assert report("b.json", "--context", ".", *baseline)["summary"]["suppressed"] == 0


def test_a_bug_is_never_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("oh no")

    put("a.json", "[]")
    put("b.json", flow())
    monkeypatch.setattr(MissingStart, "check", fail)
    assert check("a.json").exit_code == 0
    assert check("a.json", "--context", ".").exit_code == 3


def test_standard_input_with_the_rest() -> None:
    put("b.json", flow())
    told = report(
        *("-", "--stdin-filename", "x.json", "--context", "."), stdin=json.dumps(flow(id="78"))
    )
    assert [one["file"] for one in told["findings"]] == ["x.json"]


def test_only_the_paths_are_listed() -> None:
    put("a.json", quiet())
    put("b.json", flow())
    assert check("a.json", "--context", ".", "--show-files").stdout == "a.json\n"


def test_context_that_is_not_there() -> None:
    put("a.json", flow())
    result = check("a.json", "--context", "nope")
    assert result.exit_code == 2
    assert result.stderr == "wflint: nope: there is no such file or folder\n"


# ---------------------------------------------------------------- the buffer of an editor


@pytest.mark.parametrize("name", ["a.json", "./a.json", "flows/../a.json"])
@pytest.mark.parametrize("more", [("--context", "."), ("a.json",), ("./a.json",), (".",)])
def test_standard_input_stands_for_the_file_it_is_named_after(
    name: str, more: tuple[str, ...]
) -> None:
    Path("flows").mkdir()
    put("a.json", flow())
    text = json.dumps(flow(name="Edited"))
    done = check("-", "--stdin-filename", name, *more, "--output-format", "json", stdin=text)
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["file"], finding["workflow"]["name"]) == (name, "Edited")
    assert json.loads(done.stdout)["summary"]["files"] == 1


def test_a_buffer_without_fault_hides_what_the_disk_still_holds() -> None:
    put("a.json", flow())
    put("b.json", flow(id="78"))
    editor = ("-", "--stdin-filename", "a.json", "--context", ".")
    assert check(*editor, stdin=json.dumps(quiet())).exit_code == 0


def test_repairs_of_a_buffer_leave_its_file_alone() -> None:
    put("a.json", flow(nextAvailableActionId="1"))
    before = Path("a.json").read_bytes()
    text = json.dumps(flow(nextAvailableActionId="1"))
    done = check("-", ".", "--stdin-filename", "a.json", "--fix", stdin=text)
    assert json.loads(done.stdout)["nextAvailableActionId"] == "2"
    assert Path("a.json").read_bytes() == before
