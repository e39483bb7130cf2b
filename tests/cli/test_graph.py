"""``wflint graph`` as a whole command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result
from syrupy.assertion import SnapshotAssertion

from tests.properties import flows
from wflint.check import CheckOptions, check
from wflint.cli import main
from wflint.findings import Level
from wflint.policy.settings import Settings

TODAY = ("--today", "2026-11-24")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def graph(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["graph", *arguments, *TODAY], input=stdin)


def drawn(*arguments: str, stdin: str | bytes | None = None) -> str:
    done = graph(*arguments, stdin=stdin)
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def put(document: Any, name: str = "a.json") -> str:
    text = document if isinstance(document, str) else json.dumps(document)
    Path(name).write_text(text, encoding="utf-8")
    return name


def demoting(**others: Any) -> dict[str, Any]:
    """Demotes customers; the second action mails them."""
    customers = flows.every(flows.any_of("lifecyclestage", "customer"))
    north = flows.every(flows.any_of("region", "North"))
    return flows.flow(
        flows.write("1", "lifecyclestage", "lead", "2"),
        flows.list_branch("2", (north, "3"), default=flows.edge("4", "GOTO")),
        flows.email("3", "4"),
        flows.delay("4"),
        enrolment=flows.by_list(customers),
        **others,
    )


@pytest.mark.parametrize("form", ["mermaid", "dot", "svg"])
def test_formats(form: str, snapshot: SnapshotAssertion) -> None:
    assert drawn(put(demoting()), "--output-format", form) == snapshot


def test_mermaid_is_what_one_gets() -> None:
    assert "\nflowchart TD\n" in drawn(put(demoting()))


def test_it_shows_what_check_shows() -> None:
    put(demoting())
    assert "error WF103" in drawn("a.json")
    assert "WF105" not in drawn("a.json")
    assert "WF105" in drawn("a.json", "--level", "info")
    put('ignore = ["WF103"]\n', "wflint.toml")
    assert "WF103" not in drawn("a.json")
    assert "error WF103" in drawn("a.json", "--isolated")
    suppress = '[[suppress]]\nrules = ["WF103"]\nworkflow = "5200117"\nreason = "known"\n'
    put(suppress, "other.toml")
    assert "WF103" not in drawn("a.json", "--config", "other.toml")


def test_the_path_is_that_of_the_worst_finding_or_of_the_one_named() -> None:
    put(demoting())
    first, second = "start ==> a0", "a1 ==>"
    assert first in drawn("a.json")
    assert second not in drawn("a.json")
    (email,) = {line for line in drawn("a.json").splitlines() if "a2[" in line}
    assert "WF104" in email
    for name in ("WF104", "WF104:3", "non-marketing-contact", "non-marketing-contact:3"):
        assert second in drawn("a.json", "--finding", name)
    report = check(CheckOptions(("a.json",), isolated=True))
    (found,) = (one for one in report.findings if one.code == "WF104")
    assert second in drawn("a.json", "--finding", found.fingerprint)


def test_a_finding_that_is_not_shown_or_has_no_path() -> None:
    put(demoting())
    done = graph("a.json", "--finding", "WF104:9")
    assert done.exit_code == 2
    assert done.stderr.startswith('wflint: --finding "WF104:9": no such finding is shown; there ')
    assert "WF103:1, WF104:3" in done.stderr
    put(flows.flow(flows.delay("1", "9")))
    done = graph("a.json", "--finding", "WF202")
    assert done.exit_code == 2
    assert done.stderr == 'wflint: --finding "WF202": no record shows it, so it has no path\n'


def test_one_of_several_workflows() -> None:
    put([demoting(), flows.flow(flows.delay("7"), id="5200118", name="Second")])
    done = graph("a.json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        'wflint: a.json: choose one with --workflow; it holds "5200117", "5200118"\n'
    )
    for name in ("5200118", "Second", "1"):
        text = drawn("a.json", "--workflow", name)
        assert "7 Delay 3 days" in text
        assert "WF103" not in text


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("{", "a.json:1:2"),
        ("[]", "there is no workflow in it"),
        ('{"a": 1}', "there is no workflow in it"),
    ],
)
def test_what_is_no_workflow(text: str, cause: str) -> None:
    done = graph(put(text))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("wflint: ")
    assert cause in done.stderr
    assert done.stderr.count("\n") == 1


def test_mistakes_on_the_command_line() -> None:
    put(demoting())
    for arguments, cause in (
        (("none.json",), "none.json: there is no such file"),
        ((".",), "this is a folder"),
        (("a.json", "--workflow", "9"), 'there is no workflow "9" in it'),
        (("a.json", "--isolated", "--config", "x.toml"), "exclude each other"),
        (("a.json", "--output-format", "png"), "png"),
        (("a.json", "-o", "no/such/folder.svg"), "no/such/folder.svg: cannot be written"),
        (("a.json", "--config", "none.toml"), "none.toml"),
    ):
        done = graph(*arguments)
        assert (done.exit_code, done.stdout) == (2, "")
        assert cause in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_file_or_standard_input() -> None:
    text = drawn(put(demoting()), "--output-format", "svg")
    assert drawn("a.json", "--output-format", "svg", "-o", "a.svg") == ""
    assert Path("a.svg").read_text(encoding="utf-8") == text
    assert ET.fromstring(text).tag.endswith("svg")
    assert drawn("-", "--output-format", "svg", stdin=json.dumps(demoting())) == text


def test_secrets_are_in_no_picture() -> None:
    token = "pat-na1-" + "12345678-1234-1234-1234-123456789012"
    fork = flows.list_branch("1", (flows.every(flows.any_of("region", "North")), None))
    fork["listBranches"][0]["branchName"] = f"a branch called after {token}"
    put(flows.flow(fork, name=token))
    for form in ("mermaid", "dot", "svg"):
        text = drawn("a.json", "--output-format", form, "-o", f"a.{form}") or ""
        text += Path(f"a.{form}").read_text(encoding="utf-8")
        assert "123456789012" not in text


def test_a_notice_where_mermaid_would_refuse() -> None:
    chain = [flows.delay(str(at), str(at + 1)) for at in range(1, 600)]
    put(flows.flow(*chain, flows.delay("600")))
    done = graph("a.json")
    assert done.exit_code == 0
    assert "\nflowchart TD\n" in done.stdout
    assert done.stderr.startswith("wflint: warning: Mermaid draws no more than 500 edges")
    assert graph("a.json", "--output-format", "svg").stderr == ""


# ---------------------------------------------------------------- diagrams of reports


def test_a_report_has_diagrams_of_what_it_shows_only_where_asked() -> None:
    put([demoting(), flows.flow(flows.delay("7"), id="5200118", name="Second")])
    settings = Settings(level=Level.ERROR)
    options = CheckOptions(("a.json",), settings, isolated=True, diagrams=True)
    (diagram,) = check(options).diagrams
    assert (diagram.file, diagram.workflow.id, diagram.workflow.index) == ("a.json", "5200117", 0)
    assert "error WF103" in diagram.text
    assert "WF104" not in diagram.text
    assert check(CheckOptions(("a.json",), settings, isolated=True)).diagrams == ()
