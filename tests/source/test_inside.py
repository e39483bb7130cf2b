"""A part of a text value, found in the file as it is written there."""

from __future__ import annotations

import json

import yaml
from hypothesis import given
from hypothesis import strategies as st

from wflint.source.reading import read

CODE = 'const a = 1;\n\tconst \u00e9 = "x";\nreturn \U0001f600 + a;\n'


def part(name: str, text: str, value: str, wanted: str) -> str:
    """What stands in the file where ``wanted`` is in the value of ``code``."""
    document = read(name, text.encode())
    assert document.value == {"code": value}
    start = value.index(wanted)
    place = document.range_inside("/code", (start, start + len(wanted)))
    lines = text.split("\n")
    assert place.start.line == place.end.line
    return lines[place.start.line - 1][place.start.column - 1 : place.end.column - 1]


def test_in_json() -> None:
    for ascii_only in (True, False):
        text = json.dumps({"code": CODE}, ensure_ascii=ascii_only)
        assert part("a.json", text, CODE, "return") == "return"
        assert part("a.json", text, CODE, "const a") == "const a"
        assert part("a.json", text, CODE, "+ a") == "+ a"


def test_in_a_yaml_block() -> None:
    value = "const a = 1;\n\n  const b = 2;\nreturn a;\n"
    text = "code: |\n  const a = 1;\n\n    const b = 2;\n  return a;\n"
    for wanted in ("const a", "const b", "return a"):
        assert part("a.yaml", text, value, wanted) == wanted


def test_in_a_quoted_yaml_scalar() -> None:
    text = 'code: "const a = 1;\\nreturn a;"\n'
    assert part("a.yaml", text, "const a = 1;\nreturn a;", "return a") == "return a"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60), st.data())
def test_every_part_of_a_json_text_can_be_found(value: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(value)))
    last = data.draw(st.integers(first, len(value)))
    for ascii_only in (True, False):
        text = json.dumps({"code": value}, ensure_ascii=ascii_only)
        document = read("a.json", text.encode())
        place = document.range_inside("/code", (first, last))
        cut = text[place.start.column - 1 : place.end.column - 1]
        assert json.loads(f'"{cut}"') == value[first:last]


@given(st.lists(st.text("ab :#\\\"'-", max_size=12), min_size=1, max_size=6), st.data())
def test_a_yaml_text_is_never_pointed_at_wrongly(lines: list[str], data: st.DataObject) -> None:
    """Either the very part, or all of the value."""
    value = "\n".join(lines)
    text = yaml.safe_dump({"code": value}, default_style="|")
    document = read("a.yaml", text.encode())
    first = data.draw(st.integers(0, len(value)))
    last = data.draw(st.integers(first, len(value)))
    if "\n" in value[first:last] or document.value != {"code": value}:
        return
    place = document.range_inside("/code", (first, last))
    cut = text.split("\n")[place.start.line - 1][place.start.column - 1 : place.end.column - 1]
    whole = place == document.range("/code")
    assert whole or value[first:last] in (cut, cut.replace("\\\\", "\\").replace('\\"', '"'))
