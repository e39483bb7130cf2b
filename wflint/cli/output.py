"""Writing reports: to standard output as it can take them, and to files whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

import click

from wflint.source.secrets import without_tokens
from wflint.source.writing import write_whole


def emit(text: str, *, for_programs: bool = False) -> None:
    """``text`` to standard output; what its encoding lacks is spelt out.

    ``for_programs``: in UTF-8 whatever the terminal's encoding is. Nothing happens when nobody
    reads on; raises ClickException where the text cannot be written.
    """
    text = without_tokens(text)
    encoding = "utf-8" if for_programs else sys.stdout.encoding or "utf-8"
    data = text.encode(encoding, "backslashreplace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _write_no_more()
    except OSError as error:
        _write_no_more()
        raise click.ClickException(f"cannot write the output: {error.strerror}") from None


def _write_no_more() -> None:
    """What is still to be flushed would fail again when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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


def write_file(path: Path, text: str) -> None:
    """``text`` as the whole of ``path``, which is never seen half-written.

    Raises ClickException where it cannot be written.
    """
    try:
        write_whole(path, text.encode("utf-8"))
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written: {error.strerror}") from None
