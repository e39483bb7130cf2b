"""Running in turn, and saying of a promise whether it is kept."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

import wflint
from benchmarks import measure, parts
from benchmarks.corpora import Recipe
from benchmarks.measure import Contender, Load, Measured, take_turns
from benchmarks.parts import FULL, QUICK, Bench, Outcome
from benchmarks.peers import ACTIONLINT, PEERS, pinned
from benchmarks.shelf import Shelf
from benchmarks.table import page
from benchmarks.targets import targets
from benchmarks.wflint import Wflint

CHILD = "import subprocess, sys; x = b'x' * {own}; subprocess.run([sys.executable, '-c', {code!r}])"
HOLD = "import time; y = b'y' * 60_000_000; time.sleep(0.5)"


PURE = Wflint(Path("pure"), frozenset())


def contender(code: str, name: str = "one") -> Contender:
    return Contender(name, [sys.executable, "-c", code])


def quietly(_: str) -> None:
    pass


def test_everybody_has_one_turn_before_the_turns_that_are_timed() -> None:
    said: list[str] = []
    pair = [contender("pass"), replace(contender("pass", "other"), rounds=1)]
    measured = take_turns(pair, 2, said.append)
    assert said[2:] == ["one: turn 1", "other: turn 1", "one: turn 2"]
    assert [measured[name].rounds for name in ("one", "other")] == [2, 1]
    assert all(one.seconds > 0 and not one.failure for one in measured.values())


@pytest.mark.skipif(sys.platform != "linux", reason="memory of children is read from /proc")
def test_memory_is_that_of_the_whole_tree() -> None:
    code = CHILD.format(own=60_000_000, code=HOLD)
    measured = take_turns([contender(code)], 1, quietly)
    assert 120 < measured["one"].megabytes < 180


@pytest.mark.parametrize(
    ("code", "failure"),
    [("import sys; sys.exit(7)", "exit code 7"), ("raise ValueError('oh')", "exit code 1")],
)
def test_a_run_that_fails_is_no_figure(
    code: str, failure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = take_turns([contender(code)], 1, quietly)
    assert measured["one"].failure == f"has failed with {failure}"
    assert "one has ended" in capsys.readouterr().err


def test_a_run_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "LIMIT", 0.2)
    measured = take_turns([contender("import time; time.sleep(60)")], 1, quietly)
    assert measured["one"].failure == "not done after 0 s"


def outcome(seconds: float) -> Outcome:
    load = Load(1000, 24_000_000, 30_000)
    names = (parts.ONE_JOB, parts.TWO_JOBS, parts.LOADS, ACTIONLINT)
    measured = {name: Measured(load, 1.0, 40, 5) for name in names}
    measured[parts.SMALL_FILE] = Measured(Load(1, 4000, 5), 0.1, 40, 5)
    measured[parts.TWO_JOBS] = Measured(load, seconds, 40, 5)
    return Outcome({"peers": measured}, {"cfn-lint": "needs node and npm"})


@pytest.mark.parametrize(
    ("seconds", "met", "figure"), [(0.5, True, "2.00 ×"), (1.0, False, "1.00 ×")]
)
def test_a_promise_is_judged_by_its_figure(seconds: float, met: bool, figure: str) -> None:
    first = targets(outcome(seconds), FULL)[0]
    assert (first.wanted, first.figure, first.met) == ("≥ 1.5 ×", figure, met)


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    second = targets(outcome(1), FULL)[1]
    assert second.met is None
    assert second.figure.startswith("not measured")


def test_the_page_says_who_is_missing_and_why() -> None:
    text = page(outcome(0.5), FULL, 2, "compiled, as it is released")
    assert "needs node and npm" in text
    assert "| 2.00 × | met |" in text


def test_the_page_says_in_which_form_wflint_was_measured() -> None:
    text = page(outcome(0.5), FULL, 2, "as pure Python, not as it is released: no compiler")
    assert f"wflint {wflint.__version__} was measured as pure Python, not as it" in text


def test_an_aim_is_told_and_not_judged() -> None:
    rows = [line for line in page(outcome(0.5), FULL, 2, "").splitlines() if "orjson.loads" in line]
    assert [row.rpartition(" × | ")[2] for row in rows[:2]] == ["met |", "aim |"]


@pytest.mark.parametrize(
    ("pure", "names"), [(PURE, ["wflint", "wflint as pure Python"]), (None, ["wflint"])]
)
def test_the_pure_version_stands_beside_the_released_one(
    tmp_path: Path, pure: Wflint | None, names: list[str]
) -> None:
    options = frozenset({"--jobs"})
    bench = Bench(
        folder=tmp_path,
        scale=QUICK,
        recipe=Recipe(),
        wflint=Wflint(Path("released"), options),
        pure=pure,
        shelf=Shelf(tmp_path),
        say=quietly,
    )
    assert [name for name, _ in bench.both()] == names


def test_every_peer_has_a_pinned_version() -> None:
    assert {peer.package for peer in PEERS} == set(pinned())
