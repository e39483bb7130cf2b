"""Records from CSV and JSON Lines, one after the other, however many there are."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, Protocol

import orjson
from msgspec import Struct

from wflint.simulate.record import Record, RecordError, from_json

_LONGEST: Final = 1_000_000
"""Bytes of one line; what is longer is no record, and is not kept in memory."""

_INTERNAL_NAME: Final = re.compile(r"[a-z0-9_]+", re.ASCII)
_MARK: Final = b"\xef\xbb\xbf"
"""How some programs begin a text in UTF-8."""

Progress = Callable[[int], object]
"""Told how many bytes have been read since it was last told."""


class TableError(ValueError):
    """A file does not hold records as CSV or JSON Lines; the message is one line."""


class Row(Struct, frozen=True):
    """A record, and the line (from 1 on) on which it begins."""

    line: int
    record: Record


class BadLine(Struct, frozen=True):
    """A line that is no record, and why."""

    line: int
    message: str


def rows(path: Path, file: BinaryIO, progress: Progress) -> Iterator[Row | BadLine]:
    """The records of ``file``, whose format the name ``path`` tells. Raises TableError.

    CSV has the properties' internal names in its first line; a blank cell is a blank property.
    """
    match path.suffix.lower():
        case ".csv":
            return _from_csv(path, file, progress)
        case ".jsonl" | ".ndjson":
            return _from_json_lines(file, progress)
        case _:
            raise TableError(f"{path}: records are read from .csv and .jsonl files")


def _lines(file: BinaryIO, progress: Progress) -> Iterator[bytes]:
    """The lines; of one that is longer than any record, its beginning."""
    mark = _MARK
    while line := file.readline(_LONGEST + 1):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(_LONGEST)
            progress(len(rest))
        progress(len(line))
        yield line.removeprefix(mark)
        mark = b""


# ---------------------------------------------------------------- JSON Lines


def _from_json_lines(file: BinaryIO, progress: Progress) -> Iterator[Row | BadLine]:
    for number, line in enumerate(_lines(file, progress), start=1):
        if len(line) > _LONGEST:
            yield BadLine(number, "the line is too long for a record")
        elif line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: bytes) -> Row | BadLine:
    try:
        return Row(number, from_json(orjson.loads(line)))
    except orjson.JSONDecodeError as error:
        return BadLine(number, f"no JSON: {error.msg} at column {error.colno}")
    except RecordError as error:
        return BadLine(number, str(error))


# ---------------------------------------------------------------- CSV


def _from_csv(path: Path, file: BinaryIO, progress: Progress) -> Iterator[Row | BadLine]:
    texts = (line.decode("utf-8", "surrogateescape") for line in _lines(file, progress))
    reader = csv.reader(texts, strict=True)
    try:
        header = next(reader, [])
    except csv.Error as error:
        raise TableError(f"{path}:1: {error}") from None
    _check_header(path, header)
    return _csv_rows(header, reader)


def _check_header(path: Path, header: list[str]) -> None:
    if not header:
        raise TableError(f"{path}:1: the first line has to name the properties")
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        raise TableError(f"{path}:1: the columns have to be separated by commas")
    if not all(map(_is_utf8, header)):
        raise TableError(f"{path}:1: not UTF-8; save the file as UTF-8")
    if not any(map(_INTERNAL_NAME.fullmatch, header)):
        raise TableError(
            f"{path}:1: the columns have to have internal names, such as lifecyclestage, not labels"
        )
    for at, name in enumerate(header, start=1):
        if not name.strip():
            raise TableError(f"{path}:1: column {at} has no name")
        if name in header[: at - 1]:
            raise TableError(f'{path}:1: two columns are called "{name}"')


class _Reader(Protocol):
    """What ``csv.reader`` makes."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


def _csv_rows(header: list[str], reader: _Reader) -> Iterator[Row | BadLine]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadLine(line, _UNCLOSED if _is_about_length(error) else str(error))
        else:
            if cells:
                yield _csv_row(line, header, cells)


_UNCLOSED = "a quote is not closed, or a cell is too long"


def _is_about_length(error: csv.Error) -> bool:
    """Whether the reader has read on and on for the end of a cell."""
    return "end of data" in str(error) or "limit" in str(error)


def _csv_row(line: int, header: list[str], cells: list[str]) -> Row | BadLine:
    if len(cells) != len(header):
        return BadLine(line, f"{len(cells)} cells where the first line has {len(header)}")
    if not all(map(_is_utf8, cells)):
        return BadLine(line, "not UTF-8")
    return Row(line, Record({n: c for n, c in zip(header, cells, strict=True) if c}))


def _is_utf8(text: str) -> bool:
    return text.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in text)
