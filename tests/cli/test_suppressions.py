"""Suppressions, in settings and in comments: what they take out, and what is said of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.test_check import check, flow, put

REASON = "only marketing contacts are in this list"


def suppress(**changes: Any) -> str:
    """A ``[[suppress]]`` for what is wrong with ``flow()``; a key that is None is left out."""
    table = {"rules": ["WF104"], "workflow": "77", "reason": REASON, **changes}
    rows = [f"{key} = {json.dumps(value)}" for key, value in table.items() if value is not None]
    return "\n".join(["[[suppress]]", *rows, ""])


def report(*arguments: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(check(*arguments, "--output-format", "json").stdout)
    return loaded


def codes(*arguments: str) -> list[str]:
    return [one["code"] for one in report(*arguments)["findings"]]


def commented(comment: str, above: bool = False) -> str:
    """``flow()`` in YAML, with a comment at the e-mail that is sent, or above it."""
    lines = yaml.safe_dump(flow(), sort_keys=False).splitlines()
    (at,) = [number for number, line in enumerate(lines) if "content_id" in line]
    if above:
        lines.insert(at, f"      {comment}")
    else:
        lines[at] += f"  {comment}"
    return "\n".join([*lines, ""])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"rules": ["non-marketing-contact"]},
        {"rules": ["WF10"]},
        {"workflow": 77},
        {"workflow": "Nurture"},
        {"action": "1"},
        {"action": 1},
        {"expires": "2026-11-24"},
    ],
)
def test_what_is_suppressed_is_counted_and_not_shown(folder: Path, changes: Any) -> None:
    put("a.json", flow())
    put("wflint.toml", suppress(**changes))
    result = check("a.json")
    assert (result.exit_code, result.stdout) == (0, "")
    count = 4 if changes.get("rules") == ["WF10"] else 1
    assert f"; {count} suppressed" in result.stderr
    assert report("a.json")["summary"]["suppressed"] == count


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"workflow": "78"}, ["WF104", "WF901"]),
        ({"action": "2"}, ["WF104", "WF901"]),
        ({"rules": ["WF103"]}, ["WF104", "WF901"]),
        ({"rules": ["WF103", "WF104"]}, ["WF901"]),
        ({"expires": "2026-11-23"}, ["WF104", "WF903"]),
        ({"reason": None}, ["WF104", "WF902"]),
        ({"reason": " "}, ["WF104", "WF902"]),
    ],
)
def test_what_is_wrong_with_one_is_a_finding(folder: Path, changes: Any, wanted: list[str]) -> None:
    put("a.json", flow())
    put("wflint.toml", suppress(**changes))
    found = report(".")["findings"]
    assert [one["code"] for one in found] == wanted
    about = found[-1]
    assert (about["file"], about["range"]["start"]) == ("wflint.toml", {"line": 1, "column": 3})
    assert check(".").exit_code == 1


def test_only_a_whole_search_says_that_a_workflow_is_gone(folder: Path) -> None:
    put("flows/a.json", flow())
    put("b.json", flow(id="78", name="Other"))
    put("wflint.toml", suppress())
    assert codes("b.json") == ["WF104"]
    assert codes("flows") == []
    put("flows/a.json", flow(id="79", name="Third"))
    assert codes("flows") == ["WF104"], "the workflow may be elsewhere"
    assert codes(".") == ["WF104", "WF104", "WF901"]


def test_a_rule_that_is_off_does_not_make_one_unused(folder: Path) -> None:
    put("a.json", flow())
    put("wflint.toml", suppress(rules=["WF103"]))
    assert codes("a.json") == ["WF104", "WF901"]
    assert codes("a.json", "--ignore", "WF103") == ["WF104"]
    assert codes("a.json", "--select", "WF104") == ["WF104"]


def test_it_is_about_one_action_of_several(folder: Path) -> None:
    first = {**flow()["actions"][0], "connection": {"edgeType": "STANDARD", "nextActionId": "2"}}
    second = {**flow()["actions"][0], "actionId": "2", "fields": {"content_id": "6"}}
    put("a.json", flow(actions=[first, second]))
    put("wflint.toml", suppress(action="2"))
    found = [one for one in report("a.json")["findings"] if one["code"] == "WF104"]
    assert [one["action_id"] for one in found] == ["1"]


def test_suppressions_of_a_file_that_is_built_on_count(folder: Path) -> None:
    put("a.json", flow())
    put("base/shared.toml", suppress())
    put("wflint.toml", 'extend = "base/shared.toml"\n')
    assert codes("a.json") == []
    assert codes("a.json", "--isolated") == ["WF104"]


# ---------------------------------------------------------------- comments


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize(
    "comment",
    [
        "# wflint: ignore[WF104] for a reason",
        "#wflint:ignore[non-marketing-contact]: for a reason",
        "# wflint: ignore[ WF104 , WF10 ] for a reason",
    ],
)
def test_a_comment_suppresses(folder: Path, comment: str, above: bool) -> None:
    put("a.yaml", commented(comment, above))
    assert (check("a.yaml").exit_code, codes("a.yaml")) == (0, [])


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize(
    ("comment", "unused"),
    [
        ("# wflint: ignore[WF109] one # wflint: ignore[WF104] another", "# wflint: ignore[WF109]"),
        ("# wflint: ignore[WF104] one  #wflint:ignore[WF109]: another", "#wflint:ignore[WF109]"),
    ],
)
def test_two_comments_on_a_line_both_count(
    folder: Path, comment: str, unused: str, above: bool
) -> None:
    put("a.yaml", commented(comment, above))
    found = report("a.yaml")["findings"]
    assert [(one["code"], one["message"].split()[0]) for one in found] == [("WF901", "WF109")]
    column = Path("a.yaml").read_text(encoding="utf-8").splitlines()[10].index(unused) + 1
    assert found[0]["range"]["start"] == {"line": 11, "column": column}


def test_a_comment_after_other_words_is_one_as_well(folder: Path) -> None:
    put("a.yaml", commented("# as agreed # wflint: ignore[WF104] by sales", above=True))
    assert codes("a.yaml") == []


def test_a_comment_elsewhere_is_unused(folder: Path) -> None:
    put("a.yaml", "# wflint: ignore[WF104] for a reason\n" + commented("# no wflint"))
    assert codes("a.yaml") == ["WF901", "WF104"]


def test_a_comment_without_a_reason_does_not_count(folder: Path) -> None:
    put("a.yaml", commented("# wflint: ignore[WF104]"))
    assert sorted(codes("a.yaml")) == ["WF104", "WF902"]


@pytest.mark.parametrize(
    "comment",
    ["# wflint checks this file", "# see wflint: it speaks", "# WFLINT", "#wflint ignores"],
)
def test_prose_about_wflint_is_none(folder: Path, comment: str) -> None:
    put("a.yaml", commented(comment))
    assert codes("a.yaml") == ["WF104"]


def test_what_looks_like_a_comment_in_a_value_is_none(folder: Path) -> None:
    put("a.yaml", commented("").replace("name: Nurture", 'name: "x # wflint: ignore[WF999] y"'))
    assert codes("a.yaml") == ["WF104"]


def test_a_comment_after_such_a_value_is_one(folder: Path) -> None:
    lines = commented("# wflint: ignore[WF104] as agreed").splitlines()
    lines[10] = lines[10].replace("'5'", '"5 # wflint: ignore[WF999] y"')
    put("a.yaml", "\n".join([*lines, ""]))
    assert codes("a.yaml") == []
    assert report("a.yaml")["summary"]["suppressed"] == 1


# ---------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rules": ["WF104", "WF999"]}, 'wflint.toml:2:19: there is no rule "WF999"'),
        (
            {"rules": ["no-compani"]},
            'wflint.toml:2:10: there is no rule "no-compani"; did you mean',
        ),
        ({"rules": []}, 'wflint.toml:1:3: a suppression needs "rules"'),
        ({"rules": "WF104"}, 'wflint.toml:2:1: "rules" must be a list of texts'),
        ({"workflow": None}, 'wflint.toml:1:3: a suppression needs "workflow"'),
        ({"expires": "soon"}, 'wflint.toml:5:1: "expires" must be a date'),
        ({"because": "x"}, "wflint.toml:5:1: "),
    ],
)
def test_mistakes_in_one_are_said_in_a_line(folder: Path, changes: Any, message: str) -> None:
    put("a.json", flow())
    put("wflint.toml", suppress(**changes))
    result = check("a.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("# wflint: ignore[WF999] why", 'there is no rule "WF999"'),
        ("# wflint: ignore WF104", "a comment to wflint is spelt"),
        ("# wflint: ignore[] why", "a comment to wflint is spelt"),
        ("# wflint: disable[WF104] why", "a comment to wflint is spelt"),
        ("# wflint ignore[WF104] why", "a comment to wflint is spelt"),
        ("# wflint-ignore[WF104] why", "a comment to wflint is spelt"),
        ("# wflint ignore WF104", "a comment to wflint is spelt"),
        ("# WFLINT: ignore[WF104] why", "a comment to wflint is spelt"),
        ("#Wflint Ignore[WF104]: why", "a comment to wflint is spelt"),
    ],
)
def test_mistakes_in_a_comment_are_said_in_a_line(folder: Path, comment: str, message: str) -> None:
    put("a.yaml", commented(comment))
    result = check("a.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("wflint: a.yaml:11:22: ")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
