"""``wflint why``: the reason a rule spoke, or was silent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.test_check import TODAY, check, flow, put, wflint
from wflint.rules.structure.missing_start import MissingStart

MARKETING = {
    "filterType": "PROPERTY",
    "property": "hs_marketable_status",
    "operation": {
        "operationType": "ENUMERATION",
        "operator": "IS_ANY_OF",
        "values": ["true"],
        "includeObjectsWithNoValueSet": False,
    },
}


def tree(*filters: dict[str, Any]) -> dict[str, Any]:
    group = {"filterBranchType": "AND", "filterBranches": [], "filters": list(filters)}
    return {"filterBranchType": "OR", "filterBranches": [group], "filters": []}


def enrolled(*filters: dict[str, Any]) -> dict[str, Any]:
    return {"type": "LIST_BASED", "listFilterBranch": tree(*filters)}


def guarded() -> dict[str, Any]:
    """A branch that lets marketing contacts through to the e-mail, and nobody else."""
    edge = {"edgeType": "STANDARD", "nextActionId": "1"}
    way = {"filterBranch": tree(MARKETING), "branchName": "May be mailed", "connection": edge}
    branch = {"actionId": "2", "type": "LIST_BRANCH", "listBranches": [way]}
    return flow(startActionId="2", actions=[branch, *flow()["actions"]])


def why(*arguments: str) -> str:
    result = wflint("why", "--today", TODAY, *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def answer(*arguments: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(why(*arguments, "--output-format", "json"))
    return loaded


def fate(*arguments: str) -> tuple[str, str]:
    (one,) = answer(*arguments)["findings"]
    return one["fate"], one["because"]


def silence(*arguments: str) -> tuple[str, str]:
    (one,) = answer(*arguments)["silent"]
    return one["reason"], one["because"]


# ---------------------------------------------------------------- what was found


def test_what_is_shown(folder: Path, snapshot: SnapshotAssertion) -> None:
    put("a.json", flow())
    assert fate("WF104", "a.json") == ("shown", 'level = "warning" (default)')
    assert why("WF104", "a.json") == snapshot
    assert why("non-marketing-contact", "a.json", "1", "--output-format", "json") == snapshot


def test_what_is_below_the_level_shown(folder: Path) -> None:
    put("a.json", flow())
    because = 'info is below the level shown: level = "warning" (default)'
    assert fate("WF105", "a.json") == ("hidden", because)
    put("wflint.toml", 'fail-on = "error"\nlevel = "error"\n')
    because = 'warning is below the level shown: level = "error" (wflint.toml:2)'
    assert fate("WF104", "a.json") == ("hidden", because)


def test_what_is_suppressed(folder: Path) -> None:
    put("a.json", flow())
    put("wflint.toml", '[[suppress]]\nrules = ["WF1"]\nworkflow = "77"\nreason = "it is a test"\n')
    assert fate("WF104", "a.json") == ("suppressed", "wflint.toml:1:3: it is a test")


def test_what_is_in_the_baseline(folder: Path) -> None:
    put("a.json", flow())
    assert check(".", "--write-baseline").exit_code == 0
    known = ("--baseline", "wflint-baseline.json")
    assert fate("WF104", "a.json", *known) == (
        "suppressed",
        "wflint-baseline.json: in the baseline",
    )


@pytest.mark.parametrize(
    ("settings", "because"),
    [
        ('ignore = ["WF9", "WF10"]\n', 'ignore names "WF10" (wflint.toml:1)'),
        ('level = "info"\nselect = ["WF2"]\n', "select does not name it (wflint.toml:2)"),
        (
            '[[overrides]]\nfiles = ["*.json"]\nignore = [\n "WF2",\n "WF104"]\n',
            'ignore names "WF104" (wflint.toml:5)',
        ),
    ],
)
def test_a_rule_that_is_off(folder: Path, settings: str, because: str) -> None:
    put("a.json", flow())
    put("wflint.toml", settings)
    assert fate("WF104", "a.json") == ("off", f"the rule is off: {because}")
    assert answer("WF104", "a.json")["selected"] == {"on": False, "because": because}
    assert "WF104" not in check("a.json").stdout


def test_a_rule_that_is_on_and_why(folder: Path) -> None:
    put("a.json", flow())
    assert answer("WF702", "a.json")["selected"] == {
        "on": False,
        "because": "it is off unless it is selected",
    }
    put("base.toml", 'extend-select = ["WF7"]\n')
    put("wflint.toml", 'extend = "base.toml"\n[rules.missing-description]\nlevel = "error"\n')
    found = answer("WF702", "a.json")
    assert found["selected"] == {"on": True, "because": 'extend-select names "WF7" (base.toml:1)'}
    assert found["level_set"] == 'level = "error" (wflint.toml:3)'
    assert [one["level"] for one in found["findings"]] == ["error"]


# ---------------------------------------------------------------- what guards


def test_a_branch_guards(folder: Path, snapshot: SnapshotAssertion) -> None:
    put("a.json", guarded())
    reason, because = silence("WF104", "a.json")
    assert reason == "guarded"
    assert because.startswith("cannot fail, because of branch «May be mailed» at action 2; ")
    assert because.endswith('every record that gets here: hs_marketable_status is "true"')
    assert why("WF104", "a.json") == snapshot
    assert why("WF104", "a.json", "1", "--output-format", "json") == snapshot


def test_trigger_and_branch_guard_alike(folder: Path) -> None:
    put("a.json", {**guarded(), "enrollmentCriteria": enrolled(MARKETING)})
    _, because = silence("WF104", "a.json", "1")
    assert "because of the trigger and branch «May be mailed» at action 2, any one" in because


def test_the_trigger_alone_lets_those_fail_who_come_past_it(folder: Path) -> None:
    put("a.json", flow(enrollmentCriteria=enrolled(MARKETING)))
    (found,) = answer("WF104", "a.json")["findings"]
    assert (found["verdict"], found["fate"]) == ("bypass", "hidden")
    assert found["held"]["because"].startswith("cannot fail, because of the trigger; ")
    assert found["held"]["guards"] == [{"kind": "trigger", "action_id": None, "ways": []}]


def test_where_nobody_comes(folder: Path) -> None:
    put("a.json", {**guarded(), "startActionId": "1"})
    assert answer("WF104", "a.json")["findings"]
    lonely = {**flow()["actions"][0], "actionId": "9"}
    put("a.json", flow(actions=[*flow()["actions"], lonely]))
    assert silence("WF104", "a.json", "9") == ("unreached", "no connection leads here")
    never = {"filterType": "CONSTANT", "shouldAccept": False}
    put("a.json", flow(enrollmentCriteria=enrolled(never)))
    assert silence("WF104", "a.json", "1") == (
        "unreached",
        "no record gets here, because of the trigger",
    )


def test_what_the_settings_say_of_the_portal(folder: Path) -> None:
    put("a.json", flow())
    put("wflint.toml", "[portal]\ngraymail = true\nmarketing-contacts = false\n")
    said = "the settings say portal.marketing-contacts = false (wflint.toml:3)"
    assert silence("WF104", "a.json", "1") == ("portal", said)
    put("portal.json", {"version": 1, "emails": {"5": {"transactional": True}}})
    put("wflint.toml", "")
    reason, said = silence("WF104", "a.json", "1", "--portal", "portal.json")
    assert reason == "portal"
    assert said.startswith("the settings say portal.snapshot = ")
    assert said.endswith("(the command line)")


def test_what_the_rule_is_not_about(folder: Path) -> None:
    put("a.json", guarded())
    assert silence("WF104", "a.json", "2") == (
        "other-kind",
        "the rule is not about actions of this kind",
    )
    assert "there is no action that it could speak about" in why("WF103", "a.json")


def test_rules_that_predict_nothing(folder: Path) -> None:
    put("a.json", flow())
    assert "it looked and found nothing; what it looks for: " in why("WF203", "a.json")
    lonely = {**flow()["actions"][0], "actionId": "9"}
    put("a.json", flow(actions=[*flow()["actions"], lonely]))
    assert fate("WF203", "a.json", "9")[0] == "shown"
    assert answer("WF203", "a.json", "1")["findings"] == []


def test_rules_about_files_and_suppressions(folder: Path) -> None:
    put("a.json", "{")
    assert fate("WF001", "a.json")[0] == "shown"
    put("a.json", flow())
    put("wflint.toml", '[[suppress]]\nrules = ["WF103"]\nworkflow = "77"\nreason = "x"\n')
    assert fate("WF901", "a.json")[0] == "shown"


def test_one_workflow_of_several(folder: Path) -> None:
    put("a.json", [flow(), {**guarded(), "id": "78", "name": "Guarded"}])
    assert answer("WF104", "a.json", "--workflow", "Nurture")["silent"] == []
    assert answer("WF104", "a.json", "--workflow", "78")["findings"] == []


def test_standard_input(folder: Path) -> None:
    result = wflint("why", "WF104", "-", stdin=json.dumps(guarded()))
    assert result.exit_code == 0
    assert "branch «May be mailed» at action 2" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["WF1044", "a.json"], 'there is no rule "WF1044"; did you mean "WF104"'),
        (["no-compani", "a.json"], 'did you mean "no-company"'),
        (["WF104", "nope.json"], "nope.json: there is no such file"),
        (["WF001", "nope.json"], "nope.json: there is no such file"),
        (["WF104", "."], "this is a folder"),
        (["WF104", "a.json", "7"], 'a.json: there is no action "7" in it; its actions are 1'),
        (["WF104", "a.json", "--workflow", "x"], 'there is no workflow "x"'),
        (["WF104", "two.json"], "choose one with --workflow"),
        (["WF104", "broken.json"], "broken.json:1:"),
        (["WF104", "a.json", "--baseline", "broken.json"], "broken.json:1:"),
        (["WF104", "a.json", "--config", "nope.toml"], "nope.toml"),
        (["WF104", "a.json", "--config", "x.toml", "--isolated"], "exclude each other"),
        (["WF104"], "Missing argument"),
    ],
)
def test_mistakes_are_one_line(folder: Path, arguments: list[str], message: str) -> None:
    put("a.json", flow())
    put("two.json", [flow(), flow(id="78")])
    put("broken.json", "{")
    result = wflint("why", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_bug_of_ours_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("oh no")

    monkeypatch.setattr(MissingStart, "check", fail)
    put("a.json", flow())
    result = wflint("why", "WF201", "a.json")
    assert result.exit_code == 3
    assert "oh no" in result.stderr
    assert wflint("why", "WF203", "a.json").exit_code == 0
