"""Many repairs in one text: together where they are apart, else one after the other."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.fixes import patcher
from tests.fixes.layouts import change_sets, documents, json_texts, pointers, yaml_texts
from wflint.findings import Applicability, Change, Finding, Fix, Level, Place
from wflint.fixes.apply import MAX_PASSES, Chosen, apart, applicable, applied, repaired
from wflint.fixes.edits import with_edits
from wflint.source.reading import Document, read

SAFE, UNSAFE = Applicability.SAFE, Applicability.UNSAFE


def finding(document: Document, *fixes: Fix, subject: str = "") -> Finding:
    raw = Finding("WF207", "toy", Level.ERROR, "", "a", Place(""), fixes=fixes, subject=subject)
    return with_edits(raw, document)


def chosen(document: Document, changes: Sequence[Change]) -> list[Chosen]:
    one = finding(document, Fix("toy", SAFE, tuple(changes)))
    return [Chosen(one, one.fixes[0])] if one.fixes else []


def sevens(document: Document) -> list[Finding]:
    """A finding for every 7, whose repair is 8."""
    return [
        finding(document, Fix("make it 8", SAFE, (Change("replace", at, 8),)), subject=at)
        for at, value in pointers(document.value)
        if value == 7
    ]


def first_safe(one: Finding) -> Fix | None:
    return applicable(one, {SAFE})


def anything(before: Document, after: Document, made: Sequence[Chosen]) -> bool:
    return True


# ---------------------------------------------------------------- at once


Together = tuple[str, str, Sequence[Sequence[Change]]]
"""The name of a file, its text, and the changes of each of several repairs."""


@st.composite
def several(draw: st.DrawFn, name: str) -> Together:
    """Changes that agree with each other, dealt out to several repairs."""
    value = draw(documents)
    text = draw(json_texts(value) if name == "a.json" else yaml_texts(value))
    changes = draw(change_sets(value))
    dealt: dict[int, list[Change]] = {}
    for change in changes:
        dealt.setdefault(draw(st.integers(1, len(changes))), []).append(change)
    return name, text, list(dealt.values())


def remove(*pointers: str) -> list[Change]:
    return [Change("remove", pointer) for pointer in pointers]


@settings(max_examples=400)
@given(st.sampled_from(["a.json", "a.yaml"]).flatmap(several))
@example(("a.yaml", '"a": []  # beside', [remove("/a"), [Change("add", "/b", "")]]))
@example(("a.yaml", "- a: 1 # beside\n", [remove("/0/a"), [Change("add", "/0/b", 2)]]))
@example(("a.yaml", "a: 1\n# above\nb: 2\n", [remove("/a"), remove("/b")]))
@example(("a.yaml", "x:\n- 1\n# above\n- 2\n\n- 3", [remove(f"/x/{n}") for n in range(3)]))
def test_what_is_apart_goes_in_at_once(together: Together) -> None:
    name, text, repairs = together
    document = read(name, text.encode())
    group = apart([one for changes in repairs for one in chosen(document, changes)], document)
    after = applied(document, group)
    spans = sorted(document.span(edit.range) for one in group for edit in one.fix.edits)
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    kept = [text[a:b] for a, b in zip([0, *ends], [*starts, len(text)], strict=True)]
    position = 0
    for piece in kept:
        position = after.index(piece, position) + len(piece)
    assert after.startswith(kept[0])
    assert after.endswith(kept[-1])
    made = [change for one in group for change in one.fix.changes]
    assert read(name, after.encode()).value == patcher.apply(document.value, made)


X, TWO = "x:\n  a: 1 # beside\n", "x:\n  a: 1\n  # above\n  b: 2\n"
MEET = {
    "what empties, and what adds": (X, remove("/x/a"), [Change("add", "/x/b", 2)]),
    "what replaces, and what adds inside": (
        X,
        [Change("replace", "/x", 5)],
        [Change("add", "/x/b", 2)],
    ),
    "what replaces, and what changes inside": (
        X,
        [Change("replace", "/x", 5)],
        [Change("replace", "/x/a", 2)],
    ),
    "two that empty together": (TWO, remove("/x/a"), remove("/x/b")),
    "what goes last, and what comes last": (TWO, remove("/x/b"), [Change("add", "/x/c", 3)]),
    "two at one place": (TWO, [Change("add", "/x/c", 3)], [Change("add", "/x/d", 4)]),
    "two of one name": (TWO, [Change("rename", "/x/a", "c")], [Change("add", "/x/c", 3)]),
    "two renamed alike": (TWO, [Change("rename", "/x/a", "c")], [Change("rename", "/x/b", "c")]),
}
SIDE_BY_SIDE = {
    "what empties, and what adds beside it": (X, remove("/x/a"), [Change("add", "/y", 2)]),
    "what goes first, and what comes last": (TWO, remove("/x/a"), [Change("add", "/x/c", 3)]),
    "a key and its value": (TWO, [Change("rename", "/x/a", "c")], [Change("replace", "/x/a", 3)]),
    "two values": (TWO, [Change("replace", "/x/a", 3)], [Change("replace", "/x/b", 4)]),
}


@pytest.mark.parametrize("why", MEET)
def test_repairs_that_meet_wait(why: str) -> None:
    text, one, other = MEET[why]
    for name, written in {"a.yaml": text, "a.json": as_json(text)}.items():
        document = read(name, written.encode())
        both = [*chosen(document, one), *chosen(document, other)]
        assert len(both) == 2
        assert len(apart(both, document)) == 1


@pytest.mark.parametrize("why", SIDE_BY_SIDE)
def test_repairs_beside_each_other_do_not(why: str) -> None:
    text, one, other = SIDE_BY_SIDE[why]
    for name, written in {"a.yaml": text, "a.json": as_json(text)}.items():
        document = read(name, written.encode())
        both = [*chosen(document, one), *chosen(document, other)]
        assert apart(both, document) == both or apart(both, document) == both[::-1]


def as_json(text: str) -> str:
    return json.dumps(read("a.yaml", text.encode()).value, indent=2)


def test_what_touches_waits() -> None:
    document = read("a.json", b'{"a": [1, 2], "b": 3}')
    end = chosen(document, [Change("add", "/a/-", 7)])
    both = chosen(document, [Change("add", "/a/-", 8), Change("replace", "/b", 4)])
    other = chosen(document, [Change("replace", "/b", 5)])
    first = chosen(document, [Change("replace", "/a/0", 9)])
    assert apart([*end, *both, *other, *first], document) == [*first, *end, *other]
    assert apart([*both, *end, *other, *first], document) == [*first, *both]


def test_the_first_repair_that_is_allowed() -> None:
    document = read("a.json", b"[1]")
    fixes = [
        Fix("impossible", SAFE, (Change("remove", "/9"),)),
        Fix("unsafe", UNSAFE, (Change("replace", "/0", 2),)),
        Fix("safe", SAFE, (Change("replace", "/0", 3),)),
    ]
    one = finding(document, *fixes)
    titles = [applicable(one, kinds) for kinds in ({SAFE}, {UNSAFE}, {SAFE, UNSAFE}, set())]
    assert [fix.title if fix else None for fix in titles] == ["safe", "unsafe", "unsafe", None]


# ---------------------------------------------------------------- again and again


def test_until_nothing_is_left() -> None:
    text = '{"a": 7, "b": [7, 1, 7]}'
    done = repaired(read("a.json", text.encode()), sevens, first_safe, anything)
    assert done.document.text == text.replace("7", "8")
    assert len(done.made) == 3
    assert done.refused == ()


def test_one_that_is_refused_does_not_keep_others() -> None:
    def not_the_second(before: Document, after: Document, made: Sequence[Chosen]) -> bool:
        return after.value[1] == 7

    document = read("a.json", b"[7, 7, 7, 7, 7]")
    done = repaired(document, sevens, first_safe, not_the_second)
    assert done.document.text == "[8, 7, 8, 8, 8]"
    assert len(done.made) == 4
    assert [one.finding.subject for one in done.refused] == ["/1"]


def test_repairs_that_undo_each_other_end() -> None:
    def there_and_back(document: Document) -> list[Finding]:
        other = 15 - document.value[0]
        return [finding(document, Fix("turn", SAFE, (Change("replace", "/0", other),)))]

    done = repaired(read("a.json", b"[7]"), there_and_back, first_safe, anything)
    assert len(done.made) == MAX_PASSES
    assert done.document.text in ("[7]", "[8]")


def test_what_does_not_become_what_was_said_is_refused() -> None:
    def wrongly_edited(document: Document) -> list[Finding]:
        one = finding(document, Fix("toy", SAFE, (Change("replace", "/0", 8),)))
        lie = Fix("toy", SAFE, (Change("replace", "/0", 9),), one.fixes[0].edits)
        unreadable = tuple(replace(edit, text="}") for edit in one.fixes[0].edits)
        broken = Fix("broken", SAFE, (Change("replace", "/0", 8),), unreadable)
        return [replace(one, fixes=(fix,), subject=fix.title) for fix in (lie, broken)]

    done = repaired(read("a.json", b"[7]"), wrongly_edited, first_safe, anything)
    assert done.document.text == "[7]"
    assert done.made == ()
    assert sorted(one.fix.title for one in done.refused) == ["broken", "toy"]
