"""Baselines: what was there is lived with, what is new is shown."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.running import quiet
from tests.cli.test_check import check, flow, put

BASELINE = "wflint-baseline.json"


def write(*arguments: str) -> None:
    result = check(*(arguments or (".",)), "--write-baseline")
    assert (result.exit_code, result.stdout) == (0, ""), result.stderr


def codes(*arguments: str) -> list[str]:
    paths = arguments or (".",)
    result = check(*paths, "--baseline", BASELINE, "--output-format", "json")
    return [one["code"] for one in json.loads(result.stdout)["findings"]]


def entries() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(Path(BASELINE).read_text(encoding="utf-8"))["findings"]
    return found


def mails(*contents: str) -> dict[str, Any]:
    """A workflow that sends those e-mails one after the other, days apart."""
    actions: list[dict[str, Any]] = []
    for at, content in enumerate(contents):
        mail = {**flow()["actions"][0], "actionId": f"{2 * at + 1}"}
        mail["fields"] = {"content_id": content}
        mail["connection"] = {"edgeType": "STANDARD", "nextActionId": f"{2 * at + 2}"}
        delay = {
            "actionId": f"{2 * at + 2}",
            "type": "SINGLE_CONNECTION",
            "actionTypeId": "0-1",
            "fields": {"delta": "5", "time_unit": "DAYS"},
            "connection": {"edgeType": "STANDARD", "nextActionId": f"{2 * at + 3}"},
        }
        actions += [mail, delay]
    del actions[-1]
    del actions[-1]["connection"]
    return flow(actions=actions)


def test_what_was_there_is_not_shown_again(folder: Path) -> None:
    put("a.json", flow())
    assert check(".").exit_code == 1
    write()
    (entry,) = entries()
    assert {key: entry[key] for key in ("code", "level", "count", "file", "action")} == {
        "code": "WF104",
        "level": "warning",
        "count": 1,
        "file": "a.json",
        "action": "1",
    }
    result = check(".", "--baseline", BASELINE)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 suppressed" in result.stderr


def test_the_same_findings_make_the_same_baseline(folder: Path) -> None:
    put("b.json", flow(id="78"))
    put("a.json", flow())
    write()
    first = Path(BASELINE).read_bytes()
    write()
    assert Path(BASELINE).read_bytes() == first
    assert [entry["file"] for entry in entries()] == ["a.json", "b.json"]


def test_new_places_do_not_wake_a_finding(folder: Path) -> None:
    put("a.json", mails("5", "6"))
    write()
    Path("a.json").unlink()
    renumbered = json.loads(
        json.dumps(mails("5", "6")).replace('Id": "3"', 'Id": "41"').replace('Id": "1"', 'Id": "3"')
    )
    renumbered["actions"].reverse()
    put("moved/b.yaml", "# moved\n" + yaml.safe_dump({"flow": renumbered}))
    assert codes() == []
    assert "entries match nothing" not in check(".", "--baseline", BASELINE).stderr


def test_a_second_occurrence_is_shown(folder: Path) -> None:
    put("a.json", mails("5"))
    write()
    put("a.json", mails("5", "6"))
    assert codes() == ["WF104"]
    put("a.json", mails("5", "5"))
    found = codes()
    assert found.count("WF104") == 1, "the same e-mail once more is one finding more"


def test_what_became_worse_is_shown(folder: Path) -> None:
    put("a.json", flow())
    write()
    put("wflint.toml", '[rules.WF104]\nlevel = "error"\n')
    assert codes() == ["WF104"]
    write()
    Path("wflint.toml").unlink()
    assert codes() == [], "a milder one is the same"


def test_stale_entries_are_told_and_dropped(folder: Path) -> None:
    put("a.json", flow())
    put("b.json", flow(id="78"))
    write()
    put("b.json", flow(id="78", actions=[], startActionId=None, isEnabled=False))
    result = check(".", "--baseline", BASELINE)
    assert "1 entry matches nothing any more (WF104 in b.json)" in result.stderr
    assert result.exit_code == 0
    assert "matches nothing" not in check("a.json", "--baseline", BASELINE).stderr
    assert (
        "matches nothing" not in check(".", "--baseline", BASELINE, "--ignore", "WF104").stderr
    ), "the rule did not look"
    write()
    assert [entry["file"] for entry in entries()] == ["a.json"]
    Path("a.json").unlink()
    put("c.json", flow(id="79"))
    result = check(".", "--baseline", BASELINE)
    assert result.exit_code == 2
    assert "it seems to be the baseline of another folder" in result.stderr
    assert "--write-baseline begins anew" in result.stderr
    write()
    assert [entry["file"] for entry in entries()] == ["c.json"]


@pytest.mark.parametrize("left", [{}, {"moved/b.json": quiet()}])
def test_cleaning_up_fails_nothing(folder: Path, left: dict[str, Any]) -> None:
    put("a.json", flow())
    write()
    Path("a.json").unlink()
    for name, content in left.items():
        put(name, content)
    result = check(".", "--baseline", BASELINE)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 entry matches nothing any more (WF104 in a.json)" in result.stderr
    write()
    assert entries() == []


def test_a_repaired_one_of_several_is_told_so_that_its_return_wakes(folder: Path) -> None:
    put("a.json", mails("5", "5"))
    write()
    (entry,) = [one for one in entries() if one["code"] == "WF104"]
    assert entry["count"] == 2
    put("a.json", mails("5"))
    result = check(".", "--baseline", BASELINE)
    assert "1 entry counts more than there are (WF104 in a.json: 1 of 2 is gone)" in result.stderr
    write()
    assert "gone" not in check(".", "--baseline", BASELINE).stderr
    put("a.json", mails("5", "5"))
    assert codes().count("WF104") == 1


def test_an_entry_of_a_rule_that_there_is_not_is_told_and_dropped(folder: Path) -> None:
    put("a.json", flow())
    write()
    known = json.loads(Path(BASELINE).read_text(encoding="utf-8"))
    known["findings"].append({**known["findings"][0], "code": "WF999", "fingerprint": "0"})
    put(BASELINE, known)
    told = check(".", "--baseline", BASELINE).stderr
    assert "1 entry matches nothing any more (WF999 in a.json)" in told
    write()
    assert [entry["code"] for entry in entries()] == ["WF104"]


def test_what_was_not_looked_at_is_kept(folder: Path) -> None:
    put("a.json", flow())
    put("b.json", flow(id="78"))
    write()
    put("c.json", flow(id="79"))
    write("c.json")
    assert [entry["file"] for entry in entries()] == ["a.json", "b.json", "c.json"]
    write(".", "--select", "WF2")
    assert [entry["file"] for entry in entries()] == ["a.json", "b.json", "c.json"]


def test_it_can_lie_elsewhere(folder: Path) -> None:
    put("flows/a.json", flow())
    Path("ci").mkdir()
    assert check(".", "--write-baseline", "--baseline", "ci/known.json").exit_code == 0
    (entry,) = json.loads(Path("ci/known.json").read_text(encoding="utf-8"))["findings"]
    assert entry["file"] == "../flows/a.json"
    assert check(".", "--baseline", "ci/known.json").exit_code == 0


def test_suppressions_that_are_wrong_can_be_lived_with(folder: Path) -> None:
    put("a.json", flow())
    put("wflint.toml", '[[suppress]]\nrules = ["WF104"]\nworkflow = "77"\n')
    assert check(".").exit_code == 1
    write()
    assert codes() == []


# ---------------------------------------------------------------- mistakes

ENTRY = {"fingerprint": "0", "code": "WF104", "level": "warning", "count": 1, "file": "a.json"}
ENTRY |= {"message": "m"}


def baseline(*found: Any, **changes: Any) -> str:
    return json.dumps({"version": 1, "findings": list(found), **changes}, indent=1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"version": 1,\n "findings": [}', f"{BASELINE}:2:"),
        ("", f"{BASELINE}:1:1: "),
        ("null", f"{BASELINE}:1:1: this is no baseline of wflint"),
        ("[]", f"{BASELINE}:1:1: this is no baseline of wflint"),
        ('{"version": "1", "findings": []}', f"{BASELINE}:1:1: this is no baseline of wflint"),
        (baseline(version=2), f"{BASELINE}:2:13: this baseline has version 2"),
        (baseline(version=0), f"{BASELINE}:2:13: this baseline has version 0"),
        (baseline(version=-1), f"{BASELINE}:2:13: this baseline has version -1"),
        (baseline(7), f"{BASELINE}:4:3: an entry of a baseline must be an object"),
        (baseline({**ENTRY, "code": 7}), 'an entry needs a text "code"'),
        (baseline({**ENTRY, "count": 0}), '"count" must be a number from 1 on'),
        (baseline({**ENTRY, "count": True}), '"count" must be a number from 1 on'),
        (baseline({**ENTRY, "level": "loud"}), '"level" must be error, warning or info'),
        (baseline(ENTRY, ENTRY), "this fingerprint stands there twice"),
        (baseline({**ENTRY, "file": "b.json"}), "it seems to be the baseline of another folder"),
        (b"\xff\xfe\x00", f"{BASELINE}:1:1: "),
    ],
)
def test_one_that_cannot_be_used_is_told_in_a_line(
    folder: Path, text: str | bytes, message: str
) -> None:
    put("a.json", flow())
    content = text if isinstance(text, bytes) else text.encode("utf-8")
    Path(BASELINE).write_bytes(content)
    result = check(".", "--baseline", BASELINE)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
    if "another folder" not in message:
        again = check(".", "--write-baseline")
        assert again.exit_code == 2
        assert Path(BASELINE).read_bytes() == content, "what is no baseline is not overwritten"


def test_one_that_is_not_there(folder: Path) -> None:
    put("a.json", flow())
    result = check(".", "--baseline", "nope.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nope.json: cannot be read" in result.stderr


def test_a_workflow_is_not_overwritten(folder: Path) -> None:
    put("a.json", flow())
    before = Path("a.json").read_bytes()
    result = check(".", "--write-baseline", "--baseline", "a.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert Path("a.json").read_bytes() == before


@pytest.mark.parametrize("place", ["no/such/folder.json", "."])
def test_one_that_cannot_be_written_leaves_nothing(folder: Path, place: str) -> None:
    put("a.json", flow())
    before = sorted(folder.rglob("*"))
    result = check(".", "--write-baseline", "--baseline", place)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert sorted(folder.rglob("*")) == before


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_a_failure_while_writing_leaves_the_old_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("a.json", flow())
    write()
    before = Path(BASELINE).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    put("b.json", flow(id="78"))
    monkeypatch.setattr(Path, "replace", full)
    result = check(".", "--write-baseline")
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert Path(BASELINE).read_bytes() == before
    assert {path.name for path in folder.iterdir()} == {".git", "a.json", "b.json", BASELINE}
