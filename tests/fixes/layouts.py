"""Documents in every layout that people and programs write, and changes to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from wflint.findings import Change

_TEXTS = [
    "",
    "a",
    "lead",
    "two words",
    'q"uote',
    "it's",
    "ü — 試験",
    "tab\tline\nend",
    "1",
    "null",
    "yes",
    "# no",
    "a: b",
    "- x",
    "[",
    "*a",
    "&a",
    "2026-01-01",
    " pad ",
    "\u2028",
    "\\",
    "0-4",
]
texts = st.sampled_from(_TEXTS)
keys = st.sampled_from(
    ["a", "b", "name", "a/b", "m~n", "two words", "ü", "1x", "on", "k:v", "", "<<"]
)
scalars = (
    texts | st.integers(-5, 10**19) | st.booleans() | st.none() | st.sampled_from([0.5, -1e300])
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
documents = st.dictionaries(keys, values, max_size=4) | st.lists(values, max_size=4)


@st.composite
def json_texts(draw: st.DrawFn, value: Any, ends: list[str] | None = None) -> str:
    """``value`` as JSON; each container in a style of its own, or all alike."""
    end = draw(st.sampled_from(ends or ["\n", "\r\n"]))
    unit = draw(st.sampled_from(["  ", "    ", "\t", " "]))
    colon = draw(st.sampled_from([": ", ":", " : "]))
    alike = draw(st.sampled_from(["pretty", "line", "dense", "each"]))

    def written(one: Any, indent: str) -> str:
        if not isinstance(one, dict | list) or not one:
            return json.dumps(one, ensure_ascii=draw(st.booleans()))
        kind = alike if alike != "each" else draw(st.sampled_from(["pretty", "line", "padded"]))
        deeper = indent + unit
        if isinstance(one, dict):
            parts = [json.dumps(k) + colon + written(v, deeper) for k, v in one.items()]
            opening, closing = "{}"
        else:
            parts = [written(inner, deeper) for inner in one]
            opening, closing = "[]"
        if kind == "pretty":
            return opening + end + deeper + f",{end}{deeper}".join(parts) + end + indent + closing
        comma, pad = {"line": (", ", ""), "dense": (",", ""), "padded": (" , ", " ")}[kind]
        return opening + pad + comma.join(parts) + pad + closing

    before = draw(st.sampled_from(["", "", " ", "\n"]))
    return before + written(value, "") + draw(st.sampled_from(["", end, " "]))


@st.composite
def yaml_texts(draw: st.DrawFn, value: Any) -> str:
    """``value`` as YAML, block and flow mixed, with comments and quotes here and there."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    unit = draw(st.sampled_from([2, 4]))
    writer = _Yaml(draw, end, unit, draw(st.sampled_from([0, unit])), draw(st.booleans()))
    in_block = bool(value) and draw(st.integers(0, 5)) > 0
    lines = writer.block(value, 0) if in_block else [writer.flow(value)]
    start = draw(st.sampled_from(["", "---", "# head"]))
    lines = [start, *lines] if start else lines
    return end.join(lines) + draw(st.sampled_from(["", end, f"{end}# foot{end}"]))


_PLAIN_TEXTS = {"a", "b", "lead", "two words", "0-4", "name", "on", "ü — 試験"}


