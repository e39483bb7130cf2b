"""The GitHub Action: its steps are run by bash, as GitHub runs them."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.packaging.repository import (
    BIN,
    ROOT,
    needs_an_index,
    published,
    run,
    user_repository,
)
from wflint.cli.check import _FORMATS

FILE = ROOT / "action.yml"
ACTION: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")
BROKEN = "crm/workflows/contract-ended.yaml"


def test_it_fits_the_schema() -> None:
    check = (sys.executable, "-m", "check_jsonschema", "--builtin-schema")
    run(*check, "vendor.github-actions", FILE, cwd=ROOT)


def test_no_script_holds_an_expression() -> None:
    """What is put into a script becomes code; inputs come by the environment."""
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


def test_actions_are_pinned_to_commits() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", name) for name in used)


def test_every_input_is_used_and_every_use_is_an_input() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(STEPS)))
    assert used == ACTION["inputs"].keys()


# ---------------------------------------------------------------- a runner


@dataclass
class Runner:
    """As much of a runner as the steps need."""

    workspace: Path
    temporary: Path
    inputs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    github: dict[str, str] = field(default_factory=dict)
    summary: str = ""

    def value(self, name: str) -> str:
        """What an expression comes to."""
        kind, _, rest = name.partition(".")
        if kind == "inputs":
            return self.inputs.get(rest, ACTION["inputs"][rest]["default"])
        known = {
            "runner.temp": str(self.temporary),
            **{f"github.{key}": value for key, value in self.github.items()},
            **{f"steps.{key}": value for key, value in self.outputs.items()},
        }
        return known[name]

    def step(self, name: str, *, code: int) -> str:
        """Run the step with the id ``name``; returns its standard output."""
        (step,) = (each for each in STEPS if each.get("id") == name)
        script = self.temporary / f"{name}.sh"
        script.write_text(step["run"], encoding="utf-8")
        files = {key: self.temporary / f"{name}.{key}" for key in ("output", "summary")}
        for path in files.values():
            path.write_text("", encoding="utf-8")
        env = {
            key: EXPRESSION.sub(lambda found: self.value(found[1]), text)
            for key, text in step["env"].items()
        }
        env |= {"GITHUB_OUTPUT": str(files["output"]), "GITHUB_STEP_SUMMARY": str(files["summary"])}
        bash = ("bash", "--noprofile", "--norc", "-eo", "pipefail", script)
        done = run(*bash, cwd=self.workspace, env=env, code=code)
        for line in files["output"].read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition("=")
            self.outputs[f"{name}.outputs.{key}"] = value
        self.summary = files["summary"].read_text(encoding="utf-8")
        return done.stdout


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """After the install step, which left the wflint of the development environment."""
    temporary = tmp_path / "runner"
    temporary.mkdir()
    ready = Runner(user_repository(tmp_path / "user"), temporary)
    ready.outputs["python.outputs.python-path"] = sys.executable
    ready.outputs["install.outputs.bin"] = str(BIN)
    return ready


# ---------------------------------------------------------------- the check


def test_findings_are_annotated_at_their_lines(runner: Runner) -> None:
    said = runner.step("check", code=1)
    assert f"::error file={BROKEN},line=22,endLine=22,col=22,endColumn=26,title=WF103 " in said
    assert runner.outputs["check.outputs.exit-code"] == "1"


def test_nothing_found_passes(runner: Runner) -> None:
    runner.inputs = {"paths": "crm/workflows/farewell.yaml"}
    assert runner.step("check", code=0) == ""
    assert runner.outputs["check.outputs.exit-code"] == "0"


@pytest.mark.skipif("markdown" not in _FORMATS, reason="there is no such format yet")
def test_the_summary_is_the_report_as_markdown(runner: Runner) -> None:
    runner.step("check", code=1)
    assert "WF103" in runner.summary
    assert "lifecycle-stage-backward" in runner.summary
    assert "::error" not in runner.summary
    runner.inputs = {"summary": "false"}
    runner.step("check", code=1)
    assert runner.summary == ""


def test_sarif_is_written_for_upload(runner: Runner) -> None:
    runner.inputs = {"sarif-file": "wflint.sarif"}
    runner.step("check", code=1)
    assert runner.outputs["check.outputs.sarif-file"] == "wflint.sarif"
    sarif = json.loads((runner.workspace / "wflint.sarif").read_text(encoding="utf-8"))
    assert sarif["version"] == "2.1.0"
    assert "WF103" in {one["ruleId"] for one in sarif["runs"][0]["results"]}


def test_levels_and_further_options(runner: Runner) -> None:
    runner.inputs = {"fail-on": "never", "level": "info", "args": "--select=WF103\n\n--quiet\n"}
    said = runner.step("check", code=0)
    assert len(said.splitlines()) == 1
    assert "WF103" in said


def test_without_annotations_it_is_text(runner: Runner) -> None:
    runner.inputs = {"annotations": "false"}
    said = runner.step("check", code=1)
    assert "error[WF103]" in said
    assert "::error" not in said


def test_paths_with_spaces_are_one_word(runner: Runner) -> None:
    (runner.workspace / "crm").rename(runner.workspace / "our crm")
    runner.inputs = {"paths": "our crm/workflows\n"}
    assert "file=our crm/workflows/contract-ended.yaml,line=22" in runner.step("check", code=1)


@pytest.mark.parametrize("name", ["paths", "level", "fail-on", "args", "sarif-file", "summary"])
def test_inputs_are_never_code(runner: Runner, name: str) -> None:
    before = sorted(runner.workspace.rglob("*"))
    runner.inputs = {name: "`touch gone`$(touch gone)' \"; touch gone #\n$(touch gone); touch gone"}
    expected = {"paths": 2, "level": 2, "fail-on": 2, "args": 2, "sarif-file": 1, "summary": 1}
    runner.step("check", code=expected[name])
    there = [path for path in runner.workspace.rglob("*") if path.name == "gone"]
    assert there == []
    if name != "sarif-file":
        assert sorted(runner.workspace.rglob("*")) == before


def test_what_is_wrong_with_the_run_is_its_exit_code(runner: Runner) -> None:
    runner.inputs = {"paths": "nope"}
    runner.step("check", code=2)
    assert runner.outputs["check.outputs.exit-code"] == "2"
    assert runner.summary == ""


# ---------------------------------------------------------------- the installation


_PYTHON = """#!/bin/sh
if [ "$2" = venv ]; then
  mkdir -p "$3/bin" && cp "$0" "$3/bin/python"
