"""Runs commands in turn, as whole processes: seconds of wall time and megabytes at the peak.

Everybody's first turn is not timed. It fills the file cache and is watched for memory: fifty
times a second the memory of the process and all its children is added up, pages that they share
counted once (``Pss``); the peak of the largest single process (``VmHWM``) is the least that is
reported. Where there is no ``/proc``, the peak that ``wait4`` tells is taken; it is never below
that of the process that started the command, which is this one.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PERIOD = 0.02
LIMIT = 240.0
"""Seconds after which a run is ended."""
_TRACEBACK = "Traceback (most recent call last)"
_PROC = Path("/proc")
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Load:
    """What a command is given: how many files, bytes and actions."""

    files: int = 1
    size: int = 0
    actions: int = 0


@dataclass(frozen=True)
class Contender:
    """A command to measure. ``codes``: how it ends when it has done its work.

    ``prepare`` runs before each turn, outside the time that is taken.
    """

    name: str
    command: Sequence[str]
    load: Load = field(default_factory=Load)
    codes: frozenset[int] = frozenset({0, 1})
    rounds: int | None = None
    folder: Path | None = None
    prepare: Callable[[], None] | None = None


@dataclass(frozen=True)
class Measured:
    """What came of a contender: a median, or why there is none."""

    load: Load
    seconds: float = 0.0
    megabytes: float = 0.0
    rounds: int = 0
    failure: str = ""

    @property
    def files_per_second(self) -> float:
        return self.load.files / self.seconds

    @property
    def megabytes_per_second(self) -> float:
        return self.load.size / 1e6 / self.seconds


@dataclass(frozen=True)
class _Run:
    seconds: float
    megabytes: float
    failure: str


def take_turns(
    contenders: Sequence[Contender], rounds: int, say: Callable[[str], None]
) -> dict[str, Measured]:
    """Every contender once for its memory, then ``rounds`` times in turn for its time."""
    runs: dict[str, list[_Run]] = {}
    for contender in contenders:
        say(f"{contender.name}: first turn, memory")
        runs[contender.name] = [_run(contender, watched=True)]
    for turn in range(1, rounds + 1):
        for contender in contenders:
            mine = runs[contender.name]
            if turn <= (contender.rounds or rounds) and not mine[-1].failure:
                say(f"{contender.name}: turn {turn}")
                mine.append(_run(contender, watched=False))
    return {each.name: _summary(each, runs[each.name]) for each in contenders}


def _summary(contender: Contender, runs: Sequence[_Run]) -> Measured:
    failures = [run.failure for run in runs if run.failure]
    if failures:
        return Measured(contender.load, failure=failures[0])
    timed = [run.seconds for run in runs[1:]]
    return Measured(contender.load, statistics.median(timed), runs[0].megabytes, len(timed))


def _run(contender: Contender, *, watched: bool) -> _Run:
    if contender.prepare is not None:
        contender.prepare()
    with tempfile.TemporaryFile() as errors:
        before = time.perf_counter()
        process = subprocess.Popen(
            list(contender.command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            cwd=contender.folder,
        )
        limit = threading.Timer(LIMIT, process.kill)
        limit.start()
        watch = _Watch(process.pid) if watched else None
        code, usage = _wait(process)
        seconds = time.perf_counter() - before
        limit.cancel()
        peak = (watch.peak() if watch else 0) or usage.ru_maxrss * _MAXRSS_UNIT
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")
    return _Run(seconds, peak / 1e6, _failure(contender, code, seconds, said))


def _wait(process: subprocess.Popen[bytes]) -> tuple[int, resource.struct_rusage]:
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage


def _failure(contender: Contender, code: int, seconds: float, said: str) -> str:
    if seconds >= LIMIT:
        return f"not done after {LIMIT:.0f} s"
    if code in contender.codes and _TRACEBACK not in said:
        return ""
    print(f"{contender.name} has ended with {code}:\n{said[-2000:]}", file=sys.stderr)
    return f"has failed with exit code {code}"


class _Watch:
    """Watches the memory of a process and its children until it is asked for the peak."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def peak(self) -> int:
        """The most bytes that were seen."""
        self._done.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while True:
            alive = _tree(self._pid)
            together = sum(_kilobytes(pid, "smaps_rollup", "Pss:") for pid in alive)
            largest = max(_kilobytes(pid, "status", "VmHWM:") for pid in alive)
            self._peak = max(self._peak, together * 1024, largest * 1024)
            if self._done.wait(PERIOD):
                break


def _tree(pid: int) -> list[int]:
    """The process and all below it that are alive."""
    found, open_ = [], [pid]
    while open_:
        one = open_.pop()
        found.append(one)
        for thread in _threads(one):
            open_ += [int(child) for child in _text(thread / "children").split()]
    return found


def _threads(pid: int) -> list[Path]:
    """The threads of a process; none if it is gone."""
    try:
        return list((_PROC / str(pid) / "task").iterdir())
    except OSError:
        return []


def _kilobytes(pid: int, file: str, field_: str) -> int:
    """A figure of a process; 0 if it is gone."""
    for line in _text(_PROC / str(pid) / file).splitlines():
        if line.startswith(field_):
            return int(line.split()[1])
    return 0


def _text(path: Path) -> str:
    """The text of a file of a process that may be gone."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def seconds_of(work: Callable[[], object], rounds: int) -> float:
    """The median of ``work`` done in this process, after one turn that is not timed."""
    work()
    times = []
    for _ in range(rounds):
        before = time.perf_counter()
        work()
        times.append(time.perf_counter() - before)
    return statistics.median(times)


Results = Mapping[str, Measured]
