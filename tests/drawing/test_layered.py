"""The layout: nothing overlaps, all arrows go down, and the same comes out each time."""

from __future__ import annotations

import time
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from wflint.drawing.layered import Box, Layout, Link, lay_out, spans_of

sizes = st.builds(Box, st.floats(4, 200), st.floats(4, 80))


@st.composite
def acyclic(draw: st.DrawFn) -> tuple[list[Box], list[Link]]:
    boxes = draw(st.lists(sizes, min_size=1, max_size=14))
    count = len(boxes)
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    pairs = draw(st.lists(ends.filter(lambda two: two[0] != two[1]), max_size=24))
    # Numbers are shuffled, so that a link may go to a box that stands before in the list.
    names = draw(st.permutations(range(count)))
    return boxes, [Link(names[min(two)], names[max(two)]) for two in pairs]


def corners(layout: Layout, boxes: list[Box]) -> list[tuple[float, float, float, float]]:
    return [
        (x - box.width / 2, y - box.height / 2, x + box.width / 2, y + box.height / 2)
        for (x, y), box in zip(layout.middles, boxes, strict=True)
    ]


@given(acyclic())
def test_no_boxes_overlap_and_all_are_inside(case: tuple[list[Box], list[Link]]) -> None:
    boxes, links = case
    layout = lay_out(boxes, links)
    placed = corners(layout, boxes)
    for left, top, right, bottom in placed:
        assert left >= -0.01
        assert top >= -0.01
        assert right <= layout.width + 0.01
        assert bottom <= layout.height + 0.01
    for one, other in combinations(placed, 2):
        apart = one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
        assert apart


@given(acyclic())
def test_every_arrow_goes_down_from_box_to_box(case: tuple[list[Box], list[Link]]) -> None:
    boxes, links = case
    layout = lay_out(boxes, links)
    placed = corners(layout, boxes)
    for link, route in zip(links, layout.routes, strict=True):
        source, target = layout.middles[link.source], layout.middles[link.target]
        assert route[0] == (source[0], placed[link.source][3])
        assert route[-1] == (target[0], placed[link.target][1])
        assert all(upper[1] <= lower[1] for upper, lower in pairwise(route))
        assert route[0][1] < route[-1][1]


@given(acyclic())
def test_arrows_pass_beside_the_boxes_of_rows_between(
    case: tuple[list[Box], list[Link]],
) -> None:
    boxes, links = case
    layout = lay_out(boxes, links)
    placed = corners(layout, boxes)
    for route in layout.routes:
        for (x, _), (_, bottom) in zip(route[1:-1:2], route[2:-1:2], strict=True):
            for left, top, right, low in placed:
                assert not (left < x < right and top < bottom and low > bottom - 0.01 > top)


@given(acyclic())
def test_the_same_comes_out_each_time(case: tuple[list[Box], list[Link]]) -> None:
    assert lay_out(*case) == lay_out(*case)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_without_the_links_that_lead_back_there_is_no_circle(pairs: list[tuple[int, int]]) -> None:
    links = [Link(*pair) for pair in pairs]
    forward = [one for one, span in zip(links, spans_of(10, links), strict=True) if span >= 1]
    again = spans_of(10, forward)
    assert all(span >= 1 for span in again)
    lay_out([Box(10, 10)] * 10, forward)


def test_a_link_leads_back_where_the_walk_from_the_start_comes_from() -> None:
    assert spans_of(3, [Link(0, 1), Link(1, 2), Link(2, 1)]) == (1, 1, -1)
    assert spans_of(2, [Link(0, 1), Link(1, 1)])[1] == 0


def test_branches_stand_in_the_order_of_the_definition() -> None:
    links = [Link(0, 3), Link(0, 1), Link(0, 2), Link(1, 4), Link(2, 4), Link(3, 4)]
    layout = lay_out([Box(40, 20)] * 5, links)
    assert layout.middles[3][0] < layout.middles[1][0] < layout.middles[2][0]
    assert layout.middles[0][0] == layout.middles[1][0] == layout.middles[4][0]


def test_the_order_is_left_where_fewer_arrows_cross() -> None:
    links = [Link(0, 1), Link(0, 2), Link(1, 3), Link(2, 4), Link(1, 5), Link(2, 3)]
    layout = lay_out([Box(40, 20)] * 6, links)
    assert layout.middles[5][0] < layout.middles[3][0] < layout.middles[4][0]


def test_what_follows_alone_stands_in_line() -> None:
    layout = lay_out([Box(60, 20)] * 4, [Link(0, 1), Link(1, 2), Link(2, 3)])
    assert len({x for x, _ in layout.middles}) == 1


def test_nothing_at_all() -> None:
    assert lay_out([], []) == Layout((), (), 0.0, 0.0)


def test_thousands_of_boxes_take_seconds() -> None:
    count = 6000
    links = [Link(at, at + 1) for at in range(count - 1)]
    links += [Link(at, min(count - 1, at + 9)) for at in range(0, count - 9, 2)]
    began = time.process_time()
    lay_out([Box(40, 20)] * count, links)
    assert time.process_time() - began < 20
