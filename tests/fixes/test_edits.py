"""Edits do what the changes say, and nothing else."""

from __future__ import annotations

import json
from itertools import pairwise

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.fixes import patcher
from tests.fixes.layouts import change_sets, documents, json_texts, yaml_texts
from wflint.findings import Applicability, Change, Edit, Finding, Fix, Level, Place
from wflint.fixes.edits import with_edits
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


@settings(max_examples=500, deadline=None)
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


@settings(max_examples=500, deadline=None)
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
