"""Where a stretch of a text value is in the file: escapes and indentation taken into account."""

from __future__ import annotations

from wflint.source.places import Span

_ESCAPES = '"\\/bfnrtu'
_SHORT_ESCAPE, _UNICODE_ESCAPE = 2, 6


def in_quotes(text: str, start: int, span: Span) -> Span | None:
    """``span`` of the value of the double-quoted string at ``start``, as offsets in ``text``.

    None: the string ends before, or holds escapes that JSON does not know.
    """
    first, last = span
    at = start + 1
    found: list[int] = []
    for decoded in range(last + 1):
        if decoded == first:
            found.append(at)
        if decoded == last:
            return found[0], at
        escape = text[at + 1 : at + 2] if text[at : at + 1] == "\\" else ""
        if at >= len(text) or text[at] in '"\n\r' or escape not in _ESCAPES:
            return None
        at = _after(text, at)
    return None


def _after(text: str, at: int) -> int:
    """The offset after the character, or the escape of one, at ``at``."""
    if text[at] != "\\":
        return at + 1
    if text[at + 1 : at + 2] != "u":
        return at + _SHORT_ESCAPE
    high = text[at + 2 : at + 4].lower()
    pair = high in ("d8", "d9", "da", "db") and text[at + 6 : at + 8] == "\\u"
    return at + _UNICODE_ESCAPE * (2 if pair else 1)


def in_block(text: str, start: int, end: int, span: Span) -> Span | None:
    """``span`` of the value of the YAML literal block (``|``) between two offsets."""
    raw = text[start:end]
    if not raw.startswith("|"):
        return None
    header, _, body = raw.partition("\n")
    lines = body.split("\n")
    filled = next((line for line in lines if line.strip()), "")
    digits = [letter for letter in header if letter.isdecimal()]
    if digits:
        return None  # the indentation is given relative to the parent, which is not known here
    indent = len(filled) - len(filled.lstrip(" "))
    place = start + len(header) + 1
    found: list[int] = []
    decoded = 0
    for line in lines:
        length = max(0, len(line) - indent)
        here = (wanted for wanted in span[len(found) :] if decoded <= wanted <= decoded + length)
        found += [place + min(indent, len(line)) + wanted - decoded for wanted in here]
        if len(found) == len(span):
            return found[0], found[1]
        decoded += length + 1
        place += len(line) + 1
    return None
