"""Records read from CSV and JSON Lines, good and bad."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from wflint.simulate.tables import _LONGEST, BadLine, Row, TableError, rows


def read(name: str, text: str | bytes) -> list[Row | BadLine]:
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    told: list[int] = []
    found = list(rows(Path(name), io.BytesIO(data), told.append))
    assert sum(told) == len(data)
    return found


def properties(name: str, text: str | bytes) -> list[dict[str, str]]:
    return [dict(row.record.properties) for row in read(name, text) if isinstance(row, Row)]


def bad(name: str, text: str | bytes) -> list[tuple[int, str]]:
    found = read(name, text)
    return [(row.line, row.message) for row in found if isinstance(row, BadLine)]


def test_csv() -> None:
    text = 'a,b\n1,\n\n"x, ""y""\nz",ü\n'
    assert properties("r.csv", text) == [{"a": "1"}, {"a": 'x, "y"\nz', "b": "ü"}]
    assert [row.line for row in read("R.CSV", text)] == [2, 4]


def test_csv_as_other_programs_write_it() -> None:
    assert properties("r.csv", b"\xef\xbb\xbfa,b\r\n1,2\r\n3,4") == [
        {"a": "1", "b": "2"},
        {"a": "3", "b": "4"},
    ]


SUCH = "such as lifecyclestage, not labels"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "r.csv:1: the first line has to name the properties"),
        ("\n", "r.csv:1: the first line has to name the properties"),
        ("a,,b\n", "r.csv:1: column 2 has no name"),
        ("a,b,a\n", 'r.csv:1: two columns are called "a"'),
        ("First Name,Last Name\n", f"r.csv:1: the columns have to have internal names, {SUCH}"),
        ("a;b;c\n", "r.csv:1: the columns have to be separated by commas"),
        (b"a,\xff\xfe\n", "r.csv:1: not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_first_line_that_names_no_properties(text: str | bytes, says: str) -> None:
    with pytest.raises(TableError) as raised:
        read("r.csv", text)
    assert str(raised.value) == says


def test_csv_lines_that_are_no_records() -> None:
    text = b'a,b\n1\n1,2,3\n\xff,2\n5,6\n7,"8\n'
    assert [line for line, _ in bad("r.csv", text)] == [2, 3, 4, 7] or [
        line for line, _ in bad("r.csv", text)
    ] == [2, 3, 4, 6]
    assert properties("r.csv", text) == [{"a": "5", "b": "6"}]


def test_lines_without_an_end_are_bounded_and_the_rest_goes_on() -> None:
    long = b"x" * (3 * _LONGEST)
    assert properties("r.csv", b"a\n" + long + b"\n1\n") == [{"a": "1"}]
    assert bad("r.jsonl", b"{}\n" + long + b"\n{}\n") == [(2, "the line is too long for a record")]
    assert len(read("r.jsonl", b"{}\n" + long + b"\n{}\n")) == 3
    assert bad("r.jsonl", long) == [(1, "the line is too long for a record")]


def test_json_lines() -> None:
    text = '{"properties": {"a": 1}}\n\n{"properties": {}}\n'
    assert [row.line for row in read("r.jsonl", text)] == [1, 3]
    assert properties("r.ndjson", text) == [{"a": "1"}, {}]


def test_json_lines_that_are_no_records() -> None:
    messages = dict(bad("r.jsonl", b'[]\n{"x": 1}\n{"properties": \xff}\n{\n'))
    assert messages[1] == "record: an object is expected"
    assert messages[2].startswith("/x: unknown key")
    assert messages[3].startswith("no JSON")
    assert messages[4].startswith("no JSON")


def test_other_formats_are_refused() -> None:
    with pytest.raises(TableError, match=r"r\.xlsx: records are read from \.csv and \.jsonl files"):
        read("r.xlsx", "a\n")
