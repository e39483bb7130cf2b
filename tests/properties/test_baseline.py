"""A baseline sleeps through every rewriting, and wakes for one thing more."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import assume, given

from tests.properties.flows import Json
from tests.properties.generator import exact_flows
from tests.properties.hunting import hunting
from tests.properties.linting import OPTIONS, as_bytes, lint
from tests.properties.test_metamorphic import (
    ENVELOPES,
    REWRITES,
    SEEDS,
    SHOWCASE,
    SPELLINGS,
    lines,
    names,
    read,
    renumbered,
)
from wflint.cli import main

BASELINE = "baseline.json"


class Folder:
    """A folder with one workflow in it, and the baseline of how it was at first."""

    def __init__(self, root: str, flow: Json) -> None:
        self.root = Path(root)
        self.file = self.put(flow)
        assert self.run("--write-baseline").exit_code == 0

    def put(self, document: Any, suffix: str = ".json", name: str = "flow") -> Path:
        path = self.root / f"{name}{suffix}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(as_bytes(document))
        return path

    def run(self, *options: str) -> Any:
        words = ["check", str(self.root), *OPTIONS, "--baseline", str(self.root / BASELINE)]
        return CliRunner().invoke(main, [*words, *options], catch_exceptions=False)

    def awake(self, document: Any, suffix: str = ".json", name: str = "flow") -> Counter[str]:
        """The codes of what is shown when ``document`` takes the place of the workflow."""
        self.file.unlink()
        self.file = self.put(document, suffix, name)
        result = self.run("--output-format", "json")
        assert "any more" not in result.stderr, "nothing is stale"
        return Counter(one["code"] for one in json.loads(result.stdout)["findings"])


def assert_it_sleeps(flow: Json, seed: int) -> None:
    with TemporaryDirectory() as root:
        folder = Folder(root, flow)
        for spell in SPELLINGS:
            assert not folder.awake(*spell(flow), name="elsewhere/other"), spell.__name__
        for wrap in ENVELOPES:
            wrapped, _ = wrap(flow)
            assert not folder.awake(wrapped), wrap.__name__
        assert not folder.awake(*lines(flow))
        for rewrite in REWRITES:
            assert not folder.awake(rewrite(flow, Random(seed))), rewrite.__name__


@hunting(10)
@given(exact_flows(), SEEDS)
def test_it_sleeps_through_rewriting(flow: Json, seed: int) -> None:
    assume(lint(flow))
    assert_it_sleeps(flow, seed)


@pytest.mark.parametrize(
    "path", [path for path in SHOWCASE if "startActionId" in read(path)][::3], ids=names
)
def test_it_sleeps_through_the_rewriting_of_a_fixture(path: Path) -> None:
    assert_it_sleeps(read(path), 3)


@hunting(30)
@given(exact_flows(), SEEDS)
def test_it_sleeps_through_new_action_ids(flow: Json, seed: int) -> None:
    assume(lint(flow))
    with TemporaryDirectory() as root:
        other, _ = renumbered(flow, Random(seed))
        assert not Folder(root, flow).awake(other)


@hunting(30)
@given(exact_flows())
def test_one_thing_more_wakes_it_once(flow: Json) -> None:
    refused = {one["action_id"] for one in lint(flow, options=("--select", "WF104"))}
    mails = [one for one in flow["actions"] if one["actionId"] in refused]
    assume(mails)
    twin = twice(flow, mails[0]["actionId"])
    more = Counter(one["code"] for one in lint(twin)) - Counter(one["code"] for one in lint(flow))
    assume(more["WF104"])
    with TemporaryDirectory() as root:
        assert Folder(root, flow).awake(twin)["WF104"] == more["WF104"]


def twice(flow: Json, action_id: str) -> Json:
    """``flow`` with an action, and then the same once more."""
    copy: Json = json.loads(json.dumps(flow))
    (action,) = [one for one in copy["actions"] if one["actionId"] == action_id]
    again = {**action, "actionId": "900"}
    action["connection"] = {"edgeType": "STANDARD", "nextActionId": "900"}
    copy["actions"].append(again)
    copy["nextAvailableActionId"] = "901"
    return copy
