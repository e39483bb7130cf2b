"""SARIF: what code scanning and editors get to know beside the place of a finding."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from tests.fixtures.checking import ROOT, TODAY
from tests.reports.building import finding, rendered, report
from tests.reports.valid import problems
from wflint.cli import main
from wflint.findings import Report
from wflint.reports import links
from wflint.rules import catalogue
from wflint.rules.pages import page
from wflint.source.reading import read


def run_of(told: Report) -> dict[str, Any]:
    text = rendered("sarif", told)
    assert problems("sarif", text) == []
    (run,) = json.loads(text)["runs"]
    assert isinstance(run, dict)
    return run


def checked(*arguments: str) -> dict[str, Any]:
    options = ("--level", "info", "--today", TODAY, "--output-format", "sarif")
    done = CliRunner().invoke(main, ["check", *options, *arguments])
    assert done.exit_code in {0, 1}, done.stderr
    assert problems("sarif", done.stdout) == []
    (run,) = json.loads(done.stdout)["runs"]
    assert isinstance(run, dict)
    return run


def showcase(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(ROOT)
    return checked("--isolated", "fixtures/showcase/broken")


def test_rules_come_with_their_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    run = showcase(monkeypatch)
    known = {rule.code: rule for rule in catalogue()}
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({one["ruleId"] for one in run["results"]})
    for rule in rules:
        own = known[rule["id"]]
        assert rule["shortDescription"]["text"] == own.summary()
        assert rule["help"]["text"] == rule["help"]["markdown"] == page(own)
        assert "**Repair.**" in rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
        assert rule["properties"]["tags"] == ["hubspot", own.__module__.split(".")[2]]


def test_the_path_has_a_place_for_every_action(monkeypatch: pytest.MonkeyPatch) -> None:
    run = showcase(monkeypatch)
    flows = 0
    for result in run["results"]:
        for flow in result.get("codeFlows", ()):
            flows += 1
            (thread,) = flow["threadFlows"]
            for step in thread["locations"]:
                location = step["location"]
                file = ROOT / location["physicalLocation"]["artifactLocation"]["uri"]
                document = read(file.name, file.read_bytes())
                place = document.range(location["logicalLocations"][0]["fullyQualifiedName"])
                region = location["physicalLocation"]["region"]
                assert region["startLine"] == place.start.line
                assert region["startColumn"] == place.start.column
                action_id = location["message"]["text"].split()[0]
                assert action_id.isdecimal()
            last = thread["locations"][-1]["location"]["physicalLocation"]
            assert last == result["locations"][0]["physicalLocation"]
    assert flows > 20


def test_the_steps_are_the_actions_of_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    file = "fixtures/showcase/broken/account-health.yaml"
    run = checked("--isolated", "--select", "WF103", file)
    actions = read(file, Path(file).read_bytes()).value["actions"]
    (result,) = run["results"]
    steps = [one["location"] for one in result["codeFlows"][0]["threadFlows"][0]["locations"]]
    assert len(steps) == 3
    for step in steps[:-1]:
        index = int(step["logicalLocations"][0]["fullyQualifiedName"].split("/")[2])
        assert step["message"]["text"].startswith(f"{actions[index]['actionId']} ")


def test_a_fix_replaces_regions() -> None:
    run = run_of(report(finding("text")))
    (result,) = [one for one in run["results"] if "suppressions" not in one]
    (fix,) = result["fixes"]
    assert fix["description"]["text"] == "say text"
    (change,) = fix["artifactChanges"]
    assert (
        change["artifactLocation"] == result["locations"][0]["physicalLocation"]["artifactLocation"]
    )
    (replacement,) = change["replacements"]
    assert replacement == {
        "deletedRegion": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 4},
        "insertedContent": {"text": "text"},
    }


def test_what_is_suppressed_is_told_with_its_reason() -> None:
    run = run_of(report(finding(), text="the sales team clears it"))
    first, second = run["results"]
    assert "suppressions" not in first
    assert second["suppressions"] == [
        {
            "kind": "inSource",
            "status": "accepted",
            "justification": "the sales team clears it (a.yaml:3:5)",
        }
    ]


def test_a_bug_of_ours_is_told() -> None:
    (invocation,) = run_of(report(finding(), text="WF104 failed"))["invocations"]
    assert invocation["executionSuccessful"] is False
    levels = [one["level"] for one in invocation["toolExecutionNotifications"]]
    assert levels == ["error", "warning"]
    whole = replace(report(), crashes=(), notices=())
    assert run_of(whole)["invocations"][0]["executionSuccessful"] is True


def test_no_text_becomes_a_link() -> None:
    run = run_of(report(finding("[here](http://example.com) [1] a](b)")))
    text = run["results"][0]["message"]["text"]
    assert text == r"sends \[here](http://example.com) [1] a](b)"


def test_rules_link_to_the_documentation_if_it_has_an_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(links, "_home", lambda: "https://example.com/wflint/")
    run = showcase(monkeypatch)
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["helpUri"].startswith("https://example.com/wflint/docs/rules/")
        assert (ROOT / rule["helpUri"].removeprefix("https://example.com/wflint/")).is_file()


# ---------------------------------------------------------------- names of files


@pytest.mark.parametrize("how", ["root", "folder", "absolute", "above"])
def test_files_are_named_from_the_root_of_the_repository(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "crm" / "work flows"
    folder.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    file = folder / "ä#1.json"
    file.write_text('{"type": "CONTACT_FLOW", "objectTypeId": "0-2"}', encoding="utf-8")
    (tmp_path / "other").mkdir()
    where, path = {
        "root": (tmp_path, "."),
        "folder": (folder, file.name),
        "absolute": (folder.parent, str(file)),
        "above": (tmp_path / "other", "../crm"),
    }[how]
    monkeypatch.chdir(where)
    run = checked(path)
    assert run["originalUriBaseIds"]["%SRCROOT%"]["uri"] == f"{tmp_path.as_uri()}/"
    names = {
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
        for place in result["locations"]
    }
    assert names == {"crm/work%20flows/%C3%A4%231.json"}
