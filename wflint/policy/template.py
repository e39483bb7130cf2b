"""The settings file to start from: every key is there as a comment, with its default.

A setting that is off is written ``#key = value``, what is there for people ``# words``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from msgspec import Struct

from wflint.policy.reference import GROUPS, Group, Key
from wflint.policy.settings import toml

_EXAMPLE_RULE = "lifecycle-stage-backward"
_ARRAYS = ("overrides", "suppress")
"""Tables that there can be many of: one line shows one of them whole."""


class Found(Struct, frozen=True):
    """What is known of a repository. ``folders``: where its workflows lie, and how many.

    ``snapshot`` describes its portal; ``dated`` are the names of workflows that go by a date.
    """

    folders: tuple[tuple[str, int], ...] = ()
    snapshot: str | None = None
    dated: tuple[str, ...] = ()


def template(found: Found) -> str:
    """The text of a ``wflint.toml`` for what was found."""
    lines = [
        "# Settings of wflint. Every key is here with its default or an example:",
        "# take the # away from the beginning of a line to set it.",
        "#",
        *_prose(_where(found.folders)),
    ]
    for group in GROUPS:
        lines += ["", *_group(group, found)]
    return "\n".join(lines) + "\n"


def _where(folders: Sequence[tuple[str, int]]) -> str:
    if not folders:
        return "No workflows were found here yet."
    each = (f"{count} in {folder}" for folder, count in folders)
    return f"Workflows that were found: {', '.join(each)}."


def _group(group: Group, found: Found) -> Iterator[str]:
    yield f"# ---------------- {group.title}"
    yield from _prose(group.meaning.replace("`", "'"))
    table = group.keys[0].table
    if table in _ARRAYS:
        yield from _array(table, group.keys, found)
        return
    if table:
        yield f"[{table}]"
    for key in group.keys:
        yield ""
        yield from _prose(key.meaning.replace("`", "'"))
        yield _setting(key, found)


def _setting(key: Key, found: Found) -> str:
    name = f"{_EXAMPLE_RULE}.{key.name}" if key.table == "rules" else key.name
    if key.name == "snapshot" and found.snapshot is not None:
        return f"{name} = {toml(found.snapshot)}"
    # A file that is not there would be an error, so there is no line to uncomment.
    return f"#{'   ' if key.is_path else ''}{name} = {key.example}"


def _array(table: str, keys: Sequence[Key], found: Found) -> Iterator[str]:
    for key in keys:
        yield from _prose(f"{key.name}: {key.meaning}")
    values = {key.name: key.example for key in keys}
    if table == "overrides" and found.dated:
        yield from _prose("These workflows go by a date; does HubSpot repeat them each year?")
        values = {"workflows": toml(found.dated), "recurring": values["recurring"]}
    inner = ", ".join(f"{name} = {value}" for name, value in values.items())
    yield f"#{table} = [{{ {inner} }}]"


def _prose(text: str) -> list[str]:
    return wrap(text, 98, initial_indent="# ", subsequent_indent="# ")
