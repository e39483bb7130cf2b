"""What wflint promises about its speed, each figure beside its target."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from benchmarks import parts
from benchmarks.measure import Measured
from benchmarks.parts import Joins, Outcome, Scale
from benchmarks.peers import ACTIONLINT, CHECK_JSONSCHEMA, FLOW_SCANNER, RUFF

EVEN = 1.5
"""Time per action counts as constant up to this ratio: what noise and rounding of files cost."""


@dataclass(frozen=True)
class Target:
    """A promise, what is wanted, and what was measured; ``met`` is None where it was not.

    An ``aim`` is told for information and judged by nobody.
    """

    promise: str
    wanted: str
    figure: str
    met: bool | None = None
    aim: bool = False


class _NotMeasuredError(Exception):
    """A figure that there is none of."""


def targets(outcome: Outcome, scale: Scale) -> list[Target]:
    """All promises about the parts that were run."""
    made: list[Target] = []
    for part, promises in _PROMISES.items():
        if part in outcome.measured:
            made += promises(_Part(outcome, part), scale)
    return made


@dataclass(frozen=True)
class _Part:
    outcome: Outcome
    name: str

    def __getitem__(self, name: str) -> Measured:
        """What was measured of ``name``; raises ``_NotMeasuredError``."""
        found = self.outcome.measured[self.name].get(name)
        if found is None:
            raise _NotMeasuredError(self.outcome.absent.get(name, "this wflint has no --cache-dir"))
        if found.failure:
            raise _NotMeasuredError(f"{name} {found.failure}")
        return found


def _at_least(promise: str, bound: float, unit: str, figure: Callable[[], float]) -> Target:
    return _judged(promise, f"≥ {bound:.3g} {unit}", unit, figure, lambda value: value >= bound)


def _at_most(promise: str, bound: float, unit: str, figure: Callable[[], float]) -> Target:
    return _judged(promise, f"≤ {bound:.3g} {unit}", unit, figure, lambda value: value <= bound)


def _judged(
    promise: str, wanted: str, unit: str, figure: Callable[[], float], met: Callable[[float], bool]
) -> Target:
    try:
        value = figure()
    except _NotMeasuredError as reason:
        return Target(promise, wanted, f"not measured: {reason}")
    return Target(promise, wanted, f"{value:.2f} {unit}", met(value))


# ---------------------------------------------------------------- the promises


def _peers(part: _Part, _: Scale) -> Iterator[Target]:
    for peer, bound in ((ACTIONLINT, 1.5), (FLOW_SCANNER, 5), (CHECK_JSONSCHEMA, 25)):
        yield _at_least(
            f"cold, 2 jobs: files per second, beside {peer}",
            bound,
            "×",
            partial(_beside, part, peer),
        )
    for bound, aim in ((25, False), (12, True)):
        reading = _at_most(
            "cold, 1 job: time beyond start-up, in orjson.loads of the same bytes",
            bound,
            "×",
            lambda: (
                (part[parts.ONE_JOB].seconds - part[parts.SMALL_FILE].seconds)
                / part[parts.LOADS].seconds
            ),
        )
        yield replace(reading, aim=aim)
    beside_ruff = _at_least(
        "cold, 2 jobs: bytes per second, beside ruff's default rules",
        1,
        "×",
        lambda: part[parts.TWO_JOBS].megabytes_per_second / part[RUFF].megabytes_per_second,
    )
    yield replace(beside_ruff, aim=True)


def _start_up(part: _Part, _: Scale) -> Iterator[Target]:
    def beside(name: str, other: str) -> Callable[[], float]:
        return lambda: part[name].seconds / part[other].seconds

    nothing = parts.NOTHING
    yield _at_most("wflint --version, in python -c pass", 6, "×", beside(parts.VERSION, nothing))
    yield _at_most("wflint explain, in python -c pass", 6, "×", beside(parts.EXPLAIN, nothing))
    yield _at_most(
        "one workflow of 30 actions, cold: time, beside check-jsonschema",
        1 / 3,
        "×",
        beside(parts.ONE_FILE, parts.ONE_FILE_PEER),
    )
    yield _at_most(
        "one workflow of 30 actions, warm, in python -c pass",
        8,
        "×",
        beside(parts.ONE_FILE_WARM, nothing),
    )


def _warm(part: _Part, scale: Scale) -> Iterator[Target]:
    files = f"{scale.many:,} files"
    yield _at_most(
        f"{files}, unchanged: warm beside cold",
        0.1,
        "×",
        lambda: part[parts.MANY_WARM].seconds / part[parts.MANY_COLD].seconds,
    )
    for name in (parts.MANY_COLD, parts.MANY_WARM):
        yield _at_most(
            f"{files} in one run: peak memory, {name.rsplit(' ', 1)[1]}",
            250,
            "MB",
            partial(_memory, part, name),
        )


def _growth(part: _Part, scale: Scale) -> Iterator[Target]:
    for shape in parts.SHAPES:
        if shape == parts.LOUD:
            continue
        sizes = [size for each, size in parts.growth_cases(scale) if each == shape]
        yield _at_most(
            f"{shape}: time per action, most of {_words(sizes)} beside 30 actions",
            EVEN,
            "×",
            partial(_growth_of, part, shape, sizes),
        )


def _beside(part: _Part, peer: str) -> float:
    return part[parts.TWO_JOBS].files_per_second / part[peer].files_per_second


def _memory(part: _Part, name: str) -> float:
    return part[name].megabytes


def _words(sizes: list[int]) -> str:
    return ", ".join(f"{size:,}" for size in sizes[1:])


def _growth_of(part: _Part, shape: str, sizes: list[int]) -> float:
    start = part[parts.SMALL_FILE].seconds
    costs = [per_action(part[parts.growth_name(shape, size)], start) for size in sizes]
    return max(costs[1:]) / costs[0]


def per_action(measured: Measured, start: float) -> float:
    """Seconds that each action has taken beyond start-up."""
    return max(measured.seconds - start, 1e-6) / measured.load.actions


def _joins(part: _Part, _: Scale) -> Iterator[Target]:
    def share() -> float:
        counted = part.outcome.joins or Joins(0, 0)
        if not counted.findings:
            raise _NotMeasuredError("there are no findings with a verdict")
        return 100 * counted.approximate / counted.findings

    yield _at_most("findings with a verdict that are approximate", 0.5, "%", share)


_PROMISES: dict[str, Callable[[_Part, Scale], Iterator[Target]]] = {
    "peers": _peers,
    "start-up": _start_up,
    "warm": _warm,
    "growth": _growth,
    "joins": _joins,
}
