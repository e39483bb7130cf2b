"""Edits do what the changes say, and nothing else."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from tests.fixes import patcher
from tests.fixes.layouts import change_sets, documents, json_texts, pointers, texts, yaml_texts
from wflint.findings import Applicability, Change, Edit, Finding, Fix, Level, Place
from wflint.fixes.edits import with_edits
from wflint.fixes.yaml_scalars import Style
from wflint.source.reading import Document, read


def edits_of(document: Document, *changes: Change) -> tuple[Edit, ...] | None:
    """The edits of a repair; None: it has been left out."""
    fix = Fix("toy", Applicability.SAFE, tuple(changes))
    finding = Finding("WF207", "toy", Level.ERROR, "", document.file, Place(""), fixes=(fix,))
    fixes = with_edits(finding, document).fixes
    return fixes[0].edits if fixes else None


def edited(document: Document, edits: tuple[Edit, ...]) -> str:
    text = document.text
    for edit in reversed(edits):
        start, end = document.span(edit.range)
        text = text[:start] + edit.text + text[end:]
    return text


def repaired(text: str, *changes: Change, name: str = "a.json") -> str:
    document = read(name, text.encode())
    edits = edits_of(document, *changes)
    assert edits is not None, "left out"
    return edited(document, edits)


# ---------------------------------------------------------------- JSON


@settings(max_examples=500)
@given(st.data())
def test_json_becomes_what_the_changes_say(data: st.DataObject) -> None:
    value = data.draw(documents)
    text = data.draw(json_texts(value))
    changes = data.draw(change_sets(value))
    wanted = patcher.apply(value, changes)
    document = read("a.json", text.encode())
    edits = edits_of(document, *changes)
    if edits is None:
        assert wanted == value
        return
    result = edited(document, edits)
    assert json.loads(result) == wanted
    assert read("a.json", result.encode()).problems == ()
    assert all(one.range.end < other.range.start for one, other in pairwise(edits))


# ---------------------------------------------------------------- YAML


@settings(max_examples=500)
@given(st.data())
def test_yaml_becomes_what_the_changes_say(data: st.DataObject) -> None:
    value = data.draw(documents)
    text = data.draw(yaml_texts(value))
    changes = data.draw(change_sets(value))
    document = read("a.yaml", text.encode())
    assert document.value == value
    wanted = patcher.apply(value, changes)
    edits = edits_of(document, *changes)
    event("edited" if edits else "left out")
    if edits is not None:
        result = read("a.yaml", edited(document, edits).encode())
        assert result.problems == ()
        assert result.value == wanted


# ---------------------------------------------------------------- no more than has to change


def values_in(text: str) -> list[str]:
    """The comments of a YAML text that the layouts write."""
    return [
        word
        for word in ("# above", "# beside", "# head", "# foot")
        for _ in range(text.count(word))
    ]


@settings(max_examples=300)
@given(st.data(), st.sampled_from(["a.json", "a.yaml"]))
def test_one_change_touches_one_thing(data: st.DataObject, name: str) -> None:
    value = data.draw(documents)
    text = data.draw(json_texts(value) if name == "a.json" else yaml_texts(value))
    document = read(name, text.encode())
    (change,) = data.draw(change_sets(value, most=1))
    edits = edits_of(document, change)
    if not edits:
        return
    (edit, *others) = edits
    above = dict(pointers(value))[change.pointer.rpartition("/")[0]]
    if change.operation == "add":
        old = document.text[slice(*document.span(edit.range))]
        assert set(old) <= set(" \r\n\t[]{}")
        assert not above or (old == "" and not others)
    elif change.operation == "rename":
        assert (edit.range, others) == (document.range(change.pointer, on_key=True), [])
    elif change.operation == "remove":
        assert edit.text.strip() in (["", "{}", "[]"] if len(above) == 1 else [""])
    elif is_scalar(change.value) and is_scalar(dict(pointers(value))[change.pointer]):
        assert (edit.range, others) == (document.range(change.pointer), [])
    if change.operation in ("add", "rename"):
        assert values_in(edited(document, edits)) == values_in(text)


def is_scalar(value: object) -> bool:
    return not isinstance(value, dict | list)


PRETTY = '{\n  "a": [1, 2, 3],\n  "b": [\n    {"x": 1},\n    {"x": 2}\n  ]\n}\n'
FLOW = """\
# head
actions:
  # first
  - id: 1   # one
    v: 'x'
  # second
  - id: 2
    f: [a, b, c]
    code: |
      def f():
        return 1

  # third
  - id: 3
