"""``python -m tests.hunt --minutes N``: look for disagreements for as long as one likes.

What is found is written as a fixture into fixtures/hunt/, where the tests replay it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fixtures.checking import FIXTURES
from tests.hunt.properties import EXACT, FIGURES, PROPERTIES, Figures, Property, as_document
from tests.hunt.strategies import Case, cases, exact_cases

EXAMPLES = 150
"""Cases a property is tried with before the next one has its turn."""


@dataclass
class Catch:
    """What one hunter came back with."""

    figures: Figures
    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By the file's name."""


def main() -> int:
    """Hunt, print the figures, and return 1 if something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.hunt", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--jobs", type=int, default=2)
    given_ = parser.parse_args()
    print(f"seed {given_.seed}, {given_.minutes} minutes, {given_.jobs} hunters", file=sys.stderr)
    until = time.monotonic() + given_.minutes * 60
    with ProcessPoolExecutor(given_.jobs) as hunters:
        seeds = [given_.seed + 1_000_000 * number for number in range(given_.jobs)]
        catches = list(hunters.map(hunt, seeds, [until] * given_.jobs))
    found = {name: document for catch in catches for name, document in catch.found.items()}
    for name, document in found.items():
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        (FIXTURES / "hunt" / name).write_text(text, encoding="utf-8")
    print("\n".join(report([catch.figures for catch in catches], found)))
    return int(bool(found))


def hunt(first_seed: int, until: float) -> Catch:
    """Try one property after the other, each time with other cases, until the time is up."""
    catch = Catch(FIGURES)
    for round_ in count():
        for name, holds in {**PROPERTIES, **EXACT}.items():
            if time.monotonic() >= until:
                return catch
            failing = try_out(name, holds, first_seed + round_)
            if failing is not None:
                text = json.dumps(failing["workflow"], sort_keys=True)
                digest = hashlib.sha256(text.encode()).hexdigest()[:8]
                catch.found[f"{name}-{digest}.json"] = failing
                print(f"found {name}-{digest}: {failing['what']}", file=sys.stderr)
        print(f"{catch.figures.pairs:,} runs", file=sys.stderr)
    raise AssertionError


def try_out(name: str, holds: Property, number: int) -> dict[str, Any] | None:
    """The smallest case that was found in which the property does not hold; None: none was."""
    failing: list[dict[str, Any]] = []

    @seed(number)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(exact_cases() if name in EXACT else cases())
    def attempt(case: Case) -> None:
        wrong = holds(case)
        if wrong:
            failing.append(as_document(name, case, wrong))
            raise AssertionError(wrong[0].split(" ")[0])

    try:
        attempt()
    except AssertionError:
        return failing[-1]
    return None


def report(figures: list[Figures], found: dict[str, Any]) -> Iterator[str]:
    """The figures of all hunters together, one line each."""
    for each in fields(Figures):
        values = [getattr(one, each.name) for one in figures]
        if isinstance(values[0], Counter):
            total = sum(values, Counter())
            parts = ", ".join(f"{name} {number:,}" for name, number in sorted(total.items()))
            yield f"{each.name}: {parts}"
        else:
            yield f"{each.name}: {sum(values):,}"
    yield f"found: {', '.join(sorted(found)) or 'nothing'}"


if __name__ == "__main__":
    sys.exit(main())
