"""The component for GitLab: its script is run by bash, as GitLab runs it."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.packaging.repository import ROOT, run, user_repository

FILE = ROOT / "templates" / "wflint.yml"
TEXT = FILE.read_text(encoding="utf-8")
INPUT = re.compile(r"\$\[\[ *inputs\.([\w-]+) *\]\]")
BROKEN = "crm/workflows/contract-ended.yaml"
REPORT = "gl-code-quality-report.json"
SPEC: dict[str, Any] = next(yaml.safe_load_all(TEXT))["spec"]["inputs"]


def included(**inputs: str) -> dict[str, Any]:
    """The jobs that an include with ``inputs`` makes; GitLab puts their text in first."""
    values = {name: about.get("default") for name, about in SPEC.items()} | inputs
    jobs = INPUT.sub(lambda found: str(values[found[1]]), TEXT.split("\n---\n")[1])
    loaded = yaml.safe_load(jobs)
    assert isinstance(loaded, dict)
    return loaded


def job(folder: Path, *, code: int, **inputs: str) -> str:
    """Run the job in ``folder``; returns what it prints."""
    (only,) = included(source="wflint", **inputs).values()
    # Each entry is a command; the first that fails ends the job.
    script = "\n".join(["set -eo pipefail", *only["script"]])
    return run("bash", "-c", script, cwd=folder, env=only["variables"], code=code).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return user_repository(tmp_path / "user")


def test_it_fits_the_schema(tmp_path: Path) -> None:
    """The jobs that come of it; the schema knows one document, and no inputs."""
    path = tmp_path / "jobs.gitlab-ci.yml"
    path.write_text(yaml.safe_dump(included(source="wflint")), encoding="utf-8")
    check = (sys.executable, "-m", "check_jsonschema", "--builtin-schema")
    run(*check, "vendor.gitlab-ci", "--data-transform", "gitlab-ci", path, cwd=ROOT)


def test_every_input_is_used_and_every_use_is_an_input() -> None:
    assert set(INPUT.findall(TEXT)) == SPEC.keys()
    assert [name for name, about in SPEC.items() if "default" not in about] == ["source"]


def test_no_script_holds_an_input() -> None:
    (only,) = yaml.safe_load(TEXT.split("\n---\n")[1]).values()
    assert INPUT.search(json.dumps([only["before_script"], only["script"]])) is None


def test_the_report_names_the_line(repository: Path) -> None:
    said = job(repository, code=1)
    assert f"--> {BROKEN}:22:22" in said
    issues = json.loads((repository / REPORT).read_text(encoding="utf-8"))
    (worst,) = (one for one in issues if one["check_name"] == "lifecycle-stage-backward")
    assert worst["location"]["path"] == BROKEN
    assert worst["location"]["lines"]["begin"] == 22
    assert worst["severity"] == "major"


def test_the_report_is_kept_as_code_quality() -> None:
    (only,) = included(source="wflint").values()
    assert only["artifacts"] == {"when": "always", "reports": {"codequality": REPORT}}
    assert REPORT in only["script"][-1]


def test_nothing_found_passes(repository: Path) -> None:
    job(repository, code=0, paths="crm/workflows/farewell.yaml")
    assert json.loads((repository / REPORT).read_text(encoding="utf-8")) == []


def test_inputs_count(repository: Path) -> None:
    job(repository, code=0, **{"fail-on": "never"})
    said = job(repository, code=1, level="error", args="--select WF103 --quiet")
    assert said.count("error[") == said.count("[WF") == 1
    job(repository, code=1, paths="crm/workflows/farewell.yaml crm")
    job(repository, code=2, paths="nope")


@pytest.mark.parametrize("name", ["paths", "args", "fail-on"])
def test_inputs_are_never_code(repository: Path, name: str) -> None:
    job(repository, code=2, **{name: "`touch gone` $(touch gone) ; touch gone *"})
    assert not (repository / "gone").exists()
    assert not (repository / REPORT).exists()


def test_it_installs_what_it_is_told(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "bin").mkdir()
    pip = tmp_path / "bin" / "pip"
    pip.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    pip.chmod(0o755)
    source = "git+https://example.com/wflint.git@v1 ; touch gone"
    (only,) = included(source=source).values()
    (install,) = only["before_script"]
    env = {**only["variables"], "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}
    said = run("bash", "-c", install, cwd=repository, env=env).stdout
    assert said.splitlines()[0] == "install"
    assert said.splitlines()[-1] == source
