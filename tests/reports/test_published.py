"""Every report is valid by the schema that is published for its format."""

from __future__ import annotations

import json
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from hypothesis import given

from tests.fixtures.checking import ROOT, TODAY, expectation
from tests.reports.building import MODULES, finding, hostile, rendered, report
from tests.reports.valid import markdown, problems
from wflint.cli import main
from wflint.findings import Finding, Report, Summary
from wflint.reports.visible import visible

KINDS = sorted(MODULES)
EXPECTED = expectation(ROOT / "fixtures" / "showcase" / "expected.json")


def counted(kind: str, text: str) -> int:
    """How many findings a report shows."""
    match kind:
        case "json":
            return len(json.loads(text)["findings"])
        case "jsonl" | "github":
            return text.count("\n")
        case "sarif":
            return len(
                [r for r in json.loads(text)["runs"][0]["results"] if "suppressions" not in r]
            )
        case "gitlab":
            return len(json.loads(text))
        case "rdjson":
            return len(json.loads(text)["diagnostics"])
        case "junit":
            return sum(len(case) for case in ET.fromstring(text).iter("testcase"))
        case _:
            return sum(token.type == "tr_open" for token in markdown(text)) - text.count("|---|\n")


def shown(kind: str, *arguments: str) -> str:
    options = ("--isolated", "--level", "info", "--today", TODAY, "--output-format", kind)
    done = CliRunner().invoke(main, ["check", *options, *arguments])
    assert done.exit_code in {0, 1}, done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_the_showcase(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = shown(kind, "fixtures/showcase")
    assert problems(kind, text) == []
    assert counted(kind, text) == len(EXPECTED) > 0


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_found(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = shown(kind, "fixtures/showcase/repaired/win-back.json")
    assert problems(kind, text) == []
    assert counted(kind, text) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_looked_at(kind: str) -> None:
    text = rendered(kind, Report((), Summary()))
    assert problems(kind, text) == []
    assert counted(kind, text) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_everything_a_finding_can_have(kind: str) -> None:
    text = rendered(kind, report(finding(), finding(line=3)))
    assert problems(kind, text) == []
    assert counted(kind, text) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_as_little_as_a_finding_can_have(kind: str) -> None:
    full = finding()
    bare = Finding(full.code, full.name, full.level, full.message, full.file, full.place)
    text = rendered(kind, Report((bare,), Summary(errors=1)))
    assert problems(kind, text) == []
    assert counted(kind, text) == 1


@pytest.mark.parametrize("kind", KINDS)
@given(told=hostile())
def test_any_text(kind: str, told: Report) -> None:
    text = rendered(kind, told)
    assert problems(kind, text) == []
    assert counted(kind, text) == len(told.findings)


@given(told=hostile())
def test_any_name_of_a_file_becomes_a_uri(told: Report) -> None:
    (run,) = json.loads(rendered("sarif", told))["runs"]
    for artifact in run["artifacts"]:
        address = artifact["location"]["uri"]
        assert address.isascii()
        assert address.isprintable()
        parts = urlsplit(address)
        assert parts.scheme == ("" if "uriBaseId" in artifact["location"] else "file")
        assert parts.query == parts.fragment == ""


@given(told=hostile())
def test_a_table_shows_each_message_as_it_is(told: Report) -> None:
    tokens = markdown(rendered("markdown", told))
    closed = [number for number, token in enumerate(tokens) if token.type == "tr_close"]
    # The last cell of a row holds the message.
    cells = [tokens[number - 2] for number in closed if tokens[number - 1].type == "td_close"]
    texts = ["".join(child.content for child in cell.children or ()) for cell in cells]
    assert [text.replace("\u200b", "") for text in texts] == [
        visible(one.message).strip() for one in told.findings
    ]


def test_the_checks_themselves_can_fail() -> None:
    told = report(finding())
    run = json.loads(rendered("sarif", told))
    del run["runs"][0]["tool"]
    assert problems("sarif", json.dumps(run))
    assert problems("gitlab", '[{"description": "x"}]')
    assert problems("rdjson", '{"diagnostics": [{"message": "x"}]}')
    assert problems("json", rendered("json", told).replace('"level"', '"lewel"'))
    assert problems("jsonl", rendered("jsonl", told).replace('"level"', '"lewel"'))
    assert problems("junit", '<testsuites skipped="1"/>')
    assert problems("github", "::error file=a:b.json::x\n")
    assert problems("markdown", "<script>x</script>\n")
    assert problems("markdown", "a [link](x)\n")
