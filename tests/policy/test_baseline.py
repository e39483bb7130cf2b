"""Reading, applying and writing baselines."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.properties.hunting import hunting
from wflint.findings import Finding, Level, Place, WorkflowRef
from wflint.policy.baseline import Baseline, load, render
from wflint.policy.mistakes import SettingsError

FINDING = Finding(
    *("WF102", "no-company", Level.WARNING, "m", "a.json", Place("/actions/0")),
    workflow=WorkflowRef("7", "Seven", 0),
    action_id="1",
    action_title="Set name",
)
WORSE = replace(FINDING, level=Level.ERROR)
OTHER = replace(FINDING, code="WF101", file="b.json")
OFF = {"WF103"}


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Baseline:
    """A baseline of a finding that is there twice, and another."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.json", "b.json"):
        Path(name).write_text("{}", encoding="utf-8")
    return saved(FINDING, FINDING, OTHER)


def saved(*findings: Finding) -> Baseline:
    path = Path("baseline.json")
    path.write_text(render(findings, path), encoding="utf-8")
    return load(path)


def test_as_many_as_there_were_are_taken_out(known: Baseline) -> None:
    applied = known.apply([FINDING] * 3 + [OTHER], ("a.json", "b.json"), OFF)
    assert applied.kept == (FINDING,)
    assert len(applied.suppressed) == 3
    assert {one.suppressed.where for one in applied.suppressed if one.suppressed} == {
        "baseline.json"
    }
    assert applied.stale == ()


def test_one_that_became_worse_is_kept(known: Baseline) -> None:
    assert known.apply([WORSE], ("a.json",), OFF).kept == (WORSE,)
    assert saved(WORSE).apply([FINDING], ("a.json",), OFF).kept == ()


def test_only_what_was_looked_at_can_be_stale(known: Baseline) -> None:
    def stale(files: list[str], off: set[str]) -> list[str]:
        found = known.apply([FINDING] * 2, files, off).stale
        return [one.entry.code for one in found if one.is_whole]

    assert stale(["a.json", "b.json"], OFF) == ["WF101"]
    assert stale(["a.json"], OFF) == []
    assert stale(["a.json", "b.json"], {"WF101"}) == []
    Path("b.json").unlink()
    assert stale(["a.json"], OFF) == ["WF101"], "its file is gone"


def test_an_entry_can_be_stale_in_part(known: Baseline) -> None:
    def gone(*findings: Finding) -> list[tuple[str, int]]:
        stale = known.apply([*findings, OTHER], ["a.json", "b.json"], OFF).stale
        return [(one.entry.code, one.gone) for one in stale]

    assert gone(FINDING, FINDING) == []
    assert gone(FINDING) == [("WF102", 1)]
    assert gone() == [("WF102", 2)]
    assert gone(FINDING, WORSE) == [], "what became worse is still there"
    assert known.apply([FINDING], ["b.json"], OFF).stale[0].entry.code == "WF101"


def test_an_entry_of_a_rule_that_there_is_not_is_stale(known: Baseline) -> None:
    gone = replace(known.entries[0], fingerprint="0", code="WF999")
    (stale,) = Baseline(known.path, (gone,)).apply([], ["a.json"], OFF).stale
    assert stale.entry is gone


def test_writing_keeps_what_it_is_given(known: Baseline) -> None:
    kept = tuple(known.beyond(["a.json"], OFF))
    assert [entry.file for entry in kept] == ["b.json"]
    text = render([FINDING], Path("baseline.json"), kept)
    assert [entry["file"] for entry in json.loads(text)["findings"]] == ["a.json", "b.json"]


def test_names_that_cannot_be_files_are_not_there(known: Baseline) -> None:
    odd = [replace(known.entries[0], file=name) for name in ("\0", "x" * 5000, "\ud800")]
    with pytest.raises(SettingsError, match="another folder"):
        Baseline(known.path, tuple(odd)).apply([replace(FINDING, code="WF103")], (), OFF)


def test_where_nothing_is_found_all_was_dealt_with(known: Baseline) -> None:
    for name in ("a.json", "b.json"):
        Path(name).unlink()
    applied = known.apply([], (), OFF)
    assert [one.is_whole for one in applied.stale] == [True, True]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 3) | st.sampled_from(["error", "WF102", ""]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["version", "findings", "fingerprint", "code", "level", "count", "file"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@hunting(150)
@given(JSON, st.none() | JSON)
def test_whatever_stands_there_is_a_baseline_or_a_mistake(value: Any, entry: Any) -> None:
    document = value if entry is None else {"version": 1, "findings": [entry]}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "odd.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        try:
            load(path)
        except SettingsError as error:
            (message,) = error.messages
            assert message.startswith(f"{path}:")
            assert "\n" not in message
