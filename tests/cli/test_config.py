"""``wflint config``: what counts, and the line that says it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from syrupy.assertion import SnapshotAssertion

from tests.cli.test_check import flow, put, wflint

SETTINGS = """\
extend = "base.toml"
ignore = ["WF109"]
fail-on = "error"

[portal]
legal-basis = true

[rules.unengaged-recipient]
level = "warning"

[[overrides]]
files = ["flows/*"]
level = "info"

[[overrides]]
workflows = ["Nurture"]
recurring = true

[[suppress]]
rules = ["WF103"]
workflow = "77"
action = 1
reason = 'she said "yes"'
expires = 2027-03-31

[[suppress]]
rules = ["WF104"]
workflow = "Other"
reason = "another workflow"
"""


@pytest.fixture
def settings(folder: Path) -> Path:
    put("base.toml", '# shared\nignore = ["WF108"]\nfail-on = "never"\n[portal]\ngraymail = true\n')
    put("wflint.toml", SETTINGS)
    put("flows/a.json", [flow(), flow(id="78", name="Third")])
    return folder


def config(*arguments: str) -> str:
    result = wflint("config", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_each_setting_has_its_line(settings: Path, snapshot: SnapshotAssertion) -> None:
    assert config("--for", "flows/a.json") == snapshot
    assert config() == snapshot


def test_comments_are_shown(settings: Path) -> None:
    text = yaml.safe_dump(flow(id="79"), sort_keys=False)
    put("flows/b.yaml", f"# wflint: ignore[WF104] it is a test\n{text}")
    assert config("--for", "flows/b.yaml").endswith(
        "\n# comments in the file\n"
        'suppress = { rules = ["WF104"], reason = "it is a test" }  # flows/b.yaml:1:1\n'
    )


def test_the_tool_table_of_pyproject(folder: Path) -> None:
    put("pyproject.toml", '[project]\nname = "x"\n\n[tool.wflint]\n\nlevel = "info"\n')
    assert 'level = "info"       # pyproject.toml:6\n' in config()


@pytest.mark.parametrize("command", ["config", "check"])
def test_a_snapshot_that_is_not_there_is_told_with_its_line(folder: Path, command: str) -> None:
    put("a.json", flow())
    put("pyproject.toml", '[tool.wflint.portal]\ntime-zone = "UTC"\nsnapshot = "portal.json"\n')
    result = wflint(command, *(["--for"] if command == "config" else []), "a.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith('wflint: pyproject.toml:3:1: "snapshot": there is no file "por')
    assert len(result.stderr.splitlines()) == 1


def test_broken_files_and_folders_have_settings(settings: Path) -> None:
    put("flows/c.json", "{")
    assert "overrides[1]" in config("--for", "flows/c.json")
    assert "fail-on" in config("--for", "flows")


@pytest.mark.parametrize("name", ["flows/nope.json", "x" * 5000, "\0"])
def test_a_file_that_is_not_there_is_told_in_a_line(settings: Path, name: str) -> None:
    result = wflint("config", "--for", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1].endswith("there is no such file or folder")