end: true # yes
"""

LAYOUTS = [
    # What goes takes its comma and its line with it.
    (PRETTY, [Change("remove", "/a/0")], PRETTY.replace("[1, 2, 3]", "[2, 3]")),
    (PRETTY, [Change("remove", "/a/1")], PRETTY.replace("[1, 2, 3]", "[1, 3]")),
    (PRETTY, [Change("remove", "/a/2")], PRETTY.replace("[1, 2, 3]", "[1, 2]")),
    (PRETTY, [Change("remove", "/b/0")], PRETTY.replace('    {"x": 1},\n', "")),
    (PRETTY, [Change("remove", "/b/1")], PRETTY.replace(',\n    {"x": 2}', "")),
    (PRETTY, [Change("remove", "/a")], PRETTY.replace('  "a": [1, 2, 3],\n', "")),
    ('{\n  "a": 1\n, "b": 2\n}', [Change("remove", "/b")], '{\n  "a": 1\n}'),
    ('{\n  "a": {\n    "b": 1\n  }\n}', [Change("remove", "/a/b")], '{\n  "a": {}\n}'),
    ('{"a":1,"b":2,"c":3}', [Change("remove", "/a"), Change("remove", "/c")], '{"b":2}'),
    # What is new is written as its neighbours are.
    (
        PRETTY,
        [Change("add", "/b/-", {"x": 3, "y": [1]}), Change("add", "/b/0", {"x": 0})],
        PRETTY.replace('{"x": 1}', '{"x": 0},\n    {"x": 1}').replace(
            '{"x": 2}', '{"x": 2},\n    {"x": 3, "y": [1]}'
        ),
    ),
    ('{"a":[1]}', [Change("add", "/a/-", {"p": 1, "q": 2})], '{"a":[1,{"p":1,"q":2}]}'),
    ('{ "a": 1 }', [Change("add", "/b", "ü")], '{ "a": 1, "b": "ü" }'),
    (
        "[\r\n\t1\r\n]",
        [Change("add", "/-", {"a": 1})],
        '[\r\n\t1,\r\n\t{\r\n\t\t"a": 1\r\n\t}\r\n]',
    ),
    (
        '{\n\t"a": {},\n\t"b": 1\n}',
        [Change("add", "/a/x", [1])],
        '{\n\t"a": {\n\t\t"x": [\n\t\t\t1\n\t\t]\n\t},\n\t"b": 1\n}',
    ),
    # Changes at one place come together.
    ("[1, 2]", [Change("add", "/-", 3), Change("add", "/-", 4)], "[1, 2, 3, 4]"),
    ("[1, 2]", [Change("remove", "/1"), Change("add", "/-", 4)], "[1, 4]"),
    (
        "[1, 2]",
        [Change("add", "/1", 8), Change("remove", "/1"), Change("add", "/1", 9)],
        "[1, 8, 9]",
    ),
    ('{"a": 1}', [Change("remove", "/a"), Change("add", "/a", 2)], '{"a": 2}'),
    # Of a container that is replaced, only what differs.
    (
        PRETTY,
        [Change("replace", "", {"a": [1, 9, 3], "b": [{"x": 2}], "c": True})],
        '{\n  "a": [1, 9, 3],\n  "b": [\n    {"x": 2}\n  ],\n  "c": true\n}\n',
    ),
]
YAML_LAYOUTS = [
    (
        FLOW,
        [Change("remove", "/actions/1")],
        FLOW.replace(FLOW[FLOW.index("  - id: 2") : FLOW.index("\n  # third")], ""),
    ),
    (FLOW, [Change("remove", "/actions/0")], FLOW.replace("  - id: 1   # one\n    v: 'x'\n", "")),
    (FLOW, [Change("remove", "/actions")], "# head\nend: true # yes\n"),
    (FLOW, [Change("replace", "/end", "no")], FLOW.replace("true #", "'no' #")),
    (FLOW, [Change("replace", "/actions/0/v", "it's")], FLOW.replace("'x'", "'it''s'")),
    (FLOW, [Change("rename", "/actions/0/v", "w")], FLOW.replace("v:", "w:")),
    (FLOW, [Change("remove", "/actions/1/f/0")], FLOW.replace("[a, b, c]", "[b, c]")),
    (
        FLOW,
        [Change("add", "/actions/-", {"id": 4, "x": [{"y": "lead", "z": []}]})],
        FLOW.replace(
            "  - id: 3\n", "  - id: 3\n  - id: 4\n    x:\n      - 'y': lead\n        z: []\n"
        ),
    ),
    (
        FLOW,
        [Change("add", "/actions/1", {"id": 9})],
        FLOW.replace("    v: 'x'\n", "    v: 'x'\n  - id: 9\n"),
    ),
    # What needs quotes has those that most of the text has.
    ("a: 'x'\nb: {c: d}\n", [Change("add", "/b/e", "8")], "a: 'x'\nb: {c: d, e: '8'}\n"),
    ("a: 'x'\nb:\n- c: d\n", [Change("add", "/b/-", "8")], "a: 'x'\nb:\n- c: d\n- '8'\n"),
    ("a: \"x\"\nb: 'y'\nc: d\n", [Change("replace", "/c", "8")], 'a: "x"\nb: \'y\'\nc: "8"\n'),
    # Before the first item also its comments stay with it.
    (
        FLOW,
        [Change("add", "/actions/0", {"id": 9})],
        FLOW.replace("  # first\n", "  - id: 9\n  # first\n"),
    ),
    (
        "a:\r\n# of a\r\n\r\n  # wflint: x\r\n  # y\r\n  - 1\r\n",
        [Change("add", "/a/0", 0)],
        "a:\r\n# of a\r\n\r\n  - 0\r\n  # wflint: x\r\n  # y\r\n  - 1\r\n",
    ),
    ("# 1\n- 1\n", [Change("add", "/0", 0)], "- 0\n# 1\n- 1\n"),
    ("- - 1\n", [Change("add", "/0/0", 0)], "- - 0\n  - 1\n"),
    ("a: []\nb: 1\n", [Change("add", "/a/-", {"x": 1})], "a:\n  - x: 1\nb: 1\n"),
    ("a:\n- 1\nb: 2", [Change("remove", "/a/0")], "a: []\nb: 2"),
    ("- a: 1\n  b: 2\n", [Change("remove", "/0/a")], "- b: 2\n"),
    ("a: 1\n---\nb: 2\n", [Change("add", "/1/c", 3)], "a: 1\n---\nb: 2\nc: 3\n"),
    ("a: 1\r\nb: 2\r\n", [Change("add", "/c", [1])], "a: 1\r\nb: 2\r\nc:\r\n  - 1\r\n"),
    ("a: &x {b: 1}\nc: 2\n", [Change("replace", "/a/b", 3)], "a: &x {b: 3}\nc: 2\n"),
    (
        '{\n  "a": [\n    {"x": 1}\n  ]\n}',
        [Change("add", "/a/-", {"x": 2})],
        '{\n  "a": [\n    {"x": 1},\n    {"x": 2}\n  ]\n}',
    ),
]


@pytest.mark.parametrize(("text", "changes", "wanted"), LAYOUTS)
def test_json_layout(text: str, changes: list[Change], wanted: str) -> None:
    assert repaired(text, *changes) == wanted


@pytest.mark.parametrize(("text", "changes", "wanted"), YAML_LAYOUTS)
def test_yaml_layout(text: str, changes: list[Change], wanted: str) -> None:
    assert repaired(text, *changes, name="a.yaml") == wanted


def test_lines_stay_lines() -> None:
    text = '{"a": 1}\n\n{"b": 2}'
    changes = [Change("add", "/1/c", [1, {}]), Change("rename", "/0/a", "z")]
    assert repaired(text, *changes, name="a.jsonl") == '{"z": 1}\n\n{"b": 2, "c": [1, {}]}'


LEFT_OUT = {
    "through an alias": ("a.yaml", "a: &x\n  b: 1\nc: *x\n", [Change("replace", "/c/b", 2)]),
    "shared by an alias": ("a.yaml", "a: &x\n  b: 1\nc: *x\n", [Change("replace", "/a/b", 2)]),
    "an anchor goes": ("a.yaml", "a: &x 1\nc: *x\n", [Change("remove", "/a")]),
    "an anchor inside goes": ("a.yaml", "a: [&x 1]\nc: *x\n", [Change("replace", "/a", 2)]),
    "a merge key": ("a.yaml", "a: &x {b: 1}\nc:\n  <<: *x\n", [Change("replace", "/c/<</b", 2)]),
    "a key stands twice": ("a.json", '{"a": 1, "a": 2}', [Change("replace", "/a", 3)]),
    "beside one that does": ("a.json", '{"a": 1, "b": 2, "a": 2}', [Change("remove", "/b")]),
    "below one that does": ("a.yaml", "a: {}\na:\n  b: 1\n", [Change("replace", "/a/b", 2)]),
    "an explicit key": ("a.yaml", "? a\n: 1\nb: 2\n", [Change("replace", "/a", 3)]),
    "a pair in a list": ("a.yaml", "a: [b: 1]\n", [Change("add", "/a/0/c", 2)]),
    "blank lines are kept": ("a.yaml", "- |+\n  a\n\n", [Change("add", "/-", 2)]),
    "a comment in brackets": ("a.yaml", "a: [1, # one\n  2]\n", [Change("remove", "/a/0")]),
    "a whole document": ("a.yaml", "a: 1\n---\nb: 2\n", [Change("remove", "/0")]),
    "a whole line": ("a.jsonl", '{"a": 1}\n{"b": 2}\n', [Change("remove", "/0")]),
    "a taken name": ("a.json", '{"a": 1, "b": 2}', [Change("rename", "/a", "b")]),
    "a name given twice": (
        "a.json",
        '{"a": 1, "b": 2}',
        [Change("rename", "/a", "c"), Change("add", "/c", 2)],
    ),
    "a name for an item": ("a.json", "[1]", [Change("rename", "/0", "b")]),
    "nowhere": ("a.json", '{"a": 1}', [Change("replace", "/b", 2)]),
    "below a scalar": ("a.json", '{"a": 1}', [Change("add", "/a/b", 2)]),
    "beyond the end": ("a.json", "[1]", [Change("add", "/2", 2)]),
    "inside what goes": ("a.json", '{"a": {}}', [Change("remove", "/a"), Change("add", "/a/b", 1)]),
    "two values": ("a.json", "[1]", [Change("replace", "/0", 2), Change("replace", "/0", 3)]),
    "nothing changes": ("a.json", "[1]", [Change("replace", "/0", 1)]),
    "half a character": ("a.json", "[1]", [Change("replace", "/0", "\ud800")]),
    "an unreadable file": ("a.json", "[1", [Change("replace", "/0", 2)]),
}


@pytest.mark.parametrize("why", LEFT_OUT)
def test_what_cannot_be_done_is_left_out(why: str) -> None:
    name, text, changes = LEFT_OUT[why]
    assert edits_of(read(name, text.encode()), *changes) is None


def test_edits_name_what_they_are_about() -> None:
    for name, text in {"a.json": '{"a/b": 1, "c": [1]}', "a.yaml": "a/b: 1\nc:\n- 1\n"}.items():
        document = read(name, text.encode())
        for change in [
            Change("remove", "/a~1b"),
            Change("remove", "/c/0"),
            Change("add", "/m~0n", 2),
            Change("replace", "/a~1b", 2),
            Change("rename", "/a~1b", "d"),
        ]:
            (edit,) = edits_of(document, change) or ()
            assert edit.pointer in (change.pointer, change.pointer.removesuffix("/0"))


@given(st.text() | texts, st.sampled_from(["", "'", '"']))
def test_text_is_read_as_it_was_written(text: str, quote: str) -> None:
    assume(text.encode("utf-8", "ignore").decode() == text)
    written = Style(quote=quote, key_quote=quote).flow({text: [text]})
    assert read("a.yaml", written.encode()).value == {text: [text]}
    assert read("a.yaml", f"- {written[1:].partition(': [')[2][:-2]}".encode()).value == [text]
