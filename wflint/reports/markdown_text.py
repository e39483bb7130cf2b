"""Text of unknown origin made fit for Markdown as GitHub and GitLab show it: it stays text."""

from __future__ import annotations

import html
import re

from wflint.reports.visible import visible

_UNSEEN = "&#8203;"
"""A space of no width. Behind @ and # it keeps people and issues from being called by name."""
_MENTIONS = {"@": f"@{_UNSEEN}", "#": f"#{_UNSEEN}"}
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_MARKS = {mark: f"\\{mark}" for mark in "\\`*_[]|~$"}
_IN_TEXT = str.maketrans({**_HTML, **_MENTIONS, **_MARKS})
_IN_HTML = str.maketrans(_MENTIONS)
_TICKS = re.compile("`+")


def plain(text: str) -> str:
    """``text`` inside a line of Markdown, a cell of a table included."""
    return visible(text).translate(_IN_TEXT)


def in_html(text: str) -> str:
    """``text`` inside an element of HTML."""
    return html.escape(visible(text)).replace("&#x27;", "'").translate(_IN_HTML)


def code(text: str) -> str:
    """``text`` as a span of code; not for tables."""
    shown = visible(text)
    ticks = "`" * (_longest(shown) + 1)
    room = " " if not shown or shown[0] in "` " or shown[-1] in "` " else ""
    return f"{ticks}{room}{shown}{room}{ticks}"


def fenced(text: str, language: str) -> str:
    """The lines of ``text`` as a block of code."""
    fence = "`" * max(3, _longest(text) + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}\n"


def _longest(text: str) -> int:
    """The length of the longest run of backticks."""
    return max((len(run) for run in _TICKS.findall(text)), default=0)
