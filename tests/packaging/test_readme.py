"""The README shows what really happens."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scripts import readme

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def test_shown_runs_are_true() -> None:
    assert readme.BLOCK.search(TEXT), "the README shows a run"
    assert readme.main(["--check"]) == 0, "run scripts/readme.py"


def test_a_false_run_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("<!-- output: wflint --version -->\n```text\nold\n```\n", encoding="utf-8")
    monkeypatch.setattr(readme, "README", page)
    assert readme.main(["--check"]) == 1
    assert readme.main([]) == 0
    assert readme.main(["--check"]) == 0


def test_shown_configuration_is_accepted(tmp_path: Path) -> None:
    shown = "".join(block["body"] for block in FENCED.finditer(TEXT) if block["kind"] == "toml")
    assert {"fail-on", "portal", "overrides", "suppress"} <= tomllib.loads(shown).keys()
    settings = tmp_path / "wflint.toml"
    settings.write_text(shown, encoding="utf-8")
    folder = ROOT / "fixtures" / "showcase" / "repaired"
    command = [sys.executable, "-m", "wflint", "check", "--config", str(settings), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr


def test_first_and_last_command_are_the_two_of_the_project() -> None:
    commands = re.findall(r"^python3 scripts/dev\.py .*$", TEXT, re.MULTILINE)
    assert commands == [
        "python3 scripts/dev.py wflint check fixtures/showcase",
        "python3 scripts/dev.py pytest",
    ]
    runner = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert commands[-1] in runner
