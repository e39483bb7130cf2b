"""The same flow, written differently, gets the same findings."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.flows import Json, connections
from tests.properties.generator import exact_flows
from tests.properties.hunting import hunting
from tests.properties.linting import ROOT, lint

FIXTURES = ROOT / "fixtures"
SHOWCASE = sorted((FIXTURES / "showcase" / "broken").iterdir())
PREDICTIONS = sorted(
    path
    for folder in ("lifecycle-stage-backward", "no-company", "unsubscribed-recipient")
    for path in (FIXTURES / "rules" / folder).glob("*-*")
)
SEEDS = st.integers(0, 2**16)


# ---------------------------------------------------------------- what must stay the same


def read(path: Path) -> Json:
    node = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    assert isinstance(node, dict)
    return node


def place(pointer: str, flow: Json, prefix: str) -> str:
    """A pointer with the action's id for its index, and without the envelope."""
    inside = pointer.removeprefix(prefix)
    found = re.match(r"/actions/(\d+)", inside)
    if found is None or "startActionId" not in flow:
        return inside
    action_id = flow["actions"][int(found[1])]["actionId"]
    return f"/actions/#{action_id}{inside[found.end() :]}"


def rows(
    findings: list[dict[str, Any]], flow: Json, prefix: str = "", *, texts: bool = True
) -> Counter[tuple[Any, ...]]:
    """Findings as they may be compared; ``texts``: messages and fingerprints too."""
    return Counter(
        (
            finding["code"],
            finding["verdict"],
            None if finding["action_id"] is None else str(finding["action_id"]),
            finding["level"],
            place(finding["pointer"], flow, prefix),
            *((finding["message"], finding["fingerprint"]) if texts else ()),
        )
        for finding in findings
    )


# ---------------------------------------------------------------- other spellings of one value


def compact(flow: Json) -> tuple[str, str]:
    return json.dumps(flow, separators=(",", ":")), ".json"


def escaped(flow: Json) -> tuple[str, str]:
    return "\ufeff" + json.dumps(flow, indent="\t").replace("\n", "\r\n"), ".json"


def yaml_block(flow: Json) -> tuple[str, str]:
    return yaml.safe_dump(flow, sort_keys=False, allow_unicode=True), ".yaml"


def yaml_flow(flow: Json) -> tuple[str, str]:
    return yaml.safe_dump(flow, sort_keys=False, default_flow_style=True, width=60), ".yml"


def json_as_yaml(flow: Json) -> tuple[str, str]:
    return json.dumps(flow, indent=2), ".yaml"


def lines(flow: Json) -> tuple[str, str]:
    return json.dumps(flow) + "\n", ".jsonl"


SPELLINGS = (compact, escaped, yaml_block, yaml_flow, json_as_yaml)


def in_results(flow: Json) -> tuple[Any, str]:
    return {"status": "COMPLETE", "results": [flow]}, "/results/0"


def in_workflows(flow: Json) -> tuple[Any, str]:
    return {"workflows": [flow]}, "/workflows/0"


def in_flows(flow: Json) -> tuple[Any, str]:
    return {"flows": [flow]}, "/flows/0"


def in_flow(flow: Json) -> tuple[Any, str]:
    return {"flow": flow}, "/flow"


def in_revision(flow: Json) -> tuple[Any, str]:
    envelope = {"id": "5200117", "revisionId": "7", "revisionCreatedAt": "2026-09-01T00:00:00Z"}
    return {**envelope, "flow": flow}, "/flow"


def in_list(flow: Json) -> tuple[Any, str]:
    return [flow], "/0"


ENVELOPES = (in_results, in_workflows, in_flows, in_flow, in_revision, in_list)


# ---------------------------------------------------------------- other values that say the same


def shuffled_keys(node: Any, random: Random) -> Any:
    if isinstance(node, list):
        return [shuffled_keys(each, random) for each in node]
    if not isinstance(node, dict):
        return node
    keys = random.sample(list(node), len(node))
    return {key: shuffled_keys(node[key], random) for key in keys}


def shuffled_actions(flow: Json, random: Random) -> Json:
    return {**flow, "actions": random.sample(flow["actions"], len(flow["actions"]))}


def annotated(flow: Json, random: Random) -> Json:
    """Keys that HubSpot does not know, where anything may stand."""
    actions = [
        {**action, "fields": {**action["fields"], "zz_annotation": {"by": "hand"}}}
        if "fields" in action
        else action
        for action in flow["actions"]
    ]
    return {**flow, "actions": actions, "zzAnnotation": ["kept", {"for": 1}]}


def with_nulls(flow: Json, random: Random) -> Json:
    absent = ("description", "goalFilterBranch", "suppressionFilterBranch", "eventAnchor")
    absent += ("enrollmentSchedule", "enrollmentCriteria", "startActionId", "uuid")
    actions = [{**_null_edges(action), **action} for action in flow["actions"]]
    return {**dict.fromkeys(absent), **flow, "actions": actions}


