"""Writing files: whole, or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from msgspec import Struct

_STREAMS = ("/dev", "/proc")
"""Where names stand for what is open already."""


class Pending(Struct, frozen=True):
    """What is to be written, and is not yet in its place.

    ``temporary`` holds it, beside the file ``target``; None: ``target`` is no file that could be
    replaced, and ``data`` is written to it as it is.
    """

    target: Path
    data: bytes
    temporary: Path | None

    def put(self) -> None:
        """Write it; raises OSError where that cannot be done."""
        if self.temporary is not None:
            self.temporary.replace(self.target)
            return
        handle = os.open(self.target, os.O_WRONLY | os.O_APPEND)
        with os.fdopen(handle, "wb") as stream:
            stream.write(self.data)

    def drop(self) -> None:
        """Leave nothing behind; what has been put stays."""
        if self.temporary is not None:
            self.temporary.unlink(missing_ok=True)


def is_stream(path: Path) -> bool:
    """Whether ``path`` is there and takes what is written to it as it comes: a pipe, a device.

    Raises OSError where that cannot be seen.
    """
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return False
    inside = Path(os.path.realpath(path.parent))
    return not stat.S_ISREG(kind) or any(inside.is_relative_to(folder) for folder in _STREAMS)


def pending(path: Path, data: bytes) -> Pending:
    """``data`` made ready to be all that ``path`` holds.

    A link goes on leading where it leads. A file that is there keeps its mode. Raises OSError where
    it cannot be written; nothing is left behind then.
    """
    return Pending(path, data, None) if is_stream(path) else _beside(path, data)


def _beside(path: Path, data: bytes) -> Pending:
    import tempfile  # noqa: PLC0415 - most runs write nothing

    target = Path(os.path.realpath(path))
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    # Not named after the file, whose name may be as long as names can be.
    handle, name = tempfile.mkstemp(prefix=".wflint.", dir=target.parent)
    made = Pending(target, data, Path(name))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
    except BaseException:
        made.drop()
        raise
    return made


def write_whole(path: Path, data: bytes) -> None:
    """``data`` as all that ``path`` holds, which becomes a file; it is never seen half-written.

    Nothing is ever waited for, as it would be for the reader of a pipe. Raises as ``pending``.
    """
    made = _beside(path, data)
    try:
        made.put()
    except BaseException:
        made.drop()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
