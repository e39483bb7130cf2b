"""The formats that other programs read, on the showcase."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from tests.fixtures.checking import ROOT, TODAY
from tests.reports import building
from wflint.cli import main


def rendered(kind: str, monkeypatch: pytest.MonkeyPatch, *paths: str) -> str:
    monkeypatch.chdir(ROOT)
    options = ["--isolated", "--level", "info", "--today", TODAY, "--output-format", kind]
    done = CliRunner().invoke(main, ["check", *options, *(paths or ("fixtures/showcase",))])
    assert done.exit_code in {0, 1}, done.stderr
    return done.stdout


@pytest.fixture
def findings(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(rendered("json", monkeypatch))["findings"]
    return loaded


def test_jsonl_is_json_line_by_line(
    findings: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = rendered("jsonl", monkeypatch).splitlines()
    assert [json.loads(line) for line in lines] == findings


def test_github_annotates_each_line(
    findings: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = rendered("github", monkeypatch).splitlines()
    assert len(lines) == len(findings)
    commands = {"error": "error", "warning": "warning", "info": "notice"}
    for line, finding in zip(lines, findings, strict=True):
        assert line.startswith(f"::{commands[finding['level']]} file={finding['file']},line=")
        assert f"title={finding['code']} {finding['name']}::{finding['message'][:20]}" in line


def test_github_escapes_what_would_end_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a,b:c%.json"
    path.write_text('{"type": "CONTACT_FLOW", "objectTypeId": "0-1", "actions": [1]}')
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check", path.name, "--output-format", "github"])
    for line in done.stdout.splitlines():
        assert "file=a%2Cb%3Ac%25.json," in line


def test_gitlab_has_unique_fingerprints(
    findings: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    issues = json.loads(rendered("gitlab", monkeypatch))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(findings)
    for issue, finding in zip(issues, findings, strict=True):
        assert issue["check_name"] == finding["name"]
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["path"] == finding["file"]
        assert issue["location"]["lines"]["begin"] == finding["range"]["start"]["line"]


def test_sarif_tells_the_same(
    findings: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = json.loads(rendered("sarif", monkeypatch))
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result, finding in zip(run["results"], findings, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding["code"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == finding["range"]["start"]["line"]
        assert region["endColumn"] == finding["range"]["end"]["column"]
        assert result["partialFingerprints"] == {"wflint/v1": finding["fingerprint"]}
        if finding["witness"] is not None and finding["witness"]["path"]:
            (flow,) = result["codeFlows"]
            assert len(flow["threadFlows"][0]["locations"]) == len(finding["witness"]["path"])


def test_rdjson_counts_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '{"type": "CONTACT_FLOW", "é": "試験", "objectTypeId": "0-2"}'
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check", "a.json", "--output-format", "rdjson"])
    (diagnostic,) = json.loads(done.stdout)["diagnostics"]
    place = diagnostic["location"]["range"]
    data = text.encode()
    cut = data[place["start"]["column"] - 1 : place["end"]["column"] - 1]
    assert json.loads(cut) == "0-2"
    assert diagnostic["severity"] == "ERROR"


def test_junit_has_a_suite_for_each_file(
    findings: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    suites = ET.fromstring(rendered("junit", monkeypatch)).findall("testsuite")
    assert len(suites) == 24
    cases = [case for suite in suites for case in suite.findall("testcase")]
    with_results = [case for case in cases if len(case)]
    assert len(with_results) == len(findings)
    kinds = {"error": "error", "warning": "failure", "info": "skipped"}
    by_place = {(c.get("classname"), c.get("name")): c[0].tag for c in with_results}
    for finding in findings:
        start = finding["range"]["start"]
        name = f"{finding['code']} {finding['name']} {start['line']}:{start['column']}"
        assert by_place[finding["file"], name] == kinds[finding["level"]]


@pytest.mark.parametrize("kind", ["jsonl", "github", "gitlab", "sarif"])
def test_an_empty_report_is_valid(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = rendered(kind, monkeypatch, "fixtures/showcase/repaired/win-back.json")
    if kind in {"jsonl", "github"}:
        assert text == ""
    elif kind == "gitlab":
        assert json.loads(text) == []
    else:
        assert json.loads(text)["runs"][0]["results"] == []


# ---------------------------------------------------------------- reviewdog's suggestions


def test_a_repair_in_one_place_is_a_suggestion() -> None:
    (diagnostic,) = json.loads(building.rendered("rdjson", building.report(building.finding("é"))))[
        "diagnostics"
    ]
    (suggestion,) = diagnostic["suggestions"]
    # The line is "éabcd", and é takes two bytes.
    start, end = {"line": 2, "column": 4}, {"line": 2, "column": 5}
    assert suggestion == {"range": {"start": start, "end": end}, "text": "é"}


def test_half_a_repair_is_no_suggestion() -> None:
    one = building.finding()
    edits = one.fixes[0].edits * 2
    halved = replace(one, fixes=(replace(one.fixes[0], edits=edits),))
    (diagnostic,) = json.loads(building.rendered("rdjson", building.report(halved)))["diagnostics"]
    assert "suggestions" not in diagnostic


def test_no_column_is_guessed() -> None:
    one = building.finding()
    assert one.excerpt is not None
    cut = replace(one, excerpt=replace(one.excerpt, cut=True))
    (diagnostic,) = json.loads(building.rendered("rdjson", building.report(cut)))["diagnostics"]
    assert diagnostic["location"]["range"] == {"start": {"line": 2}, "end": {"line": 2}}
    assert "suggestions" not in diagnostic
    (related,) = diagnostic["related_locations"]
    assert related["message"] == "enrolled here x"


# ---------------------------------------------------------------- wherever wflint ran


@pytest.mark.parametrize("kind", ["github", "gitlab", "rdjson"])
def test_files_are_named_from_the_root_of_the_repository(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "flows").mkdir()
    text = '{"type": "CONTACT_FLOW", "objectTypeId": "0-2"}'
    (tmp_path / "flows" / "a.json").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "flows")
    done = CliRunner().invoke(main, ["check", "a.json", "--output-format", kind])
    shown = {
        "github": "file=flows/a.json,",
        "gitlab": '"path": "flows/a.json"',
        "rdjson": '"path": "flows/a.json"',
    }
    assert shown[kind] in done.stdout