def _null_edges(action: Json) -> Json:
    if action["type"] in {"LIST_BRANCH", "STATIC_BRANCH"}:
        return {"defaultBranch": None, "defaultBranchName": None}
    return {} if action["type"] == "AB_TEST_BRANCH" else {"connection": None}


IDS = {"actionId", "nextActionId", "startActionId", "nextAvailableActionId", "id", "revisionId"}


def ids_as_numbers(node: Any, random: Random) -> Any:
    """Every id a number; association types the other way, a text."""
    if isinstance(node, list):
        return [ids_as_numbers(each, random) for each in node]
    if not isinstance(node, dict):
        return node
    return {key: _id_other_way(key, value, random) for key, value in node.items()}


def _id_other_way(key: str, value: Any, random: Random) -> Any:
    if key in IDS and isinstance(value, str) and value.isdigit():
        return int(value)
    return str(value) if key == "associationTypeId" else ids_as_numbers(value, random)


def renumbered(flow: Json, random: Random) -> tuple[Json, dict[str, str]]:
    """The flow with other action ids, and the old id of each."""
    old = [action["actionId"] for action in flow["actions"]]
    new = [str(each) for each in random.sample(range(1, 500), len(old))]
    mapping = dict(zip(old, new, strict=True))
    copy: Json = json.loads(json.dumps(flow))
    copy["nextAvailableActionId"] = "500"
    if "startActionId" in copy:
        copy["startActionId"] = mapping[copy["startActionId"]]
    for action in copy["actions"]:
        action["actionId"] = mapping[action["actionId"]]
        for connection in connections(action):
            connection["nextActionId"] = mapping[connection["nextActionId"]]
    return copy, {after: before for before, after in mapping.items()}


REWRITES: tuple[Callable[[Json, Random], Json], ...] = (
    shuffled_keys,
    shuffled_actions,
    annotated,
    with_nulls,
    ids_as_numbers,
)


# ---------------------------------------------------------------- generated flows


@hunting(25)
@given(exact_flows())
def test_spelling_does_not_matter(flow: Json) -> None:
    wanted = rows(lint(flow), flow)
    for spell in SPELLINGS:
        assert rows(lint(*spell(flow)), flow) == wanted, spell.__name__


@hunting(25)
@given(exact_flows())
def test_envelope_does_not_matter(flow: Json) -> None:
    wanted = rows(lint(flow), flow)
    for wrap in ENVELOPES:
        wrapped, prefix = wrap(flow)
        assert rows(lint(wrapped), flow, prefix) == wanted, wrap.__name__
    assert rows(lint(*lines(flow)), flow, "/0") == wanted, "lines"


@hunting(30)
@given(exact_flows(), SEEDS)
def test_rewriting_does_not_matter(flow: Json, seed: int) -> None:
    wanted = rows(lint(flow), flow)
    for rewrite in REWRITES:
        other = rewrite(flow, Random(seed))
        assert rows(lint(other), other) == wanted, rewrite.__name__


@hunting(50)
@given(exact_flows(), SEEDS)
def test_action_ids_do_not_matter(flow: Json, seed: int) -> None:
    other, old_ids = renumbered(flow, Random(seed))
    named_back = [
        {**finding, "action_id": old_ids.get(finding["action_id"], finding["action_id"])}
        for finding in lint(other)
    ]
    assert rows(named_back, flow, texts=False) == rows(lint(flow), flow, texts=False)


# ---------------------------------------------------------------- fixtures


def names(path: Path) -> str:
    return path.relative_to(FIXTURES).as_posix()


@pytest.mark.parametrize("path", [*SHOWCASE, *PREDICTIONS], ids=names)
def test_fixture_reads_the_same_in_every_spelling(path: Path) -> None:
    flow = read(path)
    wanted = rows(lint(flow), flow)
    assert rows(lint(path.read_bytes(), path.suffix), flow) == wanted
    for spell in SPELLINGS:
        assert rows(lint(*spell(flow)), flow) == wanted, spell.__name__


@pytest.mark.parametrize("path", SHOWCASE, ids=names)
def test_fixture_reads_the_same_in_every_envelope(path: Path) -> None:
    flow = read(path)
    wanted = rows(lint(flow), flow)
    for wrap in ENVELOPES:
        wrapped, prefix = wrap(flow)
        assert rows(lint(wrapped), flow, prefix) == wanted, wrap.__name__
    assert rows(lint(*lines(flow)), flow, "/0") == wanted, "lines"


@pytest.mark.parametrize("path", SHOWCASE, ids=names)
def test_order_of_keys_in_a_fixture_does_not_matter(path: Path) -> None:
    flow = read(path)
    other = shuffled_keys(flow, Random(7))
    assert rows(lint(other), other) == rows(lint(flow), flow)


@pytest.mark.parametrize(
    "path", [path for path in SHOWCASE if "startActionId" in read(path)], ids=names
)
def test_rewriting_a_fixture_does_not_matter(path: Path) -> None:
    flow = read(path)
    wanted = rows(lint(flow), flow)
    for rewrite in REWRITES:
        other = rewrite(flow, Random(11))
        assert rows(lint(other), other) == wanted, rewrite.__name__
