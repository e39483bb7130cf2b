"""Beyond the exact fragment: nothing that one concrete run shows may be missed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import concrete, flows
from tests.properties.concrete import Answers
from tests.properties.flows import Json
from tests.properties.hunting import hunting
from tests.properties.linting import OPTIONS, ROOT, lint, predicted
from tests.properties.space import Space
from tests.properties.wild import SOURCE_STAGE, STAGE_OR_NONE, event, in_list, wild_flows

SEEDS = st.integers(0, 2**20)
RECORDS = 40


def records(flow: Json, random: Random) -> Iterator[Json]:
    """Some consistent records, with values for what the flow reads in passing."""
    space = Space(flow)
    for _ in range(RECORDS):
        index = random.randrange(space.size)
        if space.consistent >> index & 1:
            record = space.record(index)
            record["properties"] |= _others(random)
            for row in record["associations"].values():
                row[0] |= random.choice([{}, {"dealstage": "won"}, {"dealstage": "lost"}])
            yield record


def _others(random: Random) -> dict[str, str]:
    drawn = {
        SOURCE_STAGE: random.choice(STAGE_OR_NONE),
        "interests": random.choice([None, "a", "b", "a;b", "c"]),
        "city": random.choice([None, "Bern"]),
    }
    return {name: value for name, value in drawn.items() if value is not None}


def shown(flow: Json, seed: int) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What concrete runs show: (action, rule) that failed, and that a record passed unharmed."""
    random = Random(seed)
    failed, passed = set(), set()
    for record in records(flow, random):
        run = concrete.walk(flow, record, Answers(random.randrange(2**30)))
        for step in run.steps:
            failed |= {(step.action_id, code) for code in step.errors}
            passed |= {
                (step.action_id, code)
                for code in ("WF101", "WF102", "WF103", "WF104", "WF105", "WF106", "WF107")
                if code not in step.errors
            }
    return failed, passed


def verdicts(findings: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    return {
        (finding["action_id"], finding["code"]): finding["verdict"]
        for finding in predicted(findings)
    }


@hunting(150)
@given(wild_flows(), SEEDS)
def test_no_failure_is_missed_and_none_is_certain_that_a_record_escapes(
    flow: Json, seed: int
) -> None:
    found = verdicts(lint(flow))
    failed, passed = shown(flow, seed)
    surely = {key for key, verdict in found.items() if verdict == "certain"}
    reported = {key for key, verdict in found.items() if verdict in {"certain", "possible"}}
    assert failed - reported == set(), "missed"
    assert surely & passed == set(), "certain, and yet somebody passes"


# ---------------------------------------------------------------- whatever is in the file

JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=4)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)


def _slots(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document: its container and its key."""
    pending = [node]
    while pending:
        container = pending.pop()
        keys = container if isinstance(container, dict) else range(len(container))
        for key in list(keys):
            yield container, key
            if isinstance(container[key], dict | list):
                pending.append(container[key])


@hunting(150)
@given(wild_flows(), JUNK, SEEDS)
def test_a_damaged_flow_is_no_crash(flow: Json, junk: Any, seed: int) -> None:
    copy = json.loads(json.dumps(flow))
    container, key = Random(seed).choice(list(_slots(copy)))
    container[key] = junk
    lint(copy)


@hunting(100)
@given(wild_flows(), SEEDS)
def test_a_flow_with_something_missing_is_no_crash(flow: Json, seed: int) -> None:
    copy = json.loads(json.dumps(flow))
    container, key = Random(seed).choice(list(_slots(copy)))
    del container[key]
    lint(copy)


@hunting(40)
@given(JUNK)
def test_anything_else_is_no_crash(junk: Any) -> None:
    lint(json.dumps(junk))
    lint(json.dumps(junk), ".yaml")


# ---------------------------------------------------------------- the order of a hash table


def awkward() -> Json:
    """Many names, so that an order of sets or dicts by hash would show."""
    some = flows.some(
        *(flows.every(flows.any_of(f"topic_{at}", "a", "b"), in_list(str(at))) for at in range(6)),
        event(),
    )
    return flows.flow(
        flows.list_branch("1", (some, "2"), (flows.every(flows.known("region")), "3"), default="4"),
        flows.write("2", "lifecyclestage", "lead", "5"),
        flows.email("3", "5"),
        flows.delay("4", "5"),
        flows.email("5", "6"),
        flows.write_associated("6", 279, "7"),
        flows.write_associated("7", 4, flows.edge("4", "GOTO")),
        enrolment=flows.by_list(flows.every(flows.any_of("lifecyclestage", "lead", "customer"))),
    )


def run_with_hash_seed(seed: str, paths: list[Path]) -> bytes:
    arguments = ["check", *map(str, paths), *OPTIONS, "--output-format", "json"]
    done = subprocess.run(
        [sys.executable, "-m", "wflint", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr.decode()
    return done.stdout


@pytest.fixture
def several(tmp_path: Path) -> list[Path]:
    path = tmp_path / "awkward.json"
    path.write_text(json.dumps(awkward(), indent=1), encoding="utf-8")
    return [path, ROOT / "fixtures" / "showcase", ROOT / "fixtures" / "rules"]


@pytest.mark.parametrize("seed", ["1", "2", "31337"])
def test_report_does_not_depend_on_hashes(seed: str, several: list[Path]) -> None:
    assert run_with_hash_seed(seed, several) == run_with_hash_seed("0", several)
