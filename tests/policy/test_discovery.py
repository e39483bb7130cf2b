"""Which settings count for a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from wflint.findings import Level, RuleName
from wflint.policy.discovery import Policy
from wflint.policy.levels import FailOn
from wflint.policy.mistakes import SettingsError

RULES = (RuleName("WF101", "no-associated-record"),)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "a" / "b").mkdir(parents=True)
    return tmp_path


def test_the_nearest_file_counts(folder: Path) -> None:
    (folder / "wflint.toml").write_text('level = "error"\n', encoding="utf-8")
    (folder / "a" / "pyproject.toml").write_text(
        '[tool.wflint]\nlevel = "info"\n', encoding="utf-8"
    )
    (folder / "a" / "b" / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    policy = Policy(RULES)
    assert policy.in_force(Path("x.json")).level is Level.ERROR
    assert policy.in_force(Path("a/b/x.json")).level is Level.INFO


def test_one_file_builds_on_another(folder: Path) -> None:
    (folder / "base.toml").write_text('level = "error"\nfail-on = "never"\n', encoding="utf-8")
    (folder / "wflint.toml").write_text('extend = "base.toml"\nlevel = "info"\n', encoding="utf-8")
    settings = Policy(RULES).in_force(Path("x.json"))
    assert (settings.level, settings.fail_on) == (Level.INFO, FailOn.NEVER)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('\nextend = "wflint.toml"\n', 'wflint.toml:2: "extend" leads back to wflint.toml'),
        ('\nextend = "nope.toml"\n', 'wflint.toml:2:1: "extend": there is no file "nope.toml"'),
        ('extend = "a"\n', 'wflint.toml:1:1: "extend": there is no file "a"'),
        (
            'extend = "a/pyproject.toml"\n',
            'wflint.toml:1: "extend" names a/pyproject.toml: there is no [tool.wflint]',
        ),
        (
            '[portal]\nsnapshot = "portal.json"\n',
            'wflint.toml:2:1: "snapshot": there is no file "portal.json"',
        ),
        ('[portal]\nsnapshot = "' + "x" * 5000 + '"\n', "there is no file"),
        ("level = [\n", "wflint.toml:"),
        ("level = 3\n", "wflint.toml:1:1"),
        ('fail-on = "sometimes"\n', "wflint.toml:1:1"),
        ('select = ["WF9"]\n', "there is no rule"),
        ('[rules.no-asociated-record]\nlevel = "info"\n', "no-associated-record"),
        ('[portal]\ntime-zone = "Mars/Olympus"\n', "time zone"),
    ],
)
def test_mistakes_are_said(folder: Path, text: str, message: str) -> None:
    (folder / "wflint.toml").write_text(text, encoding="utf-8")
    (folder / "a" / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        Policy(RULES).in_force(Path("x.json"))
    assert any(message in one for one in caught.value.messages), caught.value.messages
    assert all("\n" not in one for one in caught.value.messages)
