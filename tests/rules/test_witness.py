"""Witnesses of findings: the record, its path in words, and what it takes to reproduce it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from wflint.findings import Finding, Witness
from wflint.hubspot.envelope import entries
from wflint.hubspot.reading import parse
from wflint.reports.notes import path_of
from wflint.rules import RuleContext, dry_runs, judge
from wflint.rules.witness import MAX_SHOWN
from wflint.simulate import run
from wflint.workflow.build import build
from wflint.workflow.portal import Portal

Json = dict[str, Any]


def to(action_id: str) -> Json:
    return {"edgeType": "STANDARD", "nextActionId": action_id}


def email(action_id: str) -> Json:
    fields = {"content_id": action_id}
    kind = {"type": "SINGLE_CONNECTION", "actionTypeId": "0-4"}
    return {"actionId": action_id, **kind, "fields": fields}


def group(*filters: Json) -> Json:
    return {"filterBranchType": "AND", "filterBranches": [], "filters": list(filters)}


def findings_of(code: str, *actions: Json, **flow: Any) -> tuple[Finding, ...]:
    """The findings of ``code``."""
    whole = {
        "type": "CONTACT_FLOW",
        "objectTypeId": "0-1",
        "startActionId": actions[0]["actionId"],
        "actions": list(actions),
        **flow,
    }
    (entry,) = entries(whole)
    workflow = build(entry, parse(entry), 0, Portal())
    assert workflow is not None
    context = RuleContext("flow.json", date(2026, 11, 24))
    return judge(workflow, Portal(), context, {code})


def witness_of(code: str, *actions: Json, **flow: Any) -> Witness:
    """The witness of the only finding of ``code``."""
    (finding,) = findings_of(code, *actions, **flow)
    assert finding.witness is not None
    return finding.witness


def chain(length: int) -> list[Json]:
    """E-mails, one after the other, with the ids from 1 on."""
    linked = [{**email(str(at)), "connection": to(str(at + 1))} for at in range(1, length)]
    return [*linked, email(str(length))]


def titles(witness: Witness) -> tuple[str, ...]:
    return tuple(step.title for step in witness.steps)


def test_the_path_shows_which_way_a_test_went() -> None:
    split = {
        "actionId": "1",
        "type": "AB_TEST_BRANCH",
        "testBranches": [{"connection": to("2")}, {"connection": to("3")}],
    }
    write = {"property_name": "variant", "value": {"staticValue": "a"}}
    other = {
        "actionId": "2",
        "type": "SINGLE_CONNECTION",
        "actionTypeId": "0-5",
        "fields": write,
    }
    witness = witness_of("WF104", split, other, email("3"))
    assert witness.path == ("1", "3")
    assert witness.open_ways
    assert witness.reproduced
    assert titles(witness) == ("1 A/B test «B»", "3 Send e-mail 3")


def test_the_path_names_the_branches() -> None:
    asked = {"filterType": "IN_LIST", "listId": "12", "operator": "IN_LIST"}
    branch = {
        "actionId": "1",
        "type": "LIST_BRANCH",
        "listBranches": [
            {"branchName": "Never", "filterBranch": group({**asked, "listId": "13"})},
            {"branchName": "Members", "filterBranch": group(asked), "connection": to("2")},
        ],
    }
    witness = witness_of("WF104", branch, email("2"))
    assert titles(witness) == ("1 If/then «Members»", "2 Send e-mail 2")
    assert witness.lists == ("12",)
    assert not witness.open_ways
    assert witness.reproduced


def test_the_last_step_goes_no_further() -> None:
    split = {"actionId": "2", "type": "AB_TEST_BRANCH", "testBranches": [{"connection": to("3")}]}
    witness = witness_of("WF104", {**email("1"), "connection": to("2")}, split)
    assert witness.path == ("1",)
    assert not witness.open_ways
    assert titles(witness) == ("1 Send e-mail 1",)


def test_of_several_ways_the_shortest_is_shown() -> None:
    asked = group(
        {
            "filterType": "PROPERTY",
            "property": "country",
            "operation": {
                "operationType": "ENUMERATION",
                "operator": "IS_ANY_OF",
                "values": ["NL"],
            },
        }
    )
    branch = {
        "actionId": "1",
        "type": "LIST_BRANCH",
        "listBranches": [{"branchName": "Dutch", "filterBranch": asked, "connection": to("7")}],
        "defaultBranch": to("9"),
    }
    status = {
        "actionId": "7",
        "type": "SINGLE_CONNECTION",
        "actionTypeId": "0-5",
        "fields": {"property_name": "country", "value": {"staticValue": "BE"}},
        "connection": to("9"),
    }
    assert witness_of("WF104", branch, status, email("9")).path == ("1", "9")


# ---------------------------------------------------------------- many, and long ones


def test_of_a_long_path_both_ends_are_described() -> None:
    last = findings_of("WF104", *chain(300))[-1].witness
    assert last is not None
    assert last.path == tuple(str(at) for at in range(1, 301))
    numbered = list(last.numbered_steps())
    assert len(numbered) == MAX_SHOWN
    assert [f"{number} Send e-mail {number}" for number, _ in numbered] == list(titles(last))
    assert (numbered[0][0], numbered[-1][0]) == (1, 300)
    assert "… 294 more …" in path_of(last)
    assert f"… {300 - MAX_SHOWN} more …" in path_of(last, len(last.steps))


@pytest.mark.parametrize("length", [1, 2, MAX_SHOWN - 1, MAX_SHOWN])
def test_a_path_that_is_not_long_is_described_whole(length: int) -> None:
    last = findings_of("WF104", *chain(length))[-1].witness
    assert last is not None
    assert [number for number, _ in last.numbered_steps()] == list(range(1, length + 1))
    assert "more" not in path_of(last, len(last.steps))


def test_a_record_that_was_there_before_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(run, "perform", lambda action, _: asked.append(action.id) or ("WF104",))
    found = findings_of("WF104", *chain(40))
    assert all(one.witness and one.witness.reproduced for one in found)
    assert asked == [str(at) for at in range(1, 41)]


def test_of_very_many_the_last_have_no_witness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dry_runs, "_MOST_PASSED", 1_000)
    found = findings_of("WF104", *chain(100))
    assert len(found) == 100
    proved = [one for one in found if one.witness is not None]
    assert 20 < len(proved) < 100
    assert found[: len(proved)] == tuple(proved)
    assert [one.approximate for one in found] == [one.witness is None for one in found]


def test_open_ways_are_gone_on_with_as_well() -> None:
    """Every other action is a test whose second way leads on; its first one leads to the end."""
    actions: list[Json] = []
    for at in range(1, 20, 2):
        ways = [{"connection": to("99")}, {"connection": to(str(at + 1))}]
        actions.append({"actionId": str(at), "type": "AB_TEST_BRANCH", "testBranches": ways})
        actions.append({**email(str(at + 1)), "connection": to(str(at + 2))})
    found = findings_of("WF104", *actions, email("21"), email("99"))
    assert [one.action_id for one in found] == [*map(str, range(2, 21, 2)), "21", "99"]
    for one in found[:-1]:
        assert one.witness is not None
        assert one.witness.reproduced
        assert one.witness.path == tuple(map(str, range(1, int(one.action_id or "") + 1)))
