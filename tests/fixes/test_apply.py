"""Many repairs in one text: together where they are apart, else one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

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


@settings(max_examples=200)
@given(st.data(), st.sampled_from(["a.json", "a.yaml"]))
def test_what_is_apart_goes_in_at_once(data: st.DataObject, name: str) -> None:
    value = data.draw(documents)
    text = data.draw(json_texts(value) if name == "a.json" else yaml_texts(value))
    document = read(name, text.encode())
    # Sets of changes that agree with each other, dealt out to several repairs.
    changes = data.draw(change_sets(value))
    repairs = [one for change in changes for one in chosen(document, [change])]
    group = apart(repairs, document)
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
    assert read(name, after.encode()).value == patcher.apply(value, made)


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