else
  printf '%s\\n' "$@"
fi
"""


@pytest.mark.parametrize(
    ("version", "wanted"),
    [
        ("", "/actions/wflint"),
        ("v9", "git+https://example.com/you/wflint@v9"),
        ("$(touch gone)", "git+https://example.com/you/wflint@$(touch gone)"),
    ],
)
def test_what_is_installed(runner: Runner, tmp_path: Path, version: str, wanted: str) -> None:
    """A Python that only says what it is told."""
    python = tmp_path / "python"
    python.write_text(_PYTHON, encoding="utf-8")
    python.chmod(0o755)
    runner.outputs["python.outputs.python-path"] = str(python)
    runner.inputs = {"version": version}
    runner.github = {
        "action_path": "/actions/wflint",
        "server_url": "https://example.com",
        "action_repository": "you/wflint",
    }
    said = runner.step("install", code=0).splitlines()
    assert said[:3] == ["-m", "pip", "install"]
    assert said[-1] == wanted
    assert runner.outputs["install.outputs.bin"] == str(runner.temporary / "wflint" / "bin")


@pytest.mark.needs_an_index
def test_it_installs_itself(runner: Runner, tmp_path: Path) -> None:
    needs_an_index()
    unused = {"server_url": "", "action_repository": ""}
    runner.github = {"action_path": str(published(tmp_path / "wflint")), **unused}
    runner.step("install", code=0)
    wflint = shutil.which("wflint", path=runner.outputs["install.outputs.bin"])
    assert wflint is not None
    assert os.path.commonpath([wflint, runner.temporary]) == str(runner.temporary)
    assert "::error" in runner.step("check", code=1)
