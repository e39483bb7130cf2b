"""Writing reports: to standard output as it can take them, and to files whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO


class OutputError(Exception):
    """A report cannot be written; the message is one line."""


def emit(text: str) -> None:
    """``text`` to standard output; what its encoding lacks is spelt out."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def colored(choice: str, stream: TextIO) -> bool:
    """Whether to use colours: as told, else on a terminal, NO_COLOR and FORCE_COLOR honoured."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def write_file(path: Path, text: str) -> None:
    """``text`` as the whole of ``path``, which is never seen half-written."""
    import tempfile  # noqa: PLC0415 - most reports go to standard output

    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
