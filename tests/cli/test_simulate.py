"""``wflint simulate`` as a whole command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from syrupy.assertion import SnapshotAssertion

from tests.properties import flows
from wflint.cli import main

TODAY = "2026-11-23"
"""A Monday."""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def simulate(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["simulate", *arguments], input=stdin)


def run(*arguments: str, stdin: str | bytes | None = None) -> dict[str, Any]:
    done = simulate(*arguments, "--output-format", "json", stdin=stdin)
    assert done.exit_code == 0, done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def put(name: str, document: Any) -> str:
    text = document if isinstance(document, str) else json.dumps(document)
    Path(name).write_text(text, encoding="utf-8")
    return name


def late() -> dict[str, Any]:
    return flows.any_of("lifecyclestage", "customer", "evangelist")


def nurture() -> dict[str, Any]:
    """Branches on the region, waits, writes, and demotes."""
    return flows.flow(
        flows.list_branch("1", (flows.every(flows.any_of("region", "North")), "2"), default="3"),
        flows.write("2", "greeting", "Hello", "3"),
        flows.delay("3", "4"),
        flows.write("4", "lifecyclestage", "lead"),
        enrolment=flows.by_list(flows.every(late())),
    )


NORTH = ("--set", "lifecyclestage=customer", "--set", "region=North", "--today", TODAY)

# ---------------------------------------------------------------- one record


def test_text(snapshot: SnapshotAssertion) -> None:
    done = simulate(put("a.json", nurture()), *NORTH)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == snapshot


def test_trace(snapshot: SnapshotAssertion) -> None:
    stage = ("--set", "lifecyclestage=evangelist", "--today", TODAY)
    assert simulate(put("a.json", nurture()), *stage, "--trace").stdout == snapshot


def test_json(snapshot: SnapshotAssertion) -> None:
    assert run(put("a.json", nurture()), *NORTH, "--trace") == snapshot


def test_a_record_that_does_not_meet_the_trigger() -> None:
    done = run(put("a.json", nurture()), "--set", "lifecyclestage=lead")
    assert (done["enrolled"], done["steps"]) == (False, [])
    assert done["end"] == "it does not meet the trigger"
    text = simulate("a.json", "--set", "lifecyclestage=lead").stdout
    assert 'no, lifecyclestage is "customer" or "evangelist" (it is "lead")' in text


def test_force_enrols_by_hand() -> None:
    done = run(put("a.json", nurture()), "--set", "lifecyclestage=lead", "--force")
    assert [step["action_id"] for step in done["steps"]] == ["1", "3", "4"]


def test_the_clock_starts_as_told() -> None:
    put("a.json", nurture())
    at = run("a.json", *NORTH)["steps"]
    assert (at[0]["at"], at[-1]["at"]) == ("2026-11-23T09:00:00Z", "2026-11-26T09:00:00Z")
    moment = run("a.json", *NORTH, "--now", "2026-05-04T23:30+02:00")["steps"][0]["at"]
    assert moment == "2026-05-04T21:30:00Z"


def test_a_moment_is_in_the_zone_of_the_portal() -> None:
    put("wflint.toml", '[portal]\ntime-zone = "Europe/Paris"\n')
    steps = run(put("a.json", nurture()), *NORTH)["steps"]
    assert steps[0]["at"] == "2026-11-23T08:00:00Z"
    assert "2026-11-23 09:00  1 If/then" in simulate("a.json", *NORTH).stdout


def test_all_that_options_say_of_a_record() -> None:
    options = ("--associated", '279:{"name": "Acme"}', "--associated", "279", "--in-list", "12")
    others = ("--subscription", "101=OPT_IN", "--fact", "x", "--set", "empty=")
    outputs = ("--action-output", "7:score=3", "--action-output", "7:url=a:b=c")
    flow = put("a.json", flows.flow(flows.delay("1")))
    record = run(flow, *options, *others, *outputs)["record"]
    assert record == {
        "properties": {},
        "associations": {"279": [{"name": "Acme"}, {}]},
        "lists": ["12"],
        "subscriptions": {"101": "OPT_IN"},
        "facts": ["x"],
        "outputs": {"7": {"score": "3", "url": "a:b=c"}},
    }


def test_options_come_before_the_record_file() -> None:
    put("a.json", nurture())
    record = put("r.yaml", "properties: {lifecyclestage: lead, region: North}\n")
    steps = run("a.json", "--record", record, "--set", "lifecyclestage=customer")["steps"]
    assert [step["action_id"] for step in steps] == ["1", "2", "3", "4"]


def test_standard_input() -> None:
    record = json.dumps({"properties": {"lifecyclestage": "customer"}})
    assert run(put("a.json", nurture()), "--record", "-", stdin=record)["enrolled"]
    assert run("-", "--set", "lifecyclestage=customer", stdin=json.dumps(nurture()))["enrolled"]


def test_options_add_to_the_outputs_of_the_record_file() -> None:
    record = put("r.json", {"outputs": {"1": {"a": "1", "b": "2"}}})
    done = run(
        put("a.json", flows.flow(flows.delay("1"))),
        *("--record", record, "--action-output", "1:b=3", "--action-output", "2:c=4"),
    )
    assert done["record"]["outputs"] == {"1": {"a": "1", "b": "3"}, "2": {"c": "4"}}


def test_the_record_of_a_finding_is_a_record() -> None:
    put("a.json", nurture())
    report = CliRunner().invoke(main, ["check", "a.json", "--output-format", "json"]).stdout
    witness = json.loads(report)["findings"][0]["witness"]
    done = run("a.json", "--record", put("w.json", witness["record"]))
    assert [step["action_id"] for step in done["steps"]] == witness["path"]


def test_the_way_to_take_where_any_may_be_next() -> None:
    ways = [{"connection": flows.edge(to), "percentage": 50} for to in ("2", "3")]
    split = {"actionId": "1", "type": "AB_TEST_BRANCH", "testBranches": ways}
    put("a.json", flows.flow(split, flows.delay("2"), flows.delay("3")))
    for take in ("2", "3"):
        assert run("a.json", "--take", f"1,{take}")["steps"][1]["action_id"] == take


# ---------------------------------------------------------------- which workflow


def test_a_workflow_is_chosen_by_id_name_or_place() -> None:
    one, two = nurture(), {**flows.flow(flows.delay("7")), "name": "Other", "id": "77"}
    put("a.json", [one, two])
    for name in ("77", "Other", "1"):
        assert run("a.json", "--workflow", name)["steps"][0]["action_id"] == "7"


# ---------------------------------------------------------------- mistakes


def refused(*arguments: str, stdin: str | None = None) -> str:
    done = simulate(*arguments, stdin=stdin)
    assert (done.exit_code, done.stdout) == (2, ""), done.stderr
    assert done.stderr.count("\n") == 1
    return done.stderr.removeprefix("wflint: ").rstrip("\n")


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("[1, 2]", "r.json:1:1: record: an object is expected"),
        ('{"properties": {"a": [1]}}', "r.json:1:22: /properties/a: a text, a number"),
        ('{"property": {}}', "r.json:1:14: /property: unknown key; known are properties"),
        ('{"associations": {"x": []}}', "r.json:1:24: /associations/x: an association type id"),
        ("{", "r.json:1:2: "),
        ("", "r.json:1:1: "),
    ],
)
def test_a_record_file_that_holds_no_record(document: str, says: str) -> None:
    put("a.json", nurture())
    assert refused("a.json", "--record", put("r.json", document)).startswith(says)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("{", "a.json:1:2: "),
        ('{"some": "thing"}', "a.json: there is no workflow in it"),
        ("[]", "a.json: there is no workflow in it"),
    ],
)
def test_a_flow_that_cannot_be_read(document: str, says: str) -> None:
    assert refused(put("a.json", document)).startswith(says)


def test_several_workflows_and_no_name() -> None:
    put("a.json", [{**nurture(), "id": str(number)} for number in range(12)])
    several = refused("a.json")
    assert several.startswith('a.json: choose one with --workflow; it holds "0", "1"')
    assert several.endswith('"9" and 2 more')
    assert refused("a.json", "--workflow", "x").startswith('a.json: there is no workflow "x"')


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--set", "x"), '--set "x": write it as NAME=VALUE'),
        (("--subscription", "=y"), '--subscription "=y": write it as NAME=VALUE'),
        (("--action-output", "score=3"), '--action-output "score=3": write it as ID:KEY=VALUE'),
        (("--action-output", "7:score"), '--action-output "7:score": write it as ID:KEY=VALUE'),
        (("--associated", "279:{"), '--associated "279:{": no JSON'),
        (("--associated", "no"), "--associated: /associations/no: an association type id"),
        (("--now", "soon"), '"soon" is no moment such as 2026-11-24T09:00'),
        (("--record", "none.json"), "none.json: there is no such file"),
        (("--record", "."), ".: this is a folder"),
        (("--records", "r.txt"), "r.txt: records are read from .csv and .jsonl files"),
        (("--records", "r.txt", "--set", "a=b"), "--records and --record, --set and the like"),
        (("--config", "no.toml"), "no.toml: "),
    ],
)
def test_options_that_cannot_be_used(arguments: tuple[str, ...], says: str) -> None:
    put("a.json", nurture())
    put("r.txt", "a\n")
    assert says in refused("a.json", *arguments)


def test_a_file_that_is_not_there() -> None:
    assert refused("none.json") == "none.json: there is no such file"


def test_a_mistyped_option_is_a_warning() -> None:
    done = simulate(put("a.json", nurture()), "--set", "lifecyclestage=Customer")
    assert done.exit_code == 0
    warning = 'lifecyclestage: "Customer" is none of its options; did you mean "customer"?'
    assert done.stderr == f"wflint: warning: {warning}\n"
    assert "wflint: " not in simulate("a.json", "--set", "anything=else").stderr


def test_parts_that_are_not_understood_are_counted() -> None:
    put("a.json", flows.flow({"actionId": "1", "type": "LIST_BRANCH", "listBranches": 3}))
    done = simulate("a.json")
    assert done.exit_code == 0
    assert "1 parts are not understood" in done.stderr or "not understood" in done.stderr


# ---------------------------------------------------------------- many records

TABLE = """\
lifecyclestage,region,email
customer,North,a@example.org
lead,North,b@example.org
evangelist,,"c@example
.org"
customer,"South
customer,too,many,cells
"""


def test_many_records(snapshot: SnapshotAssertion) -> None:
    put("a.json", nurture())
    done = simulate("a.json", "--records", put("r.csv", TABLE), "--today", TODAY)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == snapshot


def test_many_records_for_programs() -> None:
    put("a.json", nurture())
    lines = [
        {"properties": {"lifecyclestage": "customer"}},
        {"properties": {"lifecyclestage": "lead"}},
        [],
        {"properties": {"lifecyclestage": "evangelist"}},
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines) + "\n{\n"
    assert run("a.json", "--records", put("r.jsonl", text)) == {
        "records": 3,
        "enrolled": 2,
        "refused": {"it does not meet the trigger": 1},
        "errors": [{"action_id": "4", "code": "WF103", "records": 2, "first_lines": [1, 4]}],
        "unreadable": 2,
        "first_unreadable": [
            {"line": 3, "message": "record: an object is expected"},
            {"line": 6, "message": "no JSON: unexpected end of data at column 1"},
        ],
    }


def test_a_record_in_bulk_is_the_same_as_alone() -> None:
    put("a.json", nurture())
    put("r.csv", "lifecyclestage,region\ncustomer,North\n")
    bulk = run("a.json", "--records", "r.csv")
    alone = run("a.json", *NORTH)
    failed = [step["action_id"] for step in alone["steps"] if step["errors"]]
    assert [error["action_id"] for error in bulk["errors"]] == failed == ["4"]
