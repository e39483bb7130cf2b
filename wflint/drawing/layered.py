"""Where boxes and arrows go: a layered layout, top-down, after Sugiyama.

Boxes stand in rows, so that arrows lead to lower rows. An arrow that passes rows has a *bend* in
each of them, which is kept free like a box. Within a row the order follows the order in which
arrows are given, and is changed only where fewer arrows cross then. Places in a row are the best in
the sense of least squares: as near to the boxes above and below as the neighbours' sizes allow.

Everything is done in a fixed number of sweeps, each hardly longer than the drawing, and always in
the same order: the same boxes and arrows are laid out in the same way.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

Point = tuple[float, float]

_BETWEEN: Final = 22.0
"""The least distance between neighbours in a row."""
_BETWEEN_BENDS: Final = 12.0
_ROW_GAP: Final = 30.0
_BEND: Final = 6.0
"""The width of a bend."""
_ORDER_SWEEPS: Final = 8
_PLACE_SWEEPS: Final = 24
_MOST_VISITS: Final = 400_000
"""How often boxes and bends are looked at in all; the larger the drawing, the fewer the sweeps."""
_LOOSE: Final = 0.1
_STRAIGHT: Final = 8.0
_IN_LINE: Final = 4.0
"""How much straighter arrows are between two bends, and from one box to one that only it leads to,
than others."""


class Box(Struct, frozen=True):
    """The size of a box."""

    width: float
    height: float


class Link(Struct, frozen=True):
    """An arrow from one box to another, by their numbers."""

    source: int
    target: int


class Layout(Struct, frozen=True):
    """The middles of the boxes, the points each arrow passes, and the size of it all."""

    middles: tuple[Point, ...]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def spans_of(count: int, links: Sequence[Link]) -> tuple[int, ...]:
    """How many rows each link goes down among ``count`` boxes; below one, it leads back.

    A box stands below all that lead to it, but for what leads back: to a box that a walk from box 0
    along the links, in their order, has come through.
    """
    back = _leading_back(count, links)
    rows = _rows(count, [link for at, link in enumerate(links) if at not in back])
    return tuple(rows[link.target] - rows[link.source] for link in links)


def lay_out(boxes: Sequence[Box], links: Sequence[Link]) -> Layout:
    """The layout of ``boxes`` and ``links``, which close no circle."""
    grid = _with_bends(boxes, links, _rows(len(boxes), links))
    ordered = _ordered(grid)
    across = _placed(grid, ordered)
    tops, heights = _tops(grid, ordered)
    middles = tuple(
        (across[box], tops[row] + heights[row] / 2)
        for box, row in enumerate(grid.rows[: len(boxes)])
    )
    routes = tuple(tuple(_route(chain, grid, across, tops, heights)) for chain in grid.chains)
    width = max((across[at] + size / 2 for at, size in enumerate(grid.widths)), default=0.0)
    return Layout(middles, routes, width, tops[-1] + heights[-1] if tops else 0.0)


# ---------------------------------------------------------------- rows


def _leading_back(count: int, links: Sequence[Link]) -> set[int]:
    """The numbers of the links that close a circle on a walk in their order."""
    out = _outgoing(count, links)
    entered = {link.target for link in links}
    back: set[int] = set()
    open_, done = set[int](), set[int]()
    for root in sorted(range(count), key=lambda box: (box != 0, box in entered, box)):
        walk = [] if root in done else [(root, iter(out[root]))]
        open_.update(box for box, _ in walk)
        while walk:
            here, rest = walk[-1]
            number = next(rest, None)
            if number is None:
                walk.pop()
                open_.discard(here)
                done.add(here)
                continue
            target = links[number].target
            if target in open_:
                back.add(number)
            elif target not in done:
                open_.add(target)
                walk.append((target, iter(out[target])))
    return back


def _outgoing(count: int, links: Sequence[Link]) -> list[list[int]]:
    out: list[list[int]] = [[] for _ in range(count)]
    for number, link in enumerate(links):
        out[link.source].append(number)
    return out


def _rows(count: int, links: Sequence[Link]) -> list[int]:
    """For each box the length of the longest way to it; ``links`` close no circle."""
    rows = [0] * count
    waiting = [0] * count
    for link in links:
        waiting[link.target] += 1
    out = _outgoing(count, links)
    ready = [box for box in range(count) if not waiting[box]]
    for box in ready:  # grows while it is walked
        for number in out[box]:
            target = links[number].target
            rows[target] = max(rows[target], rows[box] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return rows


# ---------------------------------------------------------------- bends


class _Grid(Struct, frozen=True):
    """Boxes and, after them, bends: from row to row only."""

    boxes: int
    rows: Sequence[int]
    widths: Sequence[float]
    heights: Sequence[float]
    chains: Sequence[Sequence[int]]
    """For each link what it passes, from the upper row to the lower one."""
    above: Sequence[Sequence[int]]
    below: Sequence[Sequence[int]]

    def is_bend(self, item: int) -> bool:
        return item >= self.boxes

    def pull(self, one: int, other: int) -> float:
        """How much the two want to stand one below the other."""
        if self.is_bend(one) and self.is_bend(other):
            return _STRAIGHT
        upper, lower = sorted((one, other), key=self.rows.__getitem__)
        alone = len(self.below[upper]) == 1 and len(self.above[lower]) == 1
        return _IN_LINE if alone else 1.0


def _with_bends(boxes: Sequence[Box], links: Sequence[Link], rows: Sequence[int]) -> _Grid:
    at_rows = list(rows)
    widths = [box.width for box in boxes]
    heights = [box.height for box in boxes]
    chains: list[list[int]] = []
    for link in links:
        passed = range(rows[link.source] + 1, rows[link.target])
        bends = range(len(at_rows), len(at_rows) + len(passed))
        at_rows.extend(passed)
        widths.extend(_BEND for _ in passed)
        heights.extend(0.0 for _ in passed)
        chains.append([link.source, *bends, link.target])
    above: list[list[int]] = [[] for _ in at_rows]
    below: list[list[int]] = [[] for _ in at_rows]
    for chain in chains:
        for upper, lower in pairwise(chain):
            below[upper].append(lower)
            above[lower].append(upper)
    return _Grid(len(boxes), at_rows, widths, heights, chains, above, below)


# ---------------------------------------------------------------- the order within rows

_Order = list[list[int]]


def _ordered(grid: _Grid) -> _Order:
    """The items of each row from left to right."""
    best = order = _as_walked(grid)
    fewest = _crossings(grid, order)
    for sweep in range(_sweeps(_ORDER_SWEEPS, grid)):
        if not fewest:
            break
        order = _swept(grid, order, downwards=sweep % 2 == 0)
        crossings = _crossings(grid, order)
        if crossings < fewest:
            best, fewest = order, crossings
    return best


def _as_walked(grid: _Grid) -> _Order:
    """The order of a walk down from the tops that follows links in their order."""
    order: _Order = [[] for _ in range(max(grid.rows, default=-1) + 1)]
    seen: set[int] = set()
    for root in (item for item in range(grid.boxes) if not grid.above[item]):
        pending = [root]
        while pending:
            item = pending.pop()
            if item not in seen:
                seen.add(item)
                order[grid.rows[item]].append(item)
                pending.extend(reversed(grid.below[item]))
    return order


def _swept(grid: _Grid, order: _Order, *, downwards: bool) -> _Order:
    """Each row by the mean place of what its items are linked to in the row before it."""
    linked = grid.above if downwards else grid.below
    place: dict[int, float] = {}
    swept: _Order = []
    for row in order if downwards else reversed(order):
        means = {
            item: _mean([place[one] for one in linked[item]], at) for at, item in enumerate(row)
        }
        swept.append(sorted(row, key=means.__getitem__))
        place = {item: float(at) for at, item in enumerate(swept[-1])}
    return swept if downwards else swept[::-1]


def _mean(places: Sequence[float], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise


def _crossings(grid: _Grid, order: _Order) -> int:
    """How many pairs of arrows cross."""
    total = 0
    for upper, lower in pairwise(order):
        place = {item: at for at, item in enumerate(lower)}
        total += _inversions(
            end for item in upper for end in sorted(place[one] for one in grid.below[item])
        )
    return total


def _inversions(numbers: Iterable[int]) -> int:
    """How many pairs of ``numbers`` stand in the wrong order."""
    total = 0
    seen: list[int] = []
    for number in numbers:
        place = bisect_right(seen, number)
        total += len(seen) - place
        seen.insert(place, number)
    return total


# ---------------------------------------------------------------- places within rows


def _placed(grid: _Grid, order: _Order) -> list[float]:
    """The middle of each item, from the left; no two items of a row touch."""
    rows = [(row, _offsets(grid, row)) for row in order]
    above, below = _ties(grid, grid.above), _ties(grid, grid.below)
    both = [[*up, *down] for up, down in zip(above, below, strict=True)]
    across = [0.0] * len(grid.rows)
    for row, offsets in rows:
        for item, place in zip(row, offsets, strict=True):
            across[item] = place
    sweeps = _sweeps(_PLACE_SWEEPS, grid)
    for sweep in range(sweeps):
        downwards = sweep % 2 == 0
        one_side = above if downwards else below
        ties = both if sweep >= sweeps - 2 else one_side
        for row, offsets in rows if downwards else reversed(rows):
            _place(row, offsets, ties, across)
    left = min((across[at] - width / 2 for at, width in enumerate(grid.widths)), default=0.0)
    return [place - left for place in across]


def _sweeps(most: int, grid: _Grid) -> int:
    """How many sweeps there is time for: an even number, at least two."""
    return max(2, min(most, _MOST_VISITS // max(1, len(grid.rows)) // 2 * 2))


_Ties = Sequence[Sequence[tuple[int, float]]]


def _ties(grid: _Grid, linked: Sequence[Sequence[int]]) -> _Ties:
    """For each item those that it wants to stand in line with, and how much."""
    return [[(one, grid.pull(item, one)) for one in ones] for item, ones in enumerate(linked)]


def _offsets(grid: _Grid, row: Sequence[int]) -> list[float]:
    """The middles of the items of a row that is as narrow as can be."""
    offsets: list[float] = []
    for at, item in enumerate(row):
        before = row[at - 1] if at else item
        bends = grid.is_bend(before) and grid.is_bend(item)
        gap = (grid.widths[before] + grid.widths[item]) / 2
        gap += _BETWEEN_BENDS if bends else _BETWEEN
        offsets.append(offsets[-1] + gap if at else 0.0)
    return offsets


def _place(row: Sequence[int], offsets: Sequence[float], ties: _Ties, across: list[float]) -> None:
    """Move the items of a row as near to what they are linked to as their distances allow.

    With the least distances taken off, the places only have to rise: what is nearest to wishes in
    the sense of least squares is found by pooling neighbours that stand in the wrong order.
    """
    pools: list[_Pool] = []
    for item, offset in zip(row, offsets, strict=True):
        wish, weight = _wish(ties[item], across) if ties[item] else (across[item], _LOOSE)
        pool = (wish - offset, weight, 1)
        while pools and pools[-1][0] >= pool[0]:
            pool = _pooled(pools.pop(), pool)
        pools.append(pool)
    spread = (place for place, _, size in pools for _ in range(size))
    for item, offset, place in zip(row, offsets, spread, strict=True):
        across[item] = place + offset


def _wish(ties: Sequence[tuple[int, float]], across: Sequence[float]) -> tuple[float, float]:
    """Where an item with ``ties`` would like to be, and how much."""
    total = weight = 0.0
    for one, pull in ties:
        total += pull * across[one]
        weight += pull
    return total / weight, weight


_Pool = tuple[float, float, int]
"""Items that stand as close as they can: where, with what weight, and how many."""


def _pooled(one: _Pool, other: _Pool) -> _Pool:
    weight = one[1] + other[1]
    return (one[0] * one[1] + other[0] * other[1]) / weight, weight, one[2] + other[2]


# ---------------------------------------------------------------- heights and routes


def _tops(grid: _Grid, order: _Order) -> tuple[list[float], list[float]]:
    """The top and the height of each row."""
    heights = [max(grid.heights[item] for item in row) for row in order]
    tops: list[float] = []
    for above in (None, *heights[:-1]):
        tops.append(tops[-1] + above + _ROW_GAP if above is not None else 0.0)
    return tops[: len(heights)], heights


def _route(
    chain: Sequence[int],
    grid: _Grid,
    across: Sequence[float],
    tops: Sequence[float],
    heights: Sequence[float],
) -> Iterator[Point]:
    """From the lower edge of the first box past the bends to the upper edge of the last one."""
    first, *bends, last = chain
    middle = [tops[grid.rows[end]] + heights[grid.rows[end]] / 2 for end in (first, last)]
    yield across[first], middle[0] + grid.heights[first] / 2
    for bend in bends:
        row = grid.rows[bend]
        yield across[bend], tops[row]
        yield across[bend], tops[row] + heights[row]
    yield across[last], middle[1] - grid.heights[last] / 2
