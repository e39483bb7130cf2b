"""Dry runs of witnesses: those of one workflow have much in common."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct

from wflint.findings import Witness
from wflint.workflow.model import Workflow
from wflint.workflow.portal import Portal

if TYPE_CHECKING:
    from wflint.simulate.record import Record
    from wflint.simulate.run import Step
    from wflint.simulate.state import Scene

_MOST_PASSED = 2_000_000
"""So many actions are passed, and shown, for the witnesses of one workflow."""
_MOST_UNDER_WAY = 8


class _Run(Struct):
    """A run as far as somebody has asked. ``path`` shows the way where there are open ones.

    It grows: a longer path that begins like it goes on where the run stopped.
    """

    record: Record
    path: list[str]
    steps: list[Step]
    further: Iterator[Step]


class DryRuns:
    """Dry runs through one workflow. A record that was there before goes on where it stopped."""

    def __init__(self, workflow: Workflow, portal: Portal, today: date, recurring: bool) -> None:
        self._workflow = workflow
        self._portal = portal
        self._today = today
        self._recurring = recurring
        self._under_way: list[_Run] = []
        self._passed = 0

    def steps(self, witness: Witness, most: int) -> tuple[Step, ...]:
        """The first steps that ``witness`` takes, at most ``most``."""
        run = self._run(witness)
        more = list(islice(run.further, max(0, most - len(run.steps))))
        run.steps += more
        self._passed += len(more)
        return tuple(run.steps[:most])

    def show(self, path: tuple[str, ...]) -> None:
        """Count a path that will be shown."""
        self._passed += len(path)

    @property
    def exhausted(self) -> bool:
        """Whether there have been so many that no more are made: nobody reads them all."""
        return self._passed >= _MOST_PASSED

    def _run(self, witness: Witness) -> _Run:
        # Imported late: most workflows have nothing to prove.
        from wflint.simulate.record import from_witness  # noqa: PLC0415

        record, path = from_witness(witness), list(witness.path if witness.open_ways else ())
        for run in self._under_way:
            if run.record == record and self._goes_on(run, path):
                run.path[:] = path
                return run
        run = _Run(record, path, [], self._started(record, path))
        self._under_way = [run, *self._under_way[: _MOST_UNDER_WAY - 1]]
        return run

    def _goes_on(self, run: _Run, path: list[str]) -> bool:
        """Whether what the run has done so far is what it would have done on ``path``."""
        known = run.path
        if not known or len(path) <= len(known):
            return known == path
        # From the last action that was shown, any way was good enough.
        return path[: len(known)] == known and known[-1] not in self._workflow.open_ended

    def _started(self, record: Record, path: list[str]) -> Iterator[Step]:
        from wflint.simulate.run import Settings, steps_in  # noqa: PLC0415

        morning = datetime.combine(self._today, time(9), ZoneInfo(self._portal.time_zone))
        settings = Settings(record.start or morning, recurring=self._recurring, path=path)
        return steps_in(self._scene, record, settings)

    @cached_property
    def _scene(self) -> Scene:
        from wflint.simulate.state import scene_of  # noqa: PLC0415

        return scene_of(self._workflow, self._portal)
