"""Bytes in, documents out: what is read, what is refused, and where it says so."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from wflint.source.places import Position
from wflint.source.reading import Document, read

TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\x85\ufeff"), max_size=8
)
SCALARS = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def document(text: str | bytes, name: str = "x.json") -> Document:
    return read(name, text.encode() if isinstance(text, str) else text)


def problem(text: str | bytes, name: str = "x.json") -> tuple[str, str, int, int]:
    """Code, message, line and column of the only problem."""
    found = document(text, name)
    (one,) = found.problems
    assert (one.code == "WF001") == (found.value is None)
    return one.code, one.message, one.range.start.line, one.range.start.column


REFUSED = {
    '{"a": 1,}': ("trailing comma", 1, 9),
    '{\n"a": NaN}': ('found "NaN"', 2, 6),
    '{"a": -Infinity}': ('found "-Infinity"', 1, 7),
    '{"a": "\\ud800"}': ("half a character", 1, 8),
    "// no\n{}": ("no comments", 1, 1),
    '{"a": 1 "b": 2}': ("a comma is expected", 1, 9),
    "[1, 2": ("ends before", 1, 6),
    '{"a": 1} {}': ("more text after", 1, 10),
    "{'a': 1}": ("double quotes", 1, 2),
    '{"a": "x\ny"}': ("control character", 1, 9),
    '{"a": 1e999}': ("too large", 1, 7),
    "": ("empty", 1, 1),
    " \n": ("empty", 1, 1),
    "[" * 5000: ("deeper than 256", 1, 257),
    "[" * 257 + "]" * 257: ("deeper than 256", 1, 257),
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:20])
def test_what_is_no_json_is_refused_at_its_place(text: str) -> None:
    wanted, line, column = REFUSED[text]
    code, message, found_line, found_column = problem(text)
    assert (code, found_line, found_column) == ("WF001", line, column)
    assert wanted in message
    assert "\n" not in message


REFUSED_YAML = {
    "a: !!python/object/apply:os.system [x]": "tag !!python/object/apply:os.system",
    "a: !secret x": "tag !secret",
    "a: &a [*a]": "inside its own anchor",
    "a: *b": "no anchor before it",
    "? [1]\n: 2": "single value",
    "a: .nan": "no counterpart in JSON",
    "a: .inf": "no counterpart in JSON",
    "\ta: 1": "cannot start any token",
    "# nothing": "empty",
    "[" * 300: "deeper than 256",
}


@pytest.mark.parametrize("text", REFUSED_YAML, ids=lambda text: text[:20])
def test_what_is_no_plain_yaml_is_refused(text: str) -> None:
    code, message, _, _ = problem(text, "x.yaml")
    assert code == "WF001"
    assert REFUSED_YAML[text] in message


def test_aliases_that_explode_are_refused() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert "aliases expand" in problem("\n".join(lines), "x.yaml")[1]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_named(encoding: str) -> None:
    assert "UTF-16" in (message := problem('{"a": 1}'.encode(encoding))[1]) or "UTF-32" in message


def test_a_byte_that_is_no_utf8_is_found() -> None:
    assert problem(b'{"a":\n "\xff"}')[2:] == (2, 3)


def test_byte_order_mark_and_windows_line_ends() -> None:
    found = document(b'\xef\xbb\xbf{\r\n"a": 1}')
    assert found.value == {"a": 1}
    assert found.range("/a").start == Position(2, 6)


def test_yaml_is_of_the_core_schema() -> None:
    text = "on: yes\nn: 010\nd: 2020-01-01\nt: 1:30\ni: 0x1F\nf: 1.5\nz: ~\nq: '1'\nb: true\nu: 1_0"
    assert document(text, "x.yml").value == {
        "on": "yes",
        "n": "010",
        "d": "2020-01-01",
        "t": "1:30",
        "i": 31,
        "f": 1.5,
        "z": None,
        "q": "1",
        "b": True,
        "u": "1_0",
    }


def test_large_integers_stay_exact() -> None:
    assert document('{"id": 12345678901234567890123}').value == {"id": 12345678901234567890123}


def test_repeated_keys_are_found_wherever_they_are() -> None:
    found = document('{"a": {"b": 1, "b": 2}, "c": [{"d": 1, "\\u0064": 2}]}')
    assert [(one.code, one.pointer) for one in found.problems] == [
        ("WF002", "/a/b"),
        ("WF002", "/c/0/d"),
    ]
    assert found.value == {"a": {"b": 2}, "c": [{"d": 2}]}


@pytest.mark.parametrize("text", ['{"a": "b\\": "}', '{"a": "x:", "b": "\\":"}', '{"a:": 1}'])
def test_colons_in_texts_repeat_no_key(text: str) -> None:
    assert document(text).problems == ()


SPACES = st.sampled_from(["", "", " ", "\n", "\t\r\n "])


@st.composite
def spelt(draw: st.DrawFn, text: str) -> str:
    """A JSON text literal, each character of it as itself or escaped in one of its ways."""
    return f'"{"".join(draw(st.sampled_from(_spellings(one))) for one in text)}"'


def _spellings(one: str) -> list[str]:
    code = f"{ord(one):04x}"
    return [json.dumps(one, ensure_ascii=False)[1:-1], f"\\u{code}", f"\\u{code.upper()}"]


@st.composite
def written(draw: st.DrawFn, depth: int = 3) -> str:
    """JSON as anybody might write it: keys that stand twice, escapes, blanks, long numbers."""
    texts = st.text(st.sampled_from('ab:"\\ u03'), max_size=4)
    kind = draw(st.sampled_from("nts" if depth == 0 else "ntsoola"))
    inner = written(depth - 1)
    if kind == "n":
        return str(draw(st.integers(-(10**21), 10**21) | st.floats(-1, 1)))
    if kind in "ts":
        return draw(texts.flatmap(spelt))
    blanks = [draw(SPACES) for _ in range(4)]
    if kind in "la":
        items = ",".join(draw(st.lists(inner, max_size=3)))
        return f"{blanks[0]}[{blanks[1]}{items}{blanks[2]}]{blanks[3]}"
    members = draw(st.lists(st.tuples(texts.flatmap(spelt), inner), max_size=4))
    listed = ",".join(f"{blanks[0]}{key}{blanks[1]}:{blanks[2]}{one}" for key, one in members)
    return f"{{{listed}{blanks[3]}}}"


def lost_keys(text: str) -> int:
    """How many members of objects a later one with the same key replaces."""
    lost = 0

    def count(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal lost
        lost += len(pairs) - len(dict(pairs))
        return dict(pairs)

    json.loads(text, object_pairs_hook=count)
    return lost


@given(written())
@example('{"a": 1, "a": "\\u003a"}')
@example('{"a": 1, "a": "\\u003A\\\\u003a"}')
@example('{"\\u003c:": 1, "a": ":\\\\u003a"}')
def test_every_repeated_key_is_found_and_every_number_exact(text: str) -> None:
    found = document(text)
    assert [one.code for one in found.problems] == ["WF002"] * lost_keys(text)
    assert found.value == json.loads(text)
    line = text.replace("\n", " ").replace("\r", " ")
    listed = document(f"{line}\n[]\n{line}", "x.jsonl")
    assert len(listed.problems) == 2 * len(found.problems)


@pytest.mark.parametrize("depth", [200, 253, 254, 255, 256])
def test_as_deep_as_is_allowed_nothing_is_missed(depth: int) -> None:
    around = "[" * (depth - 1)
    found = document(around + '{"a": 1, "\\u0061": 10000000000000000000000}' + "]" * (depth - 1))
    assert [one.code for one in found.problems] == ["WF002"]
    assert "10000000000000000000000" in str(found.value)
    assert "deeper than 256" in problem("[" * 257 + '":"' + "]" * 257)[1]


def test_lines_are_values_of_a_list() -> None:
    found = document('{"a": 1}\n\n {"b": [2]}\n', "x.jsonl")
    assert found.value == [{"a": 1}, {"b": [2]}]
    assert found.range("/1/b/0").start == Position(3, 9)
    assert problem('{"a": 1}\n{"b": 2,}\n', "x.jsonl")[2] == 2


def test_several_yaml_documents_are_a_list() -> None:
    found = document("---\na: 1\n---\nb: 2\n", "x.yaml")
    assert found.value == [{"a": 1}, {"b": 2}]
    assert found.range("/1/b").start == Position(4, 4)


def test_standard_input_is_read_for_what_it_is() -> None:
    assert document('{"a": 1}', "-").format == "json"
    assert document('{"a": 1}\n{"a": 2}', "-").format == "jsonl"
    assert document("a: 1", "-").format == "yaml"


# ---------------------------------------------------------------- places


def pointers(value: Any, pointer: str = "") -> dict[str, Any]:
    """Every pointer into ``value`` and what it leads to."""
    found = {pointer: value}
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        step = str(key).replace("~", "~0").replace("/", "~1")
        found.update(pointers(inner, f"{pointer}/{step}"))
    return found


def cut(found: Document, pointer: str, *, on_key: bool = False) -> str:
    """The text between the ends of a range."""
    place = found.range(pointer, on_key)
    lines = found.lines(place.start.line, place.end.line)
    last = lines[-1][: place.end.column - 1]
    if len(lines) == 1:
        return last[place.start.column - 1 :]
    return "\n".join([lines[0][place.start.column - 1 :], *lines[1:-1], last])


@given(VALUES, st.sampled_from([None, 0, 1, 3]), st.booleans())
def test_a_range_in_json_holds_the_value(value: Any, indent: int | None, ascii_only: bool) -> None:
    found = document(json.dumps(value, indent=indent, ensure_ascii=ascii_only))
    assert found.value == value
    for pointer, wanted in pointers(value).items():
        if value is not None:
            assert json.loads(cut(found, pointer)) == wanted


@given(VALUES.filter(lambda value: isinstance(value, dict | list)), st.booleans())
def test_a_range_in_yaml_holds_the_value(value: Any, flow: bool) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True, default_style='"')
    found = document(text, "x.yaml")
    for pointer, wanted in pointers(value).items():
        if isinstance(wanted, str) and "\n" not in cut(found, pointer):
            assert yaml.safe_load(cut(found, pointer)) == wanted


def test_a_key_and_a_value_have_places_of_their_own() -> None:
    found = document('{"a": {"b": 1}}')
    assert cut(found, "/a/b", on_key=True) == '"b"'
    assert cut(found, "/a/missing") == '{"b": 1}'
    spelt = document("a:\n  b: 1\n  c: [1, 2]\n\nd: 2\n", "x.yaml")
    assert cut(spelt, "/a") == "b: 1\n  c: [1, 2]"
    assert cut(spelt, "/a/c", on_key=True) == "c"


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    for name in ("x.json", "x.yaml", "x.jsonl", "-"):
        found = read(name, data)
        for one in found.problems:
            assert one.range.start <= one.range.end


# ---------------------------------------------------------------- lines


@given(st.lists(st.text("ab\u2028", max_size=9), min_size=1), st.integers(1, 9), st.integers(0, 5))
def test_parts_of_lines(lines: list[str], first: int, left: int) -> None:
    first = min(first, len(lines))
    last = first + 2
    document = Document("a.json", "\r\n".join(lines), "json", {})
    whole = tuple(lines[first - 1 : last])
    assert document.lines(first, last) == whole
    assert document.lines(first, last, left, left + 3) == tuple(a[left : left + 3] for a in whole)
    longest = max(map(len, whole))
    assert longest <= document.longest_line(first, last) <= longest + 2
