"""A key changes with everything that a result depends on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from wflint.cache import keys
from wflint.cache.keys import Keys
from wflint.findings import Level, RuleName
from wflint.policy.discovery import Policy
from wflint.policy.levels import FailOn
from wflint.policy.selection import Choice
from wflint.policy.settings import PortalSettings, Settings
from wflint.rule_table import rule_names
from wflint.source.discovery import Candidate

CONTENT = b"{}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    keys.engine.cache_clear()
    return tmp_path


def key(
    settings: Settings | None = None,
    content: bytes = CONTENT,
    asked: str = "",
    path: str = "flows/a.json",
    **candidate: Any,
) -> str:
    keys.engine.cache_clear()
    one = Candidate(**{"path": Path(path), "display": path, "named": False, **candidate})
    return Keys(Policy(rule_names(), settings or Settings()), asked).of(one, content)


def test_it_is_the_same_for_the_same() -> None:
    assert key() == key()
    assert len(key()) == 32


@pytest.mark.parametrize(
    "settings",
    [
        Settings(choice=Choice(ignore=("WF103",))),
        Settings(fail_on=FailOn.ERROR),
        Settings(level=Level.INFO),
        Settings(today=date(2026, 11, 24)),
        Settings(levels={"WF103": Level.INFO}),
        Settings(portal=PortalSettings(legal_basis=True)),
        Settings(portal=PortalSettings(time_zone="Europe/Amsterdam")),
    ],
    ids=repr,
)
def test_settings(settings: Settings) -> None:
    assert key(settings) != key()


def test_content_name_and_options() -> None:
    found = [
        key(),
        key(content=b"[]"),
        key(path="flows/b.json"),
        key(display="./flows/a.json"),
        key(named=True),
        key(asked="edits"),
    ]
    assert len(set(found)) == len(found)


def test_settings_files() -> None:
    before = key()
    Path("wflint.toml").write_text("[rules.no-owner]\nlevel = 'info'\n")
    there = key()
    Path("wflint.toml").write_text("[[overrides]]\nworkflows = ['7']\nrecurring = true\n")
    assert len({before, there, key()}) == 3


def test_what_else_stands_in_a_settings_file_is_no_difference() -> None:
    Path("wflint.toml").write_text("[rules.no-owner]\nlevel = 'info'\n")
    before = key()
    Path("wflint.toml").write_text("# Quiet.\n[rules.no-owner]\nlevel = 'info'\n")
    assert key() == before


def test_the_snapshot_of_the_portal() -> None:
    Path("wflint.toml").write_text(
        "[[overrides]]\nworkflows = ['7']\nportal.snapshot = 'portal.json'\n"
    )
    Path("portal.json").write_text('{"version": 1}')
    before = key()
    Path("portal.json").write_text('{"version": 1, "emails": {}}')
    assert key() != before


class Clock(datetime):
    """Four in the morning in UTC, when it is the day before in America."""

    moment = datetime(2026, 11, 24, 4, tzinfo=UTC)

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return cls.moment.astimezone(tz)


@pytest.mark.parametrize("spelling", ["timeZone", "time_zone"])
def test_the_day_where_the_portal_is(monkeypatch: pytest.MonkeyPatch, spelling: str) -> None:
    monkeypatch.setattr(keys, "datetime", Clock)
    Clock.moment = datetime(2026, 11, 24, 4, tzinfo=UTC)
    Path("portal.json").write_text(f'{{"version": 1, "{spelling}": "America/New_York"}}')
    settings = Settings(portal=PortalSettings(snapshot=Path("portal.json")))
    plain, portal = key(), key(settings)
    Clock.moment = datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert key() == plain, "it is the same day in UTC"
    assert key(settings) != portal, "and another in New York"
    Clock.moment = datetime(2026, 11, 25, 6, tzinfo=UTC)
    assert key() != plain


@pytest.mark.parametrize("zone", ['"Nowhere/At_All"', "7", '"\\u0000"', '"../../etc"'])
def test_a_zone_that_there_is_not_is_no_failure(zone: str) -> None:
    Path("portal.json").write_text(f'{{"version": 1, "timeZone": {zone}}}')
    assert key(Settings(portal=PortalSettings(snapshot=Path("portal.json"))))


def _version(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setattr(keys, "__version__", "9.9")


def _rules(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setattr(keys, "rule_names", lambda: (*rule_names(), RuleName("WF999", "new")))


def _python(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setattr(keys.sys, "version", "3.99")


def _library(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "site" / "pydantic-99.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(folder / "site")


def _source(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "wflint").mkdir()
    (folder / "wflint" / "new.py").touch()
    (folder / "pyproject.toml").touch()
    monkeypatch.setattr(keys, "_PACKAGE", folder / "wflint")


@pytest.mark.parametrize("name", ["new.py", "flow-v4.json"])
def test_every_file_that_judges_counts_in_a_checkout(
    monkeypatch: pytest.MonkeyPatch, folder: Path, name: str
) -> None:
    _source(monkeypatch, folder)
    before = key()
    (folder / "wflint" / "inner").mkdir()
    (folder / "wflint" / "inner" / name).touch()
    assert key() != before


@pytest.mark.parametrize("change", [_version, _rules, _python, _library, _source])
def test_what_judges(
    change: Callable[[pytest.MonkeyPatch, Path], None],
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
) -> None:
    before = key()
    change(monkeypatch, folder)
    assert key() != before


def test_an_installed_package_is_known_by_its_version(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    (folder / "wflint").mkdir()
    monkeypatch.setattr(keys, "_PACKAGE", folder / "wflint")
    before = key()
    (folder / "wflint" / "new.py").touch()
    assert key() == before


def test_candidates_are_told_apart_by_whole_paths(folder: Path) -> None:
    here = key()
    (folder / "other").mkdir()
    absolute = replace(Candidate(Path("flows/a.json"), "flows/a.json", named=False))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder / "other")
        there = Keys(Policy(rule_names(), isolated=True), "").of(absolute, CONTENT)
    assert here != there
