"""The generated workflows are what the benchmark says they are."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from benchmarks.corpora import Recipe, as_json, as_yaml, flows, is_defective
from benchmarks.flows import realistic
from benchmarks.parts import SHAPES
from wflint.check import CheckOptions, check
from wflint.findings import Finding


def findings_of(folder: Path) -> tuple[Finding, ...]:
    return check(CheckOptions((str(folder),), isolated=True)).findings


@pytest.mark.parametrize(("actions", "count"), [(5, 20), (30, 12), (200, 1)])
def test_workflows_without_a_defect_are_silent(tmp_path: Path, actions: int, count: int) -> None:
    flows(tmp_path, count, Recipe(actions, share=0))
    assert [(one.file, one.code, one.place) for one in findings_of(tmp_path)] == []


@pytest.mark.parametrize(("actions", "rules"), [(5, 6), (30, 8)])
def test_each_workflow_with_a_defect_is_loud(tmp_path: Path, actions: int, rules: int) -> None:
    corpus = flows(tmp_path, 20, Recipe(actions, share=1))
    found = findings_of(tmp_path)
    assert {one.file for one in found} == set(map(str, corpus.files))
    assert len({one.code for one in found}) >= rules


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shapes_for_growth_have_their_size_and_are_silent(tmp_path: Path, shape: str) -> None:
    flow = SHAPES[shape](30, 0)
    (tmp_path / "flow.json").write_bytes(as_json(flow))
    assert len(flow["actions"]) == 30
    assert bool(findings_of(tmp_path)) == (shape == "chain with findings")


def test_the_share_with_findings_is_met_and_spread() -> None:
    for share in (0.01, 0.1, 1.0):
        assert sum(is_defective(number, share) for number in range(1000)) == 1000 * share
    assert not is_defective(0, 0.1)
    assert is_defective(9, 0.1)


@pytest.mark.parametrize("actions", [5, 30, 200])
def test_a_number_and_a_seed_make_one_workflow(actions: int) -> None:
    one = realistic(actions, 3, defective=True)
    assert len(one["actions"]) == actions
    assert one == realistic(actions, 3, defective=True)
    assert one != realistic(actions, 3, seed=1, defective=True)


def test_thirty_actions_are_about_as_large_as_an_export() -> None:
    sizes = [len(as_json(realistic(30, number))) for number in range(50)]
    assert 20_000 < sum(sizes) / len(sizes) < 28_000


def test_yaml_says_the_same(tmp_path: Path) -> None:
    flow = realistic(30, 1, defective=True)
    assert orjson.loads(as_json(flow)) == flow
    for suffix, content in (("json", as_json(flow)), ("yaml", as_yaml(flow))):
        (tmp_path / suffix).mkdir()
        (tmp_path / suffix / f"flow.{suffix}").write_bytes(content)
    as_text = [
        [(one.code, one.place.pointer) for one in sorted(findings_of(tmp_path / suffix), key=key)]
        for suffix in ("json", "yaml")
    ]
    assert as_text[0] == as_text[1] != []


def key(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.place.pointer
