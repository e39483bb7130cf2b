"""Whole commands: what they print, where, and how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from syrupy.assertion import SnapshotAssertion

from wflint.cli import main
from wflint.hubspot.schema import load
from wflint.rules import catalogue
from wflint.rules.structure.missing_start import MissingStart

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-24"


def flow(**changes: Any) -> dict[str, Any]:
    basis: dict[str, Any] = {
        "id": "77",
        "name": "Nurture",
        "type": "CONTACT_FLOW",
        "objectTypeId": "0-1",
        "startActionId": "1",
        "actions": [
            {
                "actionId": "1",
                "type": "SINGLE_CONNECTION",
                "actionTypeId": "0-4",
                "fields": {"content_id": "5"},
            }
        ],
    }
    return {**basis, **changes}


def put(name: str, content: Any) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content, indent=2)
    Path(name).write_text(text, encoding="utf-8")


def wflint(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)


def check(*arguments: str, stdin: str | None = None) -> Result:
    return wflint("check", "--today", TODAY, *arguments, stdin=stdin)


def findings(result: Result) -> list[tuple[str, str]]:
    return [(one["code"], one["level"]) for one in json.loads(result.stdout)["findings"]]


# ---------------------------------------------------------------- reports


def test_text(folder: Path, snapshot: SnapshotAssertion) -> None:
    put("a.json", flow())
    result = check("a.json", "--level", "info")
    assert result.exit_code == 1
    assert result.stdout == snapshot
    assert result.stderr == snapshot


def test_text_of_long_and_wide_lines(folder: Path, snapshot: SnapshotAssertion) -> None:
    put("min.json", json.dumps(flow(name="試験" * 60)))
    put(
        "wide.yaml",
        "# 試験\nname: 試験\n" + json.dumps(flow())[:0] + "type: CONTACT_FLOW\n"
        "objectTypeId: 試験\u200b\nactions: []\nflowType: WORKFLOW\n",
    )
    assert check("min.json", "wide.yaml").stdout == snapshot


def test_colours(folder: Path) -> None:
    put("a.json", flow())
    assert "\x1b[" in check("a.json", "--color", "always").stdout
    assert "\x1b[" not in check("a.json", "--color", "never").stdout
    assert "\x1b[" not in check("a.json").stdout


def test_concise(folder: Path) -> None:
    put("a.json", flow())
    result = check("a.json", "--output-format", "concise")
    (line,) = result.stdout.splitlines()
    assert line.startswith("a.json:13:23: WF104 warning ")
    assert line.endswith("[non-marketing-contact]")


def test_json_fits_its_schema(folder: Path) -> None:
    put("a.json", [flow(), flow(startActionId="9", objectTypeId="0-2"), 7])
    put("b.yaml", "a: [")
    result = check("a.json", "b.yaml", "--level", "info", "--output-format", "json")
    report = json.loads(result.stdout)
    assert list(Draft202012Validator(load("report-v1")).iter_errors(report)) == []
    assert report["summary"]["files"] == 2
    assert report["summary"]["workflows"] == 2
    assert {"WF001", "WF003", "WF006", "WF104", "WF201"} <= {
        one["code"] for one in report["findings"]
    }
    assert [one["file"] for one in report["findings"]] == sorted(
        one["file"] for one in report["findings"]
    )


def test_nothing_shown_prints_nothing_but_the_counts(folder: Path) -> None:
    put("a.json", flow(actions=[], startActionId=None, isEnabled=False))
    result = check(".")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "nothing found in 1 workflow (1 file)\n"
    assert check(".", "--quiet").stderr == ""


def test_reports_go_to_files_in_pairs(folder: Path) -> None:
    put("a.json", flow())
    result = check(
        *("a.json", "--output-format", "json", "--output-file", "out.json"),
        *("--output-format", "concise"),
    )
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))["version"] == 1
    assert result.stdout.startswith("a.json:")


def test_statistics_and_files(folder: Path) -> None:
    put("a.json", flow())
    put("b/c.yaml", "name: no workflow")
    assert "1 WF104 non-marketing-contact" in check(".", "--statistics").stderr
    assert check(".", "--show-files").stdout == "a.json\nb/c.yaml\n"


# ---------------------------------------------------------------- what is checked


def test_standard_input(folder: Path) -> None:
    result = check(
        "-", "--stdin-filename", "x.json", "--output-format", "json", stdin=json.dumps(flow())
    )
    assert result.exit_code == 1
    assert {one["file"] for one in json.loads(result.stdout)["findings"]} == {"x.json"}


def test_what_is_found_is_skipped_and_what_is_named_is_not(folder: Path) -> None:
    put("package.json", {"name": "x"})
    put("flows/a.json", flow())
    searched = check(".")
    assert "1 skipped" in searched.stderr
    named = check("package.json", "--output-format", "json")
    assert findings(named) == [("WF003", "error")]


def test_one_broken_file_does_not_hide_the_others(folder: Path) -> None:
    put("a.json", "{")
    put("b.json", flow())
    assert findings(check(".", "--output-format", "json")) == [
        ("WF001", "error"),
        ("WF104", "warning"),
    ]


# ---------------------------------------------------------------- levels, selection, exit codes


def test_levels_and_exit_codes(folder: Path) -> None:
    put("a.json", flow())
    assert check(".").exit_code == 1
    assert check(".", "--fail-on", "error").exit_code == 0
    assert check(".", "--fail-on", "never").exit_code == 0
    assert check(".", "--level", "error", "--fail-on", "info").exit_code == 1, "hidden ones count"
    assert len(findings(check(".", "--level", "info", "--output-format", "json"))) == 5


def test_selection(folder: Path) -> None:
    put("a.json", flow())
    shown = ("--level", "info", "--output-format", "json")
    assert findings(check(".", "--select", "WF105,bounced-recipient", *shown)) == [
        ("WF105", "info"),
        ("WF106", "info"),
    ]
    assert findings(check(".", "--ignore", "WF10,WF11", *shown)) == []
    assert findings(check(".", "--select", "WF2", "--extend-select", "WF107", *shown)) == [
        ("WF107", "info")
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "nope.json"], "nope.json: there is no such file or folder"),
        (["check", "--levle", "info"], "--levle"),
        (["check", "--level", "loud"], "loud"),
        (["check", "--select", "WF999"], 'there is no rule "WF999"'),
        (["check", "--today", "24.11.2026"], "2026-11-24"),
        (["check", "--output-format", "xml"], "xml"),
        (["check", "--config", "nope.toml"], "nope.toml"),
        (["check", "--config", "wflint.toml", "--isolated"], "exclude each other"),
        (["check", "a.json", "--output-file", "no/such/folder"], "cannot be written"),
        (["check", "a.json", "--portal", "nope.json"], "nope.json"),
        (["chekc"], 'did you mean "check"'),
        (["explain", "WF1O4"], 'did you mean "WF1'),
        (["schema", "nope"], "flow-v4"),
    ],
)
def test_usage_errors_are_one_line(folder: Path, arguments: list[str], message: str) -> None:
    put("a.json", flow())
    result = wflint(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_bug_of_ours_is_named_and_hides_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("oh no")

    monkeypatch.setattr(MissingStart, "check", fail)
    put("a.json", flow())
    result = check(".", "--output-format", "json")
    assert result.exit_code == 3
    assert findings(result) == [("WF104", "warning")]
    assert "a.json" in result.stderr
    assert "WF201" in result.stderr


# ---------------------------------------------------------------- configuration


def test_configuration_is_found_and_counts(folder: Path) -> None:
    put("flows/a.json", flow())
    put(
        "wflint.toml",
        'level = "info"\n[portal]\nmarketing-contacts = false\n[rules.WF106]\nlevel = "error"\n',
    )
    found = findings(check("flows", "--output-format", "json"))
    assert found == [
        ("WF105", "info"),
        ("WF106", "error"),
        ("WF107", "info"),
        ("WF112", "info"),
    ]
    assert len(findings(check("flows", "--isolated", "--output-format", "json"))) == 1


def test_overrides_speak_of_one_workflow(folder: Path) -> None:
    anchor = {"type": "CONTACT_PROPERTY_ANCHOR", "contactProperty": "renewal"}
    put("a.json", [flow(eventAnchor=anchor), flow(id="78", name="Other", eventAnchor=anchor)])
    put(
        "wflint.toml",
        'select = ["WF108"]\n[[overrides]]\nworkflows = ["Nurture"]\nrecurring = true\n',
    )
    report = json.loads(check("a.json", "--output-format", "json").stdout)
    assert [one["workflow"]["id"] for one in report["findings"]] == ["78"]


def test_mistakes_in_the_configuration_are_said_at_their_place(folder: Path) -> None:
    put("a.json", flow())
    put("wflint.toml", 'level = "info"\nignor = ["WF1"]\n[portal]\ngraymial = true\n')
    result = check("a.json")
    assert result.exit_code == 2
    first, second = result.stderr.splitlines()
    assert first.startswith("wflint: wflint.toml:2:1: ")
    assert 'did you mean "ignore"' in first
    assert 'did you mean "graymail"' in second


def test_config_shows_where_settings_come_from(folder: Path) -> None:
    put("wflint.toml", 'fail-on = "error"\n')
    put("flows/a.json", flow())
    result = wflint("config", "--for", "flows/a.json")
    assert 'fail-on = "error"' in result.stdout
    assert "wflint.toml" in result.stdout


def test_a_snapshot_counts(folder: Path) -> None:
    put("a.json", flow())
    put(
        "portal.json",
        {"version": 1, "emails": {"5": {"transactional": True, "suppressGraymail": False}}},
    )
    found = findings(
        check("a.json", "--portal", "portal.json", "--level", "info", "--output-format", "json")
    )
    assert found == [("WF105", "info"), ("WF106", "info"), ("WF112", "info")]


# ---------------------------------------------------------------- the other commands


def test_the_other_commands_speak(folder: Path) -> None:
    assert "WF103" in wflint("explain", "lifecycle-stage-backward").stdout
    assert len(json.loads(wflint("rules", "--output-format", "json").stdout)) == len(catalogue())
    assert "flow-v4" in wflint("schema").stdout
    assert json.loads(wflint("schema", "report-v1").stdout)["title"]
    assert wflint("--version").stdout.startswith("wflint ")


def test_the_program_itself_ends_with_the_exit_code(folder: Path) -> None:
    put("a.json", flow())
    for seed in ("0", "1"):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "wflint",
                "check",
                "a.json",
                "--level",
                "info",
                "--isolated",
                "--today",
                TODAY,
            ],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            check=False,
        )
        assert done.returncode == 1, done.stderr
        assert done.stdout == check("a.json", "--level", "info", "--isolated").stdout


@pytest.mark.parametrize("option", ["--select", "--extend-select", "--ignore"])
@pytest.mark.parametrize("value", ["", ",", " ", " , "])
def test_no_rule_at_all_is_a_mistake(folder: Path, option: str, value: str) -> None:
    """As a variable of CI leaves it that is not set: the run must not pass for that."""
    put("a.json", flow())
    done = check("a.json", option, value)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f'"{value}" names no rule' in " ".join(done.stderr.split("\n"))
    assert done.stderr.count("\n") == 1


def test_rules_that_are_given_twice_add_up(folder: Path) -> None:
    put("a.json", flow())

    def found(*options: str) -> list[tuple[str, str]]:
        return findings(check("a.json", *options, "--level", "info", "--output-format", "json"))

    both = [("WF105", "info"), ("WF106", "info")]
    assert found("--select", "WF105", "--select", "WF106") == both
    assert found("--select", "WF106", "--select", "WF105") == both
    assert found("--select", "WF2", "--extend-select", "WF105", "--extend-select", "WF106") == both
    assert found("--ignore", "WF10", "--ignore", "WF11") == found("--ignore", "WF10,WF11") == []


REPORT = (("--output-format", "json"), ("--output-file", "out"), ("--statistics",))
JOBS = (("--show-files",), ("--write-baseline",), ("--diff",))


@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("other", [*REPORT, *JOBS])
def test_options_that_would_have_no_effect_are_refused(
    folder: Path, job: tuple[str, ...], other: tuple[str, ...]
) -> None:
    put("a.json", flow())
    done = check("a.json", *job, *other)
    assert (done.exit_code == 2) is (job != other)
    if job != other:
        assert "exclude each other" in done.stderr
        assert done.stderr.count("\n") == 1
        assert sorted(path.name for path in folder.iterdir()) == [".git", "a.json"]


def test_a_baseline_is_written_with_all_counts(folder: Path) -> None:
    put("a.json", flow())
    counts = check("a.json").stderr
    assert check("a.json", "--write-baseline").stderr.splitlines()[1:] == counts.splitlines()
    assert check("a.json", "--write-baseline", "--quiet").stderr == ""
