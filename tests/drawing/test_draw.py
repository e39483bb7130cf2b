"""From a workflow and its findings to a drawing."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from tests.properties import flows
from tests.properties.wild import wild_flows
from tests.workflow.building import built, classic, try_built
from wflint.drawing.draw import draw, with_path
from wflint.drawing.model import Drawing, Edge, Mark, Node, Shape
from wflint.findings import Finding, Level, Place, Witness


def finding(action_id: str | None, level: Level = Level.ERROR, **others: Any) -> Finding:
    given_: dict[str, Any] = {"code": "WF103", "place": Place(""), **others}
    return Finding(name="x", level=level, message="m", file="a.json", action_id=action_id, **given_)


def on_the_way(*path: str, level: Level = Level.ERROR) -> Finding:
    return finding(path[-1], level, witness=Witness("0-1", {}, path))


def forked() -> dict[str, Any]:
    """1 branches to 2, to 3 and to an end; 2 goes to 3; 4 is left alone and leads to nothing."""
    here = flows.every(flows.any_of("region", "North"))
    ways = ((here, "2"), (here, flows.edge("3", "GOTO")), (here, "2"))
    return flows.flow(
        flows.list_branch("1", *ways),
        flows.delay("2", "3"),
        flows.write("3", "greeting", "Hello"),
        flows.email("4", "99"),
        enrolment=flows.by_list(here),
    )


def node(drawing: Drawing, text: str) -> Node:
    (found,) = (one for one in drawing.nodes if one.text.startswith(text))
    return found


def ends(drawing: Drawing, edge: Edge) -> tuple[str, str]:
    """What an edge leads from and to, in short."""
    at = {one.key: one.text.split()[0] if one.text else "end" for one in drawing.nodes}
    return at[edge.source], at[edge.target]


def test_nodes_and_edges_in_the_order_of_the_definition() -> None:
    drawing = draw(built(forked()), ())
    assert drawing.title == "A small one"
    assert [(one.shape, one.text) for one in drawing.nodes] == [
        (Shape.START, "contacts enrolled by filters"),
        (Shape.BRANCH, "1 If/then"),
        (Shape.WAIT, "2 Delay 3 days"),
        (Shape.ACTION, "3 Set greeting to Hello"),
        (Shape.ACTION, "4 Send e-mail 148200310021"),
        (Shape.MISSING, "there is no action 99"),
        (Shape.END, ""),
        (Shape.END, ""),
    ]
    said = [(*ends(drawing, one), one.text, one.goto) for one in drawing.edges]
    assert said == [
        ("contacts", "1", "", False),
        ("1", "2", "Way 1 / Way 3", False),
        ("1", "3", "Way 2", True),
        ("1", "end", "otherwise", False),
        ("2", "3", "", False),
        ("3", "end", "", False),
        ("4", "there", "", False),
    ]


def test_what_nothing_leads_to_is_unreached() -> None:
    drawing = draw(built(forked()), ())
    grey = [one.text for one in drawing.nodes if not one.reached]
    assert grey == ["4 Send e-mail 148200310021", "there is no action 99"]
    assert [ends(drawing, one) for one in drawing.edges if not one.reached] == [("4", "there")]


def test_a_way_that_no_record_takes_is_closed_and_what_follows_unreached() -> None:
    workflow = built(forked())
    branch = workflow.actions[0].branches[1]
    closed = finding("1", Level.WARNING, code="WF303", place=Place(branch.pointer))
    drawing = draw(workflow, [closed])
    assert [(*ends(drawing, one), one.reached) for one in drawing.edges if one.closed] == [
        ("1", "3", False)
    ]
    assert node(drawing, "3").reached
    other = finding("1", Level.WARNING, place=Place(branch.pointer))
    assert not any(one.closed for one in draw(workflow, [other]).edges)


def test_a_default_that_no_record_takes_is_closed() -> None:
    here = flows.every(flows.any_of("region", "North"))
    both = flows.list_branch("1", (here, "2"), default="3")
    workflow = built(flows.flow(both, flows.delay("2"), flows.delay("3", "2")))
    place = Place("/actions/0/defaultBranch")
    drawing = draw(workflow, [finding("1", code="WF303", place=place)])
    assert not node(drawing, "3").reached
    assert node(drawing, "2").reached


def test_marks_say_the_worst_level_and_each_code_once() -> None:
    found = [
        finding("2", Level.INFO, code="WF105"),
        finding("2", Level.WARNING, code="WF104"),
        finding("2", Level.WARNING, code="WF104"),
        finding(None, Level.INFO, code="WF110"),
        finding("of no action", code="WF202"),
    ]
    drawing = draw(built(forked()), found)
    assert node(drawing, "2").mark == Mark(Level.WARNING, ("WF104", "WF105"))
    assert drawing.nodes[0].mark == Mark(Level.ERROR, ("WF202", "WF110"))
    assert str(drawing.nodes[0].mark) == "error WF202, WF110"
    assert node(drawing, "3").mark is None


def test_many_codes_are_cut() -> None:
    found = [finding("2", code=f"WF10{at}") for at in range(9)]
    mark = node(draw(built(forked()), found), "2").mark
    assert mark is not None
    assert mark.codes == (*(f"WF10{at}" for at in range(6)), "3 more")


def test_the_path_of_a_record_is_marked() -> None:
    followed = on_the_way("1", "2", "3")
    drawing = draw(built(forked()), [followed], followed)
    assert [ends(drawing, one) for one in drawing.edges if one.on_path] == [
        ("contacts", "1"),
        ("1", "2"),
        ("2", "3"),
    ]
    assert [one.text[0] for one in drawing.nodes if one.on_path] == ["c", "1", "2", "3"]
    assert drawing.path == "the path of a record to WF103"
    assert draw(built(forked()), [followed]).path is None


def test_the_worst_finding_that_has_a_path_comes_first() -> None:
    warning, error = on_the_way("1", level=Level.WARNING), on_the_way("1", "2")
    bare = finding("2")
    assert with_path([bare, warning, error]) == [error, warning]


def test_a_workflow_without_a_start() -> None:
    flow = flows.flow(flows.delay("1"))
    del flow["startActionId"]
    drawing = draw(built(flow), ())
    assert ends(drawing, drawing.edges[0]) == ("contacts", "end")
    assert not node(drawing, "1").reached
    missing = draw(built({**flow, "startActionId": "7"}), ())
    assert ends(missing, missing.edges[0]) == ("contacts", "there")


def test_a_classic_workflow() -> None:
    drawing = draw(built(classic({"type": "DELAY", "delayMillis": 60_000, "actionId": 5})), ())
    assert [one.shape for one in drawing.nodes] == [Shape.START, Shape.WAIT, Shape.END]


@given(wild_flows())
def test_every_action_and_way_is_drawn_of_any_workflow(value: Any) -> None:
    workflow = try_built(value)
    assert workflow is not None
    drawing = draw(workflow, ())
    keys = [one.key for one in drawing.nodes]
    assert len(set(keys)) == len(keys)
    assert {end for one in drawing.edges for end in (one.source, one.target)} <= set(keys)
    texts = [one.text.split(" ")[0] for one in drawing.nodes[1:] if one.shape is not Shape.END]
    assert texts[: len(workflow.by_id())] == list(workflow.by_id())
    targets = {
        (action.id, way.target) for action in workflow.by_id().values() for way in action.ways
    }
    assert len(drawing.edges) == 1 + len(targets)
