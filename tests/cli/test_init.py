"""``wflint init``: a settings file that loads however it is used, and lines to paste."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.running import flow, put, quiet, wflint
from wflint.cli.init import outermost
from wflint.cli.snippets import Source, github, gitlab, pre_commit
from wflint.policy import reading
from wflint.policy.levels import FailOn
from wflint.policy.reading import open_source, read_settings
from wflint.policy.reference import GROUPS
from wflint.policy.template import Found, template
from wflint.rules import rule_names
from wflint.workflow.portal import LIFECYCLE_STAGES, Portal

SETTING = re.compile(r"^#(?=[a-z\[])", re.MULTILINE)
SHOWCASE = Path(__file__).resolve().parents[2] / "fixtures" / "showcase"


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def loads(text: str) -> bool:
    """Whether a settings file with this text can be used."""
    put("wflint.toml", text)
    put("portal.json", {"version": 1})
    done = wflint("config")
    return done.exit_code == 0 and done.stderr == ""


EMPTY = template(Found())
FULL = template(Found((("crm", 3),), "portal.json", ('Renewal "2026" \\ all', "Fair")))
LINES = EMPTY.split("\n")
SETTINGS = [number for number, line in enumerate(LINES) if SETTING.match(line)]


# ---------------------------------------------------------------- the settings file


@pytest.mark.parametrize("text", [EMPTY, FULL])
def test_it_loads_as_it_is_and_with_everything_set(text: str) -> None:
    assert loads(text)
    assert loads(SETTING.sub("", text))


@pytest.mark.parametrize("number", SETTINGS, ids=lambda number: LINES[number].split(" ")[0])
def test_any_line_can_be_set(number: int) -> None:
    line = LINES[number].removeprefix("#")
    assert loads("\n".join([*LINES[:number], line, *LINES[number + 1 :]]))
    assert tomllib.loads("\n".join([*LINES[:number], line])) != tomllib.loads(EMPTY)


def test_nothing_is_set() -> None:
    assert tomllib.loads(EMPTY) == {"portal": {}, "rules": {}}


def test_every_key_is_in_it() -> None:
    """The words of the reference are those that the reader knows, in every table."""
    known = {table: set(keys) for table, keys in _keys_of_the_reader().items()}
    told: dict[str, set[str]] = {}
    for group in GROUPS:
        for key in group.keys:
            told.setdefault(key.table, set()).add(key.name)
            assert re.search(rf"\b{key.name}\b", EMPTY)
    assert told[""] == known[""] - {"portal", "rules", "overrides", "suppress"}
    assert told["overrides"] == known["overrides"] - known[""]
    assert told["suppress"] == known["suppress"]
    assert told["portal"] == known["portal"]
    assert told["rules"] == known["rules"]


def _keys_of_the_reader() -> dict[str, tuple[str, ...]]:
    return {
        "": reading._FILE_KEYS,
        "overrides": reading._OVERRIDE_KEYS,
        "suppress": reading._SUPPRESS_KEYS,
        "portal": reading._PORTAL_KEYS,
        "rules": reading._RULE_KEYS,
    }


def test_defaults_are_true() -> None:
    """To set what is the default anyway changes nothing."""
    put("wflint.toml", SETTING.sub("", EMPTY))
    source = open_source(Path("wflint.toml"), "wflint.toml")
    assert source is not None
    said = read_settings(source, rule_names()).settings
    defaults = {
        key.name: key.default
        for group in GROUPS
        for key in group.keys
        if key.table in {"", "portal"}
    }
    assert (str(said.level), str(said.fail_on)) == (defaults["level"], defaults["fail-on"])
    assert said.fail_on is FailOn.WARNING
    assert said.portal.lifecycle_stages == LIFECYCLE_STAGES
    for name in ("marketing_contacts", "legal_basis", "graymail"):
        told = str(getattr(said.portal, name)).lower()
        assert told == defaults[name.replace("_", "-")]
        assert getattr(said.portal, name) is getattr(_portal(), name)
    assert said.portal.time_zone == defaults["time-zone"] == _portal().time_zone


def _portal() -> Any:
    return Portal()


# ---------------------------------------------------------------- what it finds


def test_what_is_found_is_filled_in() -> None:
    shutil.copytree(SHOWCASE / "broken", "crm/workflows")
    put("portal.json", {"version": 1, "emails": {}})
    put("package.json", {"name": "x", "version": "1"})
    result = wflint("init")
    assert result.exit_code == 0
    text = Path("wflint.toml").read_text(encoding="utf-8")
    assert "# Workflows that were found: 12 in crm/workflows." in text
    assert tomllib.loads(text)["portal"] == {"snapshot": "portal.json"}
    assert '#overrides = [{ workflows = ["Norvane | Renewal reminder"' in text
    assert loads(text)
    assert loads(SETTING.sub("", text))


def test_names_cannot_break_out_of_their_line() -> None:
    anchor = {"type": "CONTACT_PROPERTY_ANCHOR", "contactProperty": "renewal"}
    names = ['x"]\nfail-on = "never"', 'quote " and \\', "tab\tand bell\x07"]
    put("a\nignore = 1/a.json", [flow(eventAnchor=anchor, name=name) for name in names])
    assert wflint("init").exit_code == 0
    text = Path("wflint.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"portal": {}, "rules": {}}
    assert r'workflows = ["quote \" and \\"]' in text
    assert loads(SETTING.sub("", text))


def test_an_empty_repository_will_do() -> None:
    result = wflint("init")
    assert result.exit_code == 0
    assert "No workflows were found here yet." in Path("wflint.toml").read_text(encoding="utf-8")
    assert "id: wflint-all" in result.stdout


def test_broken_files_are_passed_over() -> None:
    put("a.json", "{")
    put("b.json", flow())
    assert wflint("init").exit_code == 0


@pytest.mark.parametrize(
    ("folders", "kept"),
    [
        ([], ()),
        (["a/b", "a", "a/c/d"], ("a",)),
        (["x/e", "x/a", "b"], ("b", "x/a", "x/e")),
        ([f"crm/{name}/flows" for name in "abcde"], ("crm",)),
        (["a", "b", "c", "d", "e"], (".",)),
        ([".", "a"], (".",)),
    ],
)
def test_few_folders_are_named(folders: list[str], kept: tuple[str, ...]) -> None:
    assert outermost(folders) == kept


# ---------------------------------------------------------------- what it leaves alone


def test_a_second_run_changes_nothing() -> None:
    put("flows/a.json", quiet())
    first = wflint("init")
    before = Path("wflint.toml").read_bytes()
    second = wflint("init")
    assert second.exit_code == 0
    assert Path("wflint.toml").read_bytes() == before
    assert second.stdout.splitlines()[0] == "wflint.toml is there already, just so"
    assert second.stdout.splitlines()[1:] == first.stdout.splitlines()[1:]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("wflint.toml", 'level = "info"\n'),
        ("wflint.toml", "broken ["),
        ("pyproject.toml", "[tool.wflint]\n"),
    ],
)
def test_settings_are_never_overwritten(name: str, text: str) -> None:
    put(name, text)
    result = wflint("init")
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert name in result.stderr
    assert Path(name).read_text(encoding="utf-8") == text
    assert sorted(path.name for path in Path().iterdir()) == sorted([".git", name])


def test_a_folder_of_that_name_is_left_alone() -> None:
    Path("wflint.toml").mkdir()
    assert wflint("init").exit_code == 2


# ---------------------------------------------------------------- lines to paste


def pasted(text: str, name: str) -> Any:
    """The YAML that is to be pasted into the file ``name``."""
    return yaml.load(text.split(f"# {name}\n")[1].split("\n# .", maxsplit=1)[0], yaml.BaseLoader)


def test_lines_name_the_folders_from_the_root() -> None:
    put("sub/crm.flows/a.json", flow())
    put("sub/b/b.json", flow())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir("sub")
        text = wflint("init", "--source", "https://github.com/you/wflint.git").stdout
    (hook,) = pasted(text, ".pre-commit-config.yaml")["repos"]
    assert hook["repo"] == "https://github.com/you/wflint.git"
    (only,) = hook["hooks"]
    assert re.search(only["files"], "sub/crm.flows/a.json")
    assert re.search(only["files"], "sub/b/b.json")
    assert not re.search(only["files"], "sub/crmxflows/a.json")
    assert not re.search(only["files"], "b/b.json")
    steps = pasted(text, ".github/workflows/wflint.yml")["jobs"]["wflint"]["steps"]
    assert steps[1]["uses"] == "you/wflint@v0.1.0"
    assert steps[1]["with"]["paths"].split("\n")[:2] == ["sub/b", "sub/crm.flows"]
    assert "sub/b sub/crm.flows" in pasted(text, ".gitlab-ci.yml")["wflint"]["script"][0]


@pytest.mark.parametrize("folder", ["$(touch gone)", "a'b", "${{ github.token }}", "-x", "ä\nb"])
def test_odd_folders_are_no_code(folder: str) -> None:
    put(f"{folder}/a.json", flow())
    text = wflint("init").stdout
    assert "id: wflint-all" in text
    assert "wflint check . --output-format github" in text
    assert folder not in text


@pytest.mark.parametrize(
    ("url", "requirement"),
    [
        ("https://example.com/wflint.git", "git+https://example.com/wflint.git@v1"),
        ("git@example.com:crm/wflint.git", "git+ssh://git@example.com/crm/wflint.git@v1"),
        ("/srv/git/wflint", "git+file:///srv/git/wflint@v1"),
    ],
)
def test_pip_is_told_the_repository(url: str, requirement: str) -> None:
    source = Source(url, "v1")
    assert source.requirement == requirement
    assert requirement in gitlab(source, ["a"])
    assert requirement in github(source, ["a"])
    assert url in pre_commit(source, ["a"])


def test_where_it_was_installed_from_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    git = {"vcs": "git", "requested_revision": "v9", "commit_id": "c0ffee"}
    note = json.dumps({"url": "https://example.com/own/wflint.git", "vcs_info": git})
    monkeypatch.setattr(metadata.PathDistribution, "read_text", lambda *_: note)
    (hook,) = pasted(wflint("init").stdout, ".pre-commit-config.yaml")["repos"]
    assert (hook["repo"], hook["rev"]) == ("https://example.com/own/wflint.git", "v9")


def test_an_address_that_is_made_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.Distribution.read_text", lambda *_: None)
    done = wflint("init")
    assert "https://example.com/wflint.git" in done.stdout
    assert done.stderr.count("\n") == 1
    assert "https://example.com/wflint.git has to be replaced" in done.stderr
    assert wflint("init", "--source", "https://example.org/own.git").stderr == ""
