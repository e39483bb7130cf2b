"""What is kept from run to run changes nothing but how long a run takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import TODAY, flow, put, wflint
from tests.workflow.building import classic
from wflint.loading import _portal_of

CACHE = Path("kept")
FORMATS = (
    *("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson"),
    "markdown",
)
DEMOTES = {
    "actionId": "1",
    "type": "SINGLE_CONNECTION",
    "actionTypeId": "0-5",
    "fields": {
        "property_name": "lifecyclestage",
        "value": {"type": "STATIC_VALUE", "staticValue": "lead"},
    },
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    put("flows/a.json", flow(id="1", name="First"))
    put("flows/b.json", flow(id="2", name="Second", actions=[DEMOTES]))
    put("flows/broken.json", "{")
    put(
        "wflint.toml",
        '[[suppress]]\nrules = ["WF104"]\nworkflow = "First"\nreason = "meant"\n'
        '[[suppress]]\nrules = ["WF103"]\nworkflow = "First"\nreason = "not there"\n',
    )


def check(*options: str) -> tuple[int, str, str]:
    done = wflint("check", "flows", "--today", TODAY, "--cache-dir", str(CACHE), *options)
    return done.exit_code, done.stdout, done.stderr


def kept() -> Path:
    (found,) = CACHE.glob("check-*")
    return found


@pytest.mark.parametrize("kind", FORMATS)
def test_a_second_run_prints_the_same(kind: str) -> None:
    cold = check("--output-format", kind, "--no-cache")
    assert not CACHE.exists()
    assert check("--output-format", kind) == cold
    assert check("--output-format", kind) == cold


@pytest.mark.parametrize("options", [("--diff", "--unsafe-fixes"), ("--level", "info")])
def test_other_options_are_other_results(options: tuple[str, ...]) -> None:
    cold = check(*options, "--no-cache")
    check()
    assert check(*options) == cold


def test_repairs_are_made_with_what_is_kept() -> None:
    check()
    check("--output-format", "json")
    code, _, said = check("--fix", "--unsafe-fixes")
    assert "fixed" in said
    assert check() == check("--no-cache")
    assert code == check()[0]


def test_a_warm_run_needs_no_engine() -> None:
    """What takes long to import is not, where every file is known."""
    Path("wflint.toml").unlink()
    check()
    loaded = imported_by_a_check()
    assert "wflint.check" in loaded
    heavy = {"pydantic", "jsonschema", "yaml", "orjson", "wflint.rules", "wflint.analysis"}
    assert heavy & loaded == set()


def test_a_cold_run_needs_no_more_of_pydantic_than_its_core() -> None:
    put("flows/classic.json", classic({"type": "DELAY", "delayMillis": 60_000}))
    put("portal.json", {"version": 1})
    put("wflint.toml", '[portal]\nsnapshot = "portal.json"\n')
    loaded = imported_by_a_check()
    assert {"wflint.rules", "wflint.hubspot.workflow_v3", "pydantic_core"} <= loaded
    assert {"pydantic", "jsonschema", "yaml"} & loaded == set()


def imported_by_a_check() -> set[str]:
    program = (
        "import sys\nfrom wflint.cli import main\n"
        f"main(['check', 'flows', '--today', '{TODAY}', '--cache-dir', 'kept'],"
        " standalone_mode=False)\n"
        "print(*sorted(sys.modules))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


CHANGES: dict[str, Callable[[], object]] = {
    "content": lambda: put("flows/a.json", flow(id="1", name="Else")),
    "settings": lambda: put("wflint.toml", 'ignore = ["WF104"]\n'),
    "no settings": lambda: Path("wflint.toml").unlink(),
    "a new file": lambda: put("flows/c.json", flow(id="3", name="Third")),
    "a file less": lambda: Path("flows/a.json").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_is_noticed(change: str) -> None:
    before = check()
    CHANGES[change]()
    after = check("--no-cache")
    assert after != before
    assert check() == after
    assert check() == after


def test_a_snapshot_that_changes_is_noticed() -> None:
    emails = {"5": {"transactional": True}}
    put("portal.json", {"version": 1, "emails": {}})
    put("wflint.toml", '[portal]\nsnapshot = "portal.json"\n')
    before = check()
    put("portal.json", {"version": 1, "emails": emails})
    _portal_of.cache_clear()  # within one run a snapshot is read once
    assert check() == check("--no-cache") != before


def test_a_day_is_a_day() -> None:
    anchor = {"type": "STATIC_DATE_ANCHOR", "month": "DECEMBER", "dayOfMonth": 1, "year": 2026}
    put("flows/a.json", flow(id="1", name="First", eventAnchor=anchor))
    options = ("check", "flows", "--cache-dir", str(CACHE))
    before = wflint(*options, "--today", "2026-11-24").stdout
    after = wflint(*options, "--today", "2026-12-24").stdout
    assert "WF108" not in before
    assert "WF108" in after


SPOILT: dict[str, Callable[[], object]] = {
    "empty": lambda: kept().write_bytes(b""),
    "foreign": lambda: kept().write_bytes(b"\x00\xff{}[]" * 99),
    "cut off": lambda: kept().write_bytes(kept().read_bytes()[:-40]),
    "another word": lambda: kept().write_bytes(kept().read_bytes().replace(b"WF104", b"WF105")),
    "a folder": lambda: (kept().unlink(), (CACHE / "check-1.txt").mkdir()),
    "a link to nothing": lambda: (kept().unlink(), (CACHE / "check-1.txt").symlink_to("gone")),
    "a pipe": lambda: (kept().unlink(), os.mkfifo(CACHE / "check-1.txt")),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_file_is_no_worse_than_none(how: str) -> None:
    before = check()
    SPOILT[how]()
    assert check() == before
    assert check() == before


def test_a_full_disk_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = check("--no-cache")
    monkeypatch.setattr("wflint.cache.store.write_whole", full)
    assert check() == before
    assert check() == before


def test_a_file_in_the_folders_place_is_no_failure() -> None:
    before = check("--no-cache")
    CACHE.write_text("mine")
    done = wflint("check", "flows", "--today", TODAY, "--cache-dir", str(CACHE / "inner"))
    assert (done.exit_code, done.stdout) == before[:2]
    assert CACHE.read_text() == "mine"


def test_runs_at_once_do_not_hinder_each_other() -> None:
    before = check("--no-cache")
    command = [sys.executable, "-m", "wflint", "check", "flows", "--today", TODAY]
    runs = [
        subprocess.Popen([*command, "--cache-dir", str(CACHE)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [run.communicate()[0] for run in runs] == [before[1]] * 4
    assert check() == before


def test_the_folder_says_what_it_is() -> None:
    check()
    assert (CACHE / ".gitignore").read_text().strip() == "*"
    tag = (CACHE / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55")
    assert wflint("check", ".", "--show-files", "--no-cache").stdout.count("kept") == 0


def test_secrets_are_not_kept() -> None:
    token = "pat-na1-" + "0a1b2c3d-1111-2222-3333-444455556666"
    put("flows/a.json", flow(id="1", name=f"call {token}"))
    check("--output-format", "json")
    assert token.encode() not in kept().read_bytes()
    assert json.loads(check("--output-format", "json")[1])


def test_what_is_found_of_a_secret_is_kept_without_it() -> None:
    token = "pat-na1-" + "0a1b2c3d-1111-2222-3333-444455556666"
    code = {
        "actionId": "1",
        "type": "CUSTOM_CODE",
        "runtime": "NODE20X",
        "sourceCode": f"exports.main = (event, done) => done({{ accessToken: '{token}' }});",
    }
    put("flows/a.json", flow(id="1", name="calls", actions=[code]))
    cold = check("--select", "WF601")
    assert "accessToken: '****" in cold[1]
    assert b"WF601" in kept().read_bytes()
    assert token.encode() not in kept().read_bytes()
    assert check("--select", "WF601") == cold
