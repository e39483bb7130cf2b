"""One file as a task: what is asked of it, and what comes of it."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from wflint.cache.keys import Keys
from wflint.checked import NO_EXTRAS, Checked, Extras
from wflint.policy.discovery import Policy
from wflint.policy.mistakes import SettingsError
from wflint.source.discovery import Candidate


class Task(Struct, frozen=True):
    """What is to be done with each file: the settings, and the options that change its result.

    ``stdin`` is what standard input holds; ``extras`` is as in ``check_file``.
    """

    policy: Policy
    stdin: bytes = b""
    extras: Extras = NO_EXTRAS

    @property
    def asked(self) -> str:
        """The options, for the keys of a cache."""
        return repr(self.extras)


class Answer(Struct, frozen=True):
    """What the file at ``place`` among the candidates has come to.

    ``key``: under which it may be kept; None: it may not be.
    """

    place: int
    checked: Checked
    key: str | None = None


Numbered: TypeAlias = tuple[int, Candidate]


def answer(numbered: Numbered, task: Task, keys: Keys | None) -> Answer:
    """Check one file.

    Raises SettingsError; any other failure is a crash that is told of with the file's name.
    """
    from wflint.check_file import check_file  # noqa: PLC0415 - what is known needs no engine

    place, candidate = numbered
    content = content_of(candidate, task.stdin)
    if content is not None:
        # It is read once, so that what is kept under its key is about these very bytes.
        candidate = replace(candidate, stdin=True)
    try:
        checked = check_file(candidate, task.policy, content or b"", task.extras)
    except SettingsError:
        raise
    except Exception as error:  # a bug of ours; the other files go on
        return Answer(place, crashed(candidate, f"{type(error).__name__}: {error}"))
    if keys is None or content is None or checked.crashes:
        return Answer(place, checked)
    return Answer(place, checked, keys.of(candidate, content))


def crashed(candidate: Candidate, what: str) -> Checked:
    """What is said of a file that could not be checked to the end."""
    line = " ".join(what.split())[:200]
    return Checked(candidate.display, crashes=(f"{candidate.display}: {line}",))


def content_of(candidate: Candidate, stdin: bytes) -> bytes | None:
    """The bytes of a file; None: they cannot be read."""
    if candidate.stdin:
        return stdin
    try:
        return candidate.path.read_bytes() if candidate.error is None else None
    except OSError:
        return None
