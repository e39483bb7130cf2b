"""Large and adversarial flows: each is judged, and its findings are right.

Nothing is timed. The limit on each process only tells work that grows with the flow from work
that doubles with every action.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.properties import flows
from tests.properties.flows import Json
from tests.properties.linting import OPTIONS, ROOT

LIMIT = 60
"""Seconds."""

OPTED_OUT = flows.every(flows.flag("hs_email_optout", True))
OPTED_IN = flows.every(flows.flag("hs_email_optout", False, blank=True))


def judged(flow: Json, folder: Path) -> list[dict[str, Any]]:
    path = folder / "large.json"
    path.write_text(json.dumps(flow), encoding="utf-8")
    arguments = ["check", str(path), *OPTIONS, "--output-format", "json"]
    done = subprocess.run(
        [sys.executable, "-m", "wflint", *arguments],
        cwd=ROOT,
        capture_output=True,
        timeout=LIMIT,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr.decode()
    findings: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return findings


def verdict(findings: list[dict[str, Any]], code: str, action_id: str) -> str | None:
    """The verdict of a rule on an action; ``joined`` where *possible* is only approximate."""
    rows = [row for row in findings if (row["code"], row["action_id"]) == (code, action_id)]
    assert len(rows) <= 1
    if not rows:
        return None
    joined = rows[0]["verdict"] == "possible" and rows[0]["approximate"]
    return "joined" if joined else str(rows[0]["verdict"])


def note(at: int, then: int | None) -> Json:
    """A harmless step."""
    fields = {"user_ids": ["7"], "subject": "s", "body": "b"}
    return flows.single(str(at), "0-8", fields, None if then is None else str(then))


def contacts(*actions: Json, trigger: Json | None = None) -> Json:
    return flows.flow(*actions, enrolment=None if trigger is None else flows.by_list(trigger))


# ---------------------------------------------------------------- long


def test_chain_of_five_thousand_actions(tmp_path: Path) -> None:
    steps = [note(at, at + 1) for at in range(1, 5000)]
    findings = judged(contacts(*steps, flows.email("5000"), trigger=OPTED_OUT), tmp_path)
    assert verdict(findings, "WF105", "5000") == "certain"
    assert verdict(findings, "WF104", "5000") == "possible"


def test_chain_of_writes(tmp_path: Path) -> None:
    steps = [flows.write(str(at), f"p{at}", "x", str(at + 1)) for at in range(1, 1000)]
    findings = judged(contacts(*steps, flows.email("1000"), trigger=OPTED_IN), tmp_path)
    assert verdict(findings, "WF105", "1000") == "bypass"


def test_chain_of_delays(tmp_path: Path) -> None:
    steps = [flows.delay(str(at), str(at + 1)) for at in range(1, 500)]
    findings = judged(contacts(*steps, flows.email("500"), trigger=OPTED_IN), tmp_path)
    assert verdict(findings, "WF105", "500") == "stale"


# ---------------------------------------------------------------- wide and merging


def diamonds(count: int, *, writes: bool, same: bool = False) -> list[Json]:
    """Branches that meet again at once: 2 ** count paths to the action after the last."""
    actions = []
    for at in range(count):
        first, side, after = 2 * at + 1, 2 * at + 2, 2 * at + 3
        name = "region" if same else f"flag_{at}"
        asked = flows.every(flows.text(name, "IS_EQUAL_TO", f"v{at}"))
        actions.append(flows.list_branch(str(first), (asked, str(side)), default=str(after)))
        merge = flows.edge(str(after), "GOTO")
        actions.append(
            flows.write(str(side), f"mark_{at % 7}", f"m{at}", merge)
            if writes
            else note(side, after)
        )
    return actions


@pytest.mark.parametrize("same", [False, True], ids=["own properties", "one property"])
@pytest.mark.parametrize("writes", [False, True], ids=["read", "written"])
def test_sixty_diamonds(tmp_path: Path, writes: bool, same: bool) -> None:
    actions = diamonds(60, writes=writes, same=same)
    findings = judged(contacts(*actions, flows.email("121"), trigger=OPTED_OUT), tmp_path)
    assert verdict(findings, "WF105", "121") in {"certain", "joined"}
    assert verdict(findings, "WF104", "121") in {"possible", "joined"}
    guarded = judged(contacts(*actions, flows.email("121"), trigger=OPTED_IN), tmp_path)
    assert verdict(guarded, "WF105", "121") in {"bypass", "joined"}


def test_diamonds_whose_choice_is_asked_again(tmp_path: Path) -> None:
    """Each branch reads what the one before wrote: the last e-mail is behind all of them."""
    actions = []
    for at in range(40):
        first, yes, no, after = (str(4 * at + each) for each in (1, 2, 3, 5))
        seen = flows.every(flows.any_of("hs_lead_status", f"S{at}"))
        actions.append(flows.list_branch(first, (seen, yes), default=no))
        actions.append(flows.write(yes, "hs_lead_status", f"S{at + 1}", after))
        actions.append(flows.write(no, "region", f"r{at}", flows.edge(after, "GOTO")))
    actions.append(flows.email("161"))
    findings = judged(contacts(*actions, trigger=OPTED_OUT), tmp_path)
    assert verdict(findings, "WF105", "161") in {"certain", "joined"}


def test_widest_value_branch(tmp_path: Path) -> None:
    values = [f"value {at}" for at in range(250)]
    ways = [(value, str(at + 2)) for at, value in enumerate(values)]
    sends = [flows.write_associated(str(at + 2), 4) for at in range(250)]
    wide = flows.static_branch("1", "region", *ways, default="252")
    trigger = flows.every(
        flows.prop("region", "MULTISTRING", "IS_NOT_EQUAL_TO", blank=True, values=values[:3])
    )
    findings = judged(
        contacts(wide, *sends, flows.write_associated("252", 279), trigger=trigger), tmp_path
    )
    assert [verdict(findings, "WF101", str(at)) for at in range(2, 6)] == [None] * 3 + ["possible"]
    assert verdict(findings, "WF102", "252") == "possible"


# ---------------------------------------------------------------- large conditions


def test_filter_with_two_thousand_values(tmp_path: Path) -> None:
    values = [f"V{at}" for at in range(2000)]
    actions = [
        flows.list_branch("1", (flows.every(flows.any_of("hs_lead_status", *values)), "2")),
        flows.list_branch(
            "2", (flows.every(flows.none_of("hs_lead_status", *values)), "3"), default="4"
        ),
        flows.write_associated("3", 4),
        flows.write_associated("4", 4),
    ]
    findings = judged(contacts(*actions), tmp_path)
    assert verdict(findings, "WF101", "3") is None
    assert verdict(findings, "WF101", "4") == "possible"


def test_three_hundred_groups(tmp_path: Path) -> None:
    """Each group asks for another property beside the same fact."""
    groups = [
        flows.every(
            flows.text(f"topic_{at % 60}", "IS_EQUAL_TO", f"v{at}"),
            flows.flag("hs_email_optout", True),
        )
        for at in range(300)
    ]
    trigger = flows.some(*groups)
    findings = judged(contacts(flows.email("1"), trigger=trigger), tmp_path)
    assert verdict(findings, "WF105", "1") in {"certain", "joined"}


def test_negated_groups(tmp_path: Path) -> None:
    """Not any of many conjunctions: a product of sums, and nothing in it about the e-mail."""
    groups = [
        flows.every(
            flows.text(f"left_{at}", "IS_EQUAL_TO", "a"),
            flows.text(f"right_{at}", "IS_EQUAL_TO", "b"),
        )
        for at in range(80)
    ]
    actions = [
        flows.list_branch("1", (flows.branch("NOT_ANY", *groups), "2"), default="3"),
        flows.email("2"),
        flows.email("3"),
    ]
    findings = judged(contacts(*actions, trigger=OPTED_OUT), tmp_path)
    assert verdict(findings, "WF105", "2") in {"certain", "joined"}
    assert verdict(findings, "WF105", "3") in {"certain", "joined"}


def test_pigeons_that_do_not_fit(tmp_path: Path) -> None:
    """Seven properties, six values, no two alike: hard to refute, so either answer will do."""
    holes = [f"H{at}" for at in range(6)]
    names = [f"pigeon_{at}" for at in range(7)]
    somewhere = [
        flows.every(flows.prop(name, "MULTISTRING", "IS_EQUAL_TO", values=holes)) for name in names
    ]
    apart = [
        flows.branch(
            "NOT_ALL", flows.text(one, "IS_EQUAL_TO", hole), flows.text(two, "IS_EQUAL_TO", hole)
        )
        for at, one in enumerate(names)
        for two in names[at + 1 :]
        for hole in holes
    ]
    trigger = flows.every(*somewhere, *apart)
    findings = judged(contacts(flows.email("1"), trigger=trigger), tmp_path)
    assert verdict(findings, "WF104", "1") in {None, "joined"}


def test_filters_two_hundred_deep(tmp_path: Path) -> None:
    """An even number of negations around one fact."""
    trigger = OPTED_OUT
    for _ in range(100):
        trigger = flows.branch("NOT_ANY", trigger)
    findings = judged(contacts(flows.email("1"), trigger=trigger), tmp_path)
    assert verdict(findings, "WF105", "1") == "certain"


# ---------------------------------------------------------------- cycles


def test_large_cycle(tmp_path: Path) -> None:
    """Round and round, with a wait on the way: whoever opted in may have opted out since."""
    steps = [note(at, at + 1) for at in range(1, 400)]
    back = flows.delay("400", "401")
    again = flows.list_branch(
        "401", (flows.every(flows.known("region")), flows.edge("1", "GOTO")), default="402"
    )
    findings = judged(contacts(*steps, back, again, flows.email("402"), trigger=OPTED_IN), tmp_path)
    assert verdict(findings, "WF105", "402") == "stale"
    assert verdict(findings, "WF104", "402") == "possible"


def test_endless_cycle(tmp_path: Path) -> None:
    """No way out and no wait: what is written at its end is what its beginning reads."""
    steps = [note(at, at + 1) for at in range(2, 100)]
    first = flows.static_branch("1", "region", ("north", "101"), default="2")
    back = flows.write("100", "region", "north", flows.edge("1", "GOTO"))
    trigger = flows.every(flows.unknown("region"), flows.associated(4, "NOT_IN_LIST"))
    findings = judged(
        contacts(first, *steps, back, flows.write_associated("101", 4), trigger=trigger), tmp_path
    )
    assert verdict(findings, "WF101", "101") == "certain"


def test_every_action_may_lead_to_every_other(tmp_path: Path) -> None:
    """A mesh of branches with writes: as many cycles as there are orders."""
    count, asked = 18, flows.known
    actions = []
    for at in range(1, count + 1):
        others = [other for other in range(1, count + 1) if other != at]
        ways = [
            (flows.every(asked(f"flag_{other}")), flows.edge(str(other), "GOTO"))
            for other in others
        ]
        branch, wait = str(100 + at), str(200 + at)
        actions.append(flows.write(str(at), f"flag_{at}", "", wait))
        actions.append(flows.delay(wait, branch))
        actions.append(flows.list_branch(branch, *ways, default="900"))
    findings = judged(contacts(*actions, flows.email("900"), trigger=OPTED_OUT), tmp_path)
    assert verdict(findings, "WF105", "900") in {"certain", "joined"}
