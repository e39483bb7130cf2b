"""Writing reports: to standard output as it can take them, and to files whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

import click

from wflint.source.secrets import without_tokens
from wflint.source.writing import Pending, is_stream, pending, write_whole


def emit(text: str, *, for_programs: bool = False, err: bool = False) -> None:
    """``text`` to standard output, or error; what its encoding lacks is spelt out.

    ``for_programs``: in UTF-8 whatever the terminal's encoding is. Nothing happens when nobody
    reads on; raises ClickException where the text cannot be written.
    """
    stream = sys.stderr if err else sys.stdout
    encoding = "utf-8" if for_programs else stream.encoding or "utf-8"
    emit_bytes(without_tokens(text).encode(encoding, "backslashreplace"), stream)


def emit_bytes(data: bytes, stream: TextIO | None = None) -> None:
    """``data`` as it is, to ``stream`` or standard output."""
    stream = stream or sys.stdout
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except BrokenPipeError:
        _write_no_more(stream)
    except OSError as error:
        _write_no_more(stream)
        raise click.ClickException(f"cannot write the output: {error.strerror}") from None


def _write_no_more(stream: TextIO) -> None:
    """What is still to be flushed would fail again when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def complain(message: str) -> None:
    """``message`` to standard error, in one line."""
    from wflint.reports.visible import visible  # noqa: PLC0415 - most runs have no complaint

    click.echo(f"wflint: {visible(' '.join(without_tokens(message).split()))}", err=True)


def colored(choice: str, stream: TextIO) -> bool:
    """Whether to use colours: as told, else on a terminal, NO_COLOR and FORCE_COLOR honoured."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def check_writable(path: Path) -> None:
    """Raises ClickException where it can be seen that ``path`` could not be written."""
    with _told(path):
        stream = is_stream(path)
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise _unwritable(path, "it is a folder")
    if stream:
        return
    if not target.parent.is_dir():
        raise _unwritable(path, f"there is no folder {_folder(path, target)}")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise _unwritable(path, "its folder lets nobody write")


def spare(outputs: Iterable[Path], read: Iterable[Path | None]) -> None:
    """Raises ClickException where one of ``outputs`` would replace what is ``read``."""
    files = [path for path in read if path is not None]
    for output in outputs:
        if any(is_same(output, path) for path in files):
            raise _unwritable(output, "it is one of the files that are read")


def is_same(one: Path, other: Path) -> bool:
    """Whether both are there and lead to the same regular file."""
    try:
        return one.is_file() and one.samefile(other)
    except OSError:
        return False


def _folder(path: Path, target: Path) -> Path:
    """The folder that ``path`` is written to, as the user names it where that can be told."""
    return target.parent if path.is_symlink() else path.parent


def _unwritable(path: Path, reason: str) -> click.ClickException:
    return click.ClickException(f"{path}: cannot be written: {reason}")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Raises ClickException where ``path`` cannot be written."""
    try:
        yield
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from None


@contextmanager
def written(texts: Iterable[tuple[Path, str]]) -> Iterator[None]:
    """Each text as the whole of its file, when the block has ended well: all of them, or none.

    Raises ClickException where one of them cannot be written.
    """
    with ExitStack() as stack:
        made: list[tuple[Path, Pending]] = []
        for path, text in texts:
            with _told(path):
                one = pending(path, without_tokens(text).encode("utf-8"))
            stack.callback(one.drop)
            made.append((path, one))
        yield
        # What cannot be made ready beforehand goes first: it alone is likely to fail.
        for path, one in sorted(made, key=lambda each: each[1].temporary is not None):
            with _told(path):
                one.put()


def write_file(path: Path, text: str) -> None:
    """``text`` as the whole of ``path``, which is never seen half-written.

    Raises ClickException where it cannot be written.
    """
    with written([(path, text)]):
        pass


def rewrite_file(path: Path, before: bytes, after: bytes) -> None:
    """``after`` in the place of what the file held, its mode kept; a link goes on leading to it.

    Raises OSError where that cannot be done, or the file holds something else than ``before``.
    """
    real = path.resolve()
    if not os.access(real, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if real.read_bytes() != before:
        raise OSError(errno.EBUSY, "it has changed in the meantime")
    write_whole(real, after)
