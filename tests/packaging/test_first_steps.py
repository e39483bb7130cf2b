"""From nothing to a check that fails, by the README alone: its own blocks are run."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.packaging.repository import (
    BIN,
    REVISION,
    ROOT,
    needs_an_index,
    published,
    run,
    user_repository,
)

ELSEWHERE = "https://example.com/wflint.git"
SECTION = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = SECTION.split("## From nothing to a check that fails\n")[1].split("\n## ")[0]
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [(found["kind"], found["body"]) for found in BLOCK.finditer(SECTION)]
FILES = {
    body.split("\n", 1)[0].removeprefix("# "): body.split("\n", 1)[1]
    for kind, body in BLOCKS
    if kind == "yaml"
}
(COMMANDS,) = (body.splitlines() for kind, body in BLOCKS if kind == "sh")
BROKEN = "crm/workflows/contract-ended.yaml"


@pytest.fixture(
    params=["as developed", pytest.param("installed", marks=pytest.mark.needs_an_index)]
)
def user(request: pytest.FixtureRequest, tmp_path: Path) -> User:
    """Somebody with a repository of workflows, and what they can run."""
    folder = user_repository(tmp_path / "user")
    if request.param == "as developed":
        return User(folder, BIN, "")
    needs_an_index()
    source = published(tmp_path / "wflint")
    run(sys.executable, "-m", "venv", tmp_path / "empty", cwd=tmp_path)
    return User(folder, tmp_path / "empty" / "bin", source.as_uri())


class User:
    """Follows the README. ``url``: where wflint is kept; empty: it is there already."""

    def __init__(self, folder: Path, tools: Path, url: str) -> None:
        self.folder = folder
        self.tools = tools
        self.url = url

    def told(self, text: str) -> str:
        """``text`` of the README, for where wflint is kept."""
        return text.replace(ELSEWHERE, self.url) if self.url else text

    def types(self, script: str, *, code: int) -> str:
        """What ``script`` prints in the repository."""
        lines = self.told(script).splitlines()
        if not self.url:
            lines = [line for line in lines if not line.startswith("pip install ")]
        env = {"PATH": f"{self.tools}{os.pathsep}/usr/bin{os.pathsep}/bin"}
        command = ("bash", "-eo", "pipefail", "-c", "\n".join(lines) or ":")
        return run(*command, cwd=self.folder, env=env, code=code).stdout


def test_the_section_has_what_it_takes() -> None:
    assert COMMANDS[0] == f"pip install git+{ELSEWHERE}@{REVISION}"
    assert set(FILES) == {
        ".pre-commit-config.yaml",
        ".github/workflows/wflint.yml",
        ".gitlab-ci.yml",
    }


def test_a_new_user_gets_to_an_annotated_line(user: User) -> None:
    install, init, check = COMMANDS
    user.types(install, code=0)
    printed = user.types(init, code=0)
    for name, text in FILES.items():
        assert f"# {name}\n{user.told(text)}" in printed, f"the README shows another {name}"
    assert (user.folder / "wflint.toml").is_file()
    assert f"--> {BROKEN}:22:22" in user.types(check, code=1)

    said = [user.types(step, code=code) for step, code in zip(_github(), (0, 1), strict=True)]
    assert f"::error file={BROKEN},line=22,endLine=22,col=22,endColumn=26,title=WF103 " in said[1]

    user.types(_gitlab(), code=1)
    report = json.loads((user.folder / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    places = [(one["location"]["path"], one["location"]["lines"]["begin"]) for one in report]
    assert (BROKEN, 22) in places


def _github() -> list[str]:
    job: dict[str, Any] = yaml.safe_load(FILES[".github/workflows/wflint.yml"])["jobs"]["wflint"]
    return [step["run"] for step in job["steps"] if "run" in step]


def _gitlab() -> str:
    (script,) = yaml.safe_load(FILES[".gitlab-ci.yml"])["wflint"]["script"]
    return str(script)


@pytest.mark.parametrize(
    ("name", "schema"),
    [(".github/workflows/wflint.yml", "github-workflows"), (".gitlab-ci.yml", "gitlab-ci")],
)
def test_what_is_pasted_fits_its_schema(tmp_path: Path, name: str, schema: str) -> None:
    path = tmp_path / "pasted.yml"
    path.write_text(FILES[name], encoding="utf-8")
    command = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}")
    run(*command, path, cwd=ROOT)


def test_the_hook_that_is_pasted_is_one_that_there_is(tmp_path: Path) -> None:
    (repo,) = yaml.safe_load(FILES[".pre-commit-config.yaml"])["repos"]
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (hook,) = repo["hooks"]
    assert hook["id"] in {one["id"] for one in hooks}
    assert re.search(hook["files"], BROKEN)


@pytest.mark.parametrize("block", BLOCK.findall((ROOT / "docs" / "ci.md").read_text("utf-8")))
def test_what_the_page_on_ci_shows_is_true(tmp_path: Path, block: tuple[str, str]) -> None:
    """Whole files fit their schema; the inputs of the action and of the component are there."""
    kind, body = block
    if kind != "yaml" or not re.match(r"name:|include:", body):
        return
    schema = "github-workflows" if body.startswith("name:") else "gitlab-ci"
    path = tmp_path / "shown.yml"
    path.write_text(body, encoding="utf-8")
    command = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}")
    run(*command, path, cwd=ROOT)
    shown = yaml.safe_load(body)
    if schema == "gitlab-ci":
        text = (ROOT / "templates" / "wflint.yml").read_text(encoding="utf-8")
        known = next(yaml.safe_load_all(text))["spec"]["inputs"]
        assert shown["include"][0]["inputs"].keys() <= known.keys()
    else:
        known = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
        steps = shown["jobs"]["wflint"]["steps"]
        (given,) = (step["with"] for step in steps if "/wflint@" in step["uses"])
        assert given.keys() <= known.keys()
