"""Checking files in several processes.

Each worker is given a few files at a time by a pipe of its own, so that it is known which files
were in whose hands when one dies; ``concurrent.futures`` gives up all that is unfinished then.
"""

from __future__ import annotations

import signal
import sys
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TypeAlias

from msgspec import Struct, field

from wflint.cache.keys import Keys
from wflint.jobs.task import Answer, Numbered, Task, answer, crashed
from wflint.policy.mistakes import SettingsError

_BATCH = 16
"""Files that a worker is given at once."""
_MOST = 60
"""Windows cannot wait for more."""
_FORKS = sys.platform == "linux"
"""A copy of this process is cheap and has everything imported; elsewhere it is not safe."""

Batch: TypeAlias = Sequence[Numbered]


class _Refused(Struct, frozen=True):
    """The settings for the file at ``place`` cannot be used."""

    place: int
    error: SettingsError


class _Worker(Struct):
    """A process, our end of its pipe, and the files in its hands."""

    process: BaseProcess
    pipe: Connection[Batch, list[Answer | _Refused]]
    batch: Batch = ()

    def give(self, batch: Batch) -> None:
        self.batch = batch
        with suppress(OSError):  # it has died: waiting for its answer will tell
            self.pipe.send(batch)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def in_workers(
    numbered: Batch, task: Task, keys: Keys | None, jobs: int
) -> Generator[Answer, None, None]:
    """The answers of ``jobs`` workers, in no particular order.

    A file that kills its worker is told of as a crash. Raises SettingsError for the first file
    whose settings cannot be used, after those before it are done.
    """
    if _FORKS:
        prepare()
    pool = _Pool(task, keys, min(jobs, _MOST), _batches(numbered, jobs))
    try:
        yield from pool.run()
    finally:
        pool.end()


def _batches(numbered: Batch, jobs: int) -> deque[Batch]:
    """``numbered`` in parts, the last ones small, so that all workers end at about one time."""
    parts: deque[Batch] = deque()
    done = 0
    while done < len(numbered):
        size = max(1, min(_BATCH, (len(numbered) - done) // (4 * jobs)))
        parts.append(numbered[done : done + size])
        done += size
    return parts


class _Pool(Struct):
    """The workers, and the files that nobody has in hands yet."""

    task: Task
    keys: Keys | None
    jobs: int
    waiting: deque[Batch]
    workers: list[_Worker] = field(default_factory=list)
    refused: _Refused | None = None

    def run(self) -> Iterator[Answer]:
        self._hire()
        while self.workers:
            pipes = [worker.pipe for worker in self.workers]
            for ready in wait(pipes):
                yield from self._hear(next(one for one in self.workers if one.pipe is ready))
            self._hire()
        if self.refused is not None:
            raise self.refused.error

    def _hire(self) -> None:
        while self.waiting and len(self.workers) < self.jobs:
            worker = _started(self.task, self.keys, [one.pipe for one in self.workers])
            self.workers.append(worker)
            worker.give(self.waiting.popleft())

    def _hear(self, worker: _Worker) -> Iterator[Answer]:
        """Take what ``worker`` has to say, and give it more to do, or let it go."""
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._bury(worker)
            return
        for one in said:
            if isinstance(one, Answer):
                yield one
            else:
                self._refuse(one)
        if self.waiting:
            worker.give(self.waiting.popleft())
        else:
            self._let_go(worker)

    def _bury(self, worker: _Worker) -> Iterator[Answer]:
        """``worker`` has died: its files are tried one by one, to know which one it was."""
        self._let_go(worker)
        if len(worker.batch) > 1:
            self.waiting.extendleft([each] for each in reversed(worker.batch))
            return
        for place, candidate in worker.batch:
            code = worker.process.exitcode
            yield Answer(place, crashed(candidate, f"the process that checked it died ({code})"))

    def _refuse(self, one: _Refused) -> None:
        """Only files before this one are still of interest."""
        if self.refused is None or one.place < self.refused.place:
            self.refused = one
        first = self.refused.place
        self.waiting = deque(batch for batch in self.waiting if batch[0][0] < first)

    def _let_go(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.end()

    def end(self) -> None:
        for worker in self.workers:
            worker.end()


# ---------------------------------------------------------------- a worker


def prepare() -> None:
    """Import and build what every worker needs; before a fork, it has it at once."""
    from wflint.check_file import warm_up  # noqa: PLC0415

    warm_up()


def _started(task: Task, keys: Keys | None, others: Sequence[Connection]) -> _Worker:
    context = get_context("fork") if _FORKS else get_context("spawn")
    ours, theirs = context.Pipe()
    # A fork inherits our ends of all pipes, and would keep the others open when we are gone.
    inherited = [ours, *others] if _FORKS else []
    process = context.Process(target=_work, args=(theirs, task, keys, inherited), daemon=True)
    with _interrupts_held():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C waits, and processes started meanwhile never hear it: ending them is up to us."""
    if sys.platform == "win32":
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _work(
    pipe: Connection[list[Answer | _Refused], Batch],
    task: Task,
    keys: Keys | None,
    inherited: Sequence[Connection],
) -> None:
    """What a worker does: answer for batches until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in inherited:
        other.close()
    prepare()
    with suppress(EOFError, OSError):
        while True:
            pipe.send(list(_answered(pipe.recv(), task, keys)))


def _answered(batch: Batch, task: Task, keys: Keys | None) -> Iterator[Answer | _Refused]:
    for each in batch:
        try:
            yield answer(each, task, keys)
        except SettingsError as error:
            yield _Refused(each[0], error)
            return