@dataclass
class _Yaml:
    """Writes YAML, each thing in a style that is drawn for it."""

    draw: st.DrawFn
    end: str
    unit: int
    list_unit: int
    comments: bool

    def one_in(self, count: int) -> bool:
        return self.draw(st.integers(1, count)) == 1

    def scalar(self, one: Any) -> str:
        if not isinstance(one, str):
            return json.dumps(one)
        styles = ["double"]
        styles += ["single"] if one.isprintable() else []
        styles += ["plain"] if one in _PLAIN_TEXTS else []
        style = self.draw(st.sampled_from(styles))
        if style == "single":
            return "'" + one.replace("'", "''") + "'"
        return one if style == "plain" else json.dumps(one)

    def flow(self, one: Any) -> str:
        comma = self.draw(st.sampled_from([", ", ","]))
        if isinstance(one, dict):
            members = (f"{self.scalar(k)}: {self.flow(v)}" for k, v in one.items())
            return "{" + comma.join(members) + "}"
        if isinstance(one, list):
            return "[" + comma.join(self.flow(inner) for inner in one) + "]"
        return self.scalar(one)

    def beside(self) -> str:
        return self.draw(st.sampled_from(["", "", "  # beside", " "])) if self.comments else ""

    def above(self, indent: int) -> list[str]:
        if not self.comments or not self.one_in(4):
            return []
        return [self.draw(st.sampled_from([" " * indent + "# above", ""]))]

    def block(self, one: Any, indent: int) -> list[str]:
        lines: list[str] = []
        pad = " " * indent
        members = one.items() if isinstance(one, dict) else ((None, inner) for inner in one)
        for key, inner in members:
            lines += self.above(indent) if lines else []
            if key is None:
                lines += self.item(pad, inner, indent)
            else:
                lines += self.held(f"{pad}{self.scalar(key)}:", inner, indent)
        return lines

    def item(self, pad: str, inner: Any, indent: int) -> list[str]:
        if not isinstance(inner, dict | list) or not inner or self.one_in(4):
            return self.held(f"{pad}-", inner, indent)
        first, *rest = self.block(inner, indent + 2)
        start = f"{pad}-{self.end}{first}" if self.one_in(4) else f"{pad}- {first.lstrip()}"
        return [start, *rest]

    def held(self, head: str, inner: Any, indent: int) -> list[str]:
        if inner is None and self.one_in(2):
            return [head + self.beside()]
        if isinstance(inner, str) and _is_literal(inner) and self.one_in(5):
            return [f"{head} |-", f"{' ' * (indent + self.unit)}{inner}"]
        in_list = head.endswith("-")
        if not isinstance(inner, dict | list) or not inner or in_list or self.one_in(4):
            return [f"{head} {self.flow(inner)}{self.beside()}"]
        deeper = indent + (self.list_unit if isinstance(inner, list) else self.unit)
        return [head + self.beside(), *self.block(inner, deeper)]


def _is_literal(text: str) -> bool:
    return bool(text) and text.isprintable() and text.strip() == text


def pointers(value: Any, above: str = "") -> list[tuple[str, Any]]:
    """Every pointer into ``value``, with what is there."""
    found = [(above, value)]
    members: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        members = list(value.items())
    elif isinstance(value, list):
        members = list(enumerate(value))
    for key, inner in members:
        step = str(key).replace("~", "~0").replace("/", "~1")
        found += pointers(inner, f"{above}/{step}")
    return found


def change_sets(value: Any, most: int = 5) -> st.SearchStrategy[tuple[Change, ...]]:
    """Changes of ``value`` that do not contradict each other, in any order."""
    return st.lists(_changes(value), min_size=1, max_size=most).map(_agreeing)


@st.composite
def _changes(draw: st.DrawFn, value: Any) -> Change:
    pointer, here = draw(st.sampled_from(pointers(value)))
    inside = isinstance(here, dict | list)
    operation = draw(st.sampled_from(["add", "replace", "remove", "rename"]))
    if not pointer or (operation == "add" and inside):
        step = draw(keys) if isinstance(here, dict) else str(draw(st.integers(0, len(here))))
        if isinstance(here, list) and step == str(len(here)):
            step = draw(st.sampled_from([step, "-"]))
        known = isinstance(here, dict) and step in here
        below = f"{pointer}/{step.replace('~', '~0').replace('/', '~1')}"
        return Change("replace" if known else "add", below, draw(values))
    above = dict(pointers(value))[pointer.rpartition("/")[0]]
    if operation == "rename" and isinstance(above, dict):
        key = draw(keys)
        return Change("replace", pointer, 7) if key in above else Change("rename", pointer, key)
    if operation == "remove":
        return Change("remove", pointer)
    return Change("replace", pointer, draw(values))


def _agreeing(changes: list[Change]) -> tuple[Change, ...]:
    """Of ``changes`` the first ones, and those after them that contradict none before."""
    kept: list[Change] = []
    for change in changes:
        if not any(_contradict(one, change) for one in kept):
            kept.append(change)
    return tuple(kept)


def _contradict(one: Change, other: Change) -> bool:
    for upper, lower in ((one, other), (other, one)):
        whole = upper.operation in ("replace", "remove")
        if whole and lower.pointer.startswith(f"{upper.pointer}/"):
            return True
    if one.operation == other.operation == "rename" and one.pointer == other.pointer:
        return True
    return _names(one) == _names(other) and "add" not in _into_list(one, other)


def _names(change: Change) -> str:
    """The member of which a change decides what becomes of it."""
    if change.operation != "rename":
        return change.pointer
    step = change.value.replace("~", "~0").replace("/", "~1")
    return f"{change.pointer.rpartition('/')[0]}/{step}"


def _into_list(*changes: Change) -> set[str]:
    """The operations among ``changes`` whose last step is an index."""
    last = (change.pointer.rpartition("/")[2] for change in changes)
    return {
        c.operation
        for c, step in zip(changes, last, strict=True)
        if step.isdecimal() or step == "-"
    }
