"""Who checks which file: earlier runs know some; the rest this process, or several at once.

Whatever is chosen, a file comes to the same, and what goes wrong is said in the same words.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

from wflint.cache.keys import Keys
from wflint.cache.store import Cache
from wflint.checked import Checked
from wflint.jobs.task import Answer, Numbered, Task, answer, content_of
from wflint.source.discovery import Candidate

Progress: TypeAlias = Callable[[int, int], object]
"""Told how many files are done, of how many."""

_FEW = 300
"""Below so many files, starting further processes takes longer than it saves."""


def silent(_done: int, _all: int) -> None:
    """No progress is told of."""


def check_all(
    candidates: Sequence[Candidate],
    task: Task,
    jobs: int | None = None,
    cache: Path | None = None,
    progress: Progress = silent,
) -> list[Checked]:
    """What all ``candidates`` have come to, in their order.

    ``jobs``: how many processes; None: as many as are worth it. ``cache``: the folder in which
    results are kept from run to run; None: none are. Raises SettingsError for the first file whose
    settings cannot be used.
    """
    found: dict[int, Checked] = {}
    keys = Keys(task.policy, task.asked) if cache is not None else None
    known = Cache.open(cache) if cache is not None else None
    left = list(enumerate(candidates))
    if keys is not None and known is not None and not known.is_empty:
        found.update(_known(left, task, keys, known))
        left = [each for each in left if each[0] not in found]
    with closing(_answers(left, task, keys, jobs)) as answers:
        for answer in answers:
            found[answer.place] = answer.checked
            if known is not None and answer.key is not None:
                known.put(answer.key, answer.checked)
            progress(len(found), len(candidates))
    if known is not None:
        known.close()
    return [found[place] for place in range(len(candidates))]


def _known(
    numbered: Sequence[Numbered], task: Task, keys: Keys, cache: Cache
) -> Iterator[tuple[int, Checked]]:
    """What earlier runs have said of files that are still the same."""
    for place, candidate in numbered:
        content = content_of(candidate, task.stdin)
        checked = cache.get(keys.of(candidate, content)) if content is not None else None
        if checked is not None:
            yield place, checked


def _answers(
    numbered: Sequence[Numbered], task: Task, keys: Keys | None, jobs: int | None
) -> Generator[Answer, None, None]:
    workers = min(jobs or (usable_cpus() if len(numbered) >= _FEW else 1), len(numbered))
    if workers > 1:
        from wflint.jobs.workers import in_workers  # noqa: PLC0415 - most runs need none

        yield from in_workers(numbered, task, keys, workers)
        return
    for each in numbered:
        yield answer(each, task, keys)


def usable_cpus() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
