"""From TOML to settings: every key is checked, and every mistake is reported with its place."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from wflint.findings import Level, RuleName
from wflint.policy.globs import Globs
from wflint.policy.levels import FailOn
from wflint.policy.mistakes import SettingsError, nearest, unknown_rule
from wflint.policy.selection import Choice, is_known
from wflint.policy.settings import Override, PortalSettings, Settings
from wflint.policy.suppression import Suppression
from wflint.policy.toml_keys import KeyPath, Written, key_places
from wflint.source.places import Position, Range

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
Table: TypeAlias = Mapping[str, Any]

_COMMON = (
    *("select", "extend-select", "ignore", "exclude", "fail-on", "level", "today"),
    *("portal", "rules"),
)
_FILE_KEYS = (*_COMMON, "overrides", "suppress", "extend")
_OVERRIDE_KEYS = (*_COMMON, "files", "workflows", "recurring")
_PORTAL_KEYS = (
    *("snapshot", "marketing-contacts", "legal-basis", "graymail"),
    *("lifecycle-stages", "time-zone"),
)
_RULE_KEYS = ("level",)
_SUPPRESS_KEYS = ("rules", "workflow", "action", "reason", "expires")
_AT_LINE = re.compile(r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|.*)\)$")


class Source(Struct, frozen=True):
    """A settings file: its path, how to name it, its text, and the table that is ours."""

    path: Path
    display: str
    text: str
    table: Table
    prefix: KeyPath = ()
    """The keys that lead to our table."""


class Read(Struct, frozen=True):
    """A settings file that has been read. ``extend``: the file it builds on."""

    settings: Settings
    extend: Path | None


# ---------------------------------------------------------------- from a file to a table


def open_source(path: Path, display: str) -> Source | None:
    """The settings in ``path``; None: a ``pyproject.toml`` that says nothing of wflint.

    Raises SettingsError where the file cannot be read or is not TOML.
    """
    text = _text(path, display)
    if path.name != "pyproject.toml":
        return Source(path, display, text, _parse(text, display))
    if "wflint" not in text:
        return None
    tool = _parse(text, display).get("tool")
    if not isinstance(tool, dict) or "wflint" not in tool:
        return None
    table = tool["wflint"]
    if not isinstance(table, dict):
        place = _place(key_places(text), ("tool", "wflint"))
        raise SettingsError(f'{display}:{place}: "tool.wflint" must be a table')
    return Source(path, display, text, table, ("tool", "wflint"))


def _text(path: Path, display: str) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{display}: {error.strerror or error}") from error
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{display}:{line}:1: not UTF-8") from error


def _parse(text: str, display: str) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_syntax_message(str(error), text, display)) from error
    except RecursionError as error:
        raise SettingsError(f"{display}:1:1: nested too deeply") from error


def _syntax_message(message: str, text: str, display: str) -> str:
    """What ``tomllib`` says, with its place in front."""
    found = _AT_LINE.match(message)
    what = (found["what"] if found else message).replace("\n", " ")
    if found and found["line"]:
        return f"{display}:{found['line']}:{found['column']}: {what}"
    lines = text.split("\n")
    return f"{display}:{len(lines)}:{len(lines[-1]) + 1}: {what}, but the file ends"


# ---------------------------------------------------------------- from a table to settings


def read_settings(source: Source, rules: Sequence[RuleName]) -> Read:
    """What ``source`` says. ``rules``: all there are.

    Raises SettingsError with all mistakes at once.
    """
    written = Written(source.display, source.text, source.prefix)
    check = _Checker(source.path.parent, rules, written)
    settings = replace(
        check.file(source.table, source.display), suppress=check.suppressions(source)
    )
    extend = check.existing(source.table, (), "extend")
    if check.mistakes:
        raise SettingsError(*_messages(check.mistakes, source))
    return Read(settings, extend)


class _Mistake(Struct, frozen=True):
    path: KeyPath
    message: str


def _messages(mistakes: Iterable[_Mistake], source: Source) -> list[str]:
    places = key_places(source.text)
    placed = [(_place(places, (*source.prefix, *each.path)), each.message) for each in mistakes]
    return [f"{source.display}:{place}: {message}" for place, message in sorted(placed)]


class _Shown(Struct, frozen=True, order=True):
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


def _place(places: Mapping[KeyPath, Position], path: KeyPath) -> _Shown:
    """The place of the longest part of ``path`` that stands in the text."""
    while path and path not in places:
        path = path[:-1]
    found = places.get(path, Position(1, 1))
    return _Shown(found.line, found.column)


class _Checker(Struct, frozen=True):
    """Takes tables apart. What is wrong goes to ``mistakes``; its value is then None."""

    folder: Path
    rules: Sequence[RuleName]
    written: Written
    mistakes: list[_Mistake] = field(default_factory=list)

    def wrong(self, path: KeyPath, message: str) -> None:
        self.mistakes.append(_Mistake(path, message))

    # ------------------------------------------------------------ tables

    def file(self, table: Table, origin: str) -> Settings:
        self.keys(table, (), _FILE_KEYS)
        overrides = [
            self.override(each, ("overrides", index), f"{origin} (override {index + 1})")
            for index, each in enumerate(self.tables(table, "overrides"))
        ]
        return self.common(table, (), origin, overrides=tuple(overrides))

    def override(self, table: Table, path: KeyPath, origin: str) -> Override:
        self.keys(table, path, _OVERRIDE_KEYS)
        files = self.texts(table, path, "files")
        workflows = self.ids(table, path)
        if files is None and workflows is None and not {"files", "workflows"} & table.keys():
            self.wrong(path, 'an override needs "files" or "workflows"')
        return Override(
            settings=self.common(table, path, origin),
            files=Globs(self.folder, files) if files is not None else None,
            workflows=workflows,
        )

    def suppressions(self, source: Source) -> tuple[Suppression, ...]:
        tables = self.tables(source.table, "suppress")
        places = key_places(source.text) if tables else {}
        found = []
        for index, table in enumerate(tables):
            path: KeyPath = ("suppress", index)
            self.keys(table, path, _SUPPRESS_KEYS)
            for key in ("rules", "workflow"):
                if key not in table or table[key] == []:
                    self.wrong(path, f'a suppression needs "{key}"')
            start = places.get((*source.prefix, *path), Position(1, 1))
            end = Position(start.line, start.column + len("suppress"))
            found.append(
                Suppression(
                    rules=self.selectors(table, path, "rules") or (),
                    reason=(self.value(table, path, "reason", str, "a text") or "").strip(),
                    file=source.display,
                    range=Range(start, end),
                    workflow=self.id(table, path, "workflow"),
                    action=self.id(table, path, "action"),
                    expires=self.day(table, path, "expires"),
                )
            )
        return tuple(found)

    def common(
        self, table: Table, path: KeyPath, origin: str, overrides: tuple[Override, ...] = ()
    ) -> Settings:
        exclude = self.texts(table, path, "exclude")
        return Settings(
            origin=origin,
            written=self.written.inner(*path),
            choice=Choice(
                self.selectors(table, path, "select"),
                self.selectors(table, path, "extend-select") or (),
                self.selectors(table, path, "ignore") or (),
            ),
            exclude=Globs(self.folder, exclude) if exclude is not None else None,
            fail_on=self.word(table, path, "fail-on", FailOn),
            level=self.word(table, path, "level", Level),
            today=self.day(table, path, "today"),
            portal=self.portal(self.table(table, path, "portal"), (*path, "portal")),
            levels=self.levels(self.table(table, path, "rules"), (*path, "rules")),
            recurring=self.value(table, path, "recurring", bool, "true or false"),
            overrides=overrides,
        )

    def portal(self, table: Table, path: KeyPath) -> PortalSettings:
        self.keys(table, path, _PORTAL_KEYS)
        return PortalSettings(
            snapshot=self.existing(table, path, "snapshot"),
            marketing_contacts=self.value(table, path, "marketing-contacts", bool, "true or false"),
            legal_basis=self.value(table, path, "legal-basis", bool, "true or false"),
            graymail=self.value(table, path, "graymail", bool, "true or false"),
            lifecycle_stages=self.stages(table, path),
            time_zone=self.zone(table, path),
        )

    def levels(self, table: Table, path: KeyPath) -> Mapping[str, Level]:
        codes = {word: rule.code for rule in self.rules for word in (rule.code, rule.name)}
        found: dict[str, Level] = {}
        for word in table:
            options = self.table(table, path, word)
            if word not in codes:
                self.wrong((*path, word), f'there is no rule "{word}"{nearest(word, codes)}')
                continue
            self.keys(options, (*path, word), _RULE_KEYS)
            level = self.word(options, (*path, word), "level", Level)
            if level is not None:
                found[codes[word]] = level
        return found

    def keys(self, table: Table, path: KeyPath, known: Sequence[str]) -> None:
        """Every key of ``table`` must be one of ``known``."""
        for key in table:
            if key not in known:
                self.wrong((*path, key), f'unknown key "{key}"{nearest(key, known)}')

    # ------------------------------------------------------------ values

    def value(self, table: Table, path: KeyPath, key: str, kind: type[T], what: str) -> T | None:
        found = table.get(key)
        if found is None or isinstance(found, kind):
            return found
        self.wrong((*path, key), f'"{key}" must be {what}, not {_kind(found)}')
        return None

    def table(self, table: Table, path: KeyPath, key: str) -> Table:
        return self.value(table, path, key, dict, "a table") or {}

    def tables(self, table: Table, key: str) -> Sequence[Table]:
        found = table.get(key, [])
        if isinstance(found, list) and all(isinstance(each, dict) for each in found):
            return found
        self.wrong((key,), f'"{key}" must be written as [[{key}]] tables')
        return []

    def texts(self, table: Table, path: KeyPath, key: str) -> tuple[str, ...] | None:
        found = self.value(table, path, key, list, "a list of texts")
        if found is None:
            return None
        for index, item in enumerate(found):
            if not isinstance(item, str) or not item:
                self.wrong((*path, key, index), f'"{key}" must hold texts, not {_kind(item)}')
        return tuple(item for item in found if isinstance(item, str) and item)

    def ids(self, table: Table, path: KeyPath) -> tuple[str, ...] | None:
        """``workflows``: ids may be written as numbers."""
        found = table.get("workflows")
        if isinstance(found, list):
            plain = [str(each) if type(each) is int else each for each in found]
            return self.texts({"workflows": plain}, path, "workflows")
        return self.texts(table, path, "workflows")

    def id(self, table: Table, path: KeyPath, key: str) -> str | None:
        """An id, which may be written as a number, or a name."""
        if type(table.get(key)) is int:
            return str(table[key])
        found = self.value(table, path, key, str, "an id or a name")
        if found == "":
            self.wrong((*path, key), f'"{key}" must be an id or a name, not an empty text')
        return found

    def word(self, table: Table, path: KeyPath, key: str, kind: type[E]) -> E | None:
        words = [str(each) for each in kind]
        found = self.value(table, path, key, str, f"one of {', '.join(words)}")
        if found is None or found in words:
            return None if found is None else kind(found)
        message = f'"{key}" must be one of {", ".join(words)}, not "{found}"'
        self.wrong((*path, key), message + nearest(found, words))
        return None

    def selectors(self, table: Table, path: KeyPath, key: str) -> tuple[str, ...] | None:
        found = self.texts(table, path, key)
        items = table[key] if found is not None else []
        for index, word in enumerate(items):
            if isinstance(word, str) and word and not is_known(word, self.rules):
                self.wrong((*path, key, index), unknown_rule(word, self.rules))
        return found

    def path(self, table: Table, path: KeyPath, key: str) -> Path | None:
        found = self.value(table, path, key, str, "a path")
        if found is None:
            return None
        if not found or "\0" in found:
            self.wrong((*path, key), f'"{key}" must be a path')
            return None
        return self.folder / Path(found).expanduser()

    def existing(self, table: Table, path: KeyPath, key: str) -> Path | None:
        """The path of a file that must be there."""
        found = self.path(table, path, key)
        if found is None or os.path.isfile(found):  # noqa: PTH113 - never raises
            return found
        start = "a path starts at the folder of the file that says it"
        self.wrong((*path, key), f'"{key}": there is no file "{table[key]}"; {start}')
        return None

    def day(self, table: Table, path: KeyPath, key: str) -> date | None:
        found = table.get(key)
        if found is None or (isinstance(found, date) and not isinstance(found, datetime)):
            return found
        day = _day(found) if isinstance(found, str) else None
        if day is None:
            self.wrong((*path, key), f'"{key}" must be a date such as 2026-11-24')
        return day

    def stages(self, table: Table, path: KeyPath) -> tuple[str, ...] | None:
        found = self.texts(table, path, "lifecycle-stages")
        if found is not None and len(set(found)) < len(found):
            self.wrong((*path, "lifecycle-stages"), '"lifecycle-stages" names a stage twice')
        return found

    def zone(self, table: Table, path: KeyPath) -> str | None:
        found = self.value(table, path, "time-zone", str, "the name of a time zone")
        if found is None or is_time_zone(found):
            return found
        message = f'there is no time zone "{found}"; the names are those of the IANA database'
        self.wrong((*path, "time-zone"), message)
        return None


def is_time_zone(name: str) -> bool:
    """Whether the IANA database knows ``name``."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - few settings name a zone

    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_KINDS: Mapping[type, Callable[[Any], str]] = {
    bool: lambda value: str(value).lower(),
    str: lambda value: f'"{value}"' if value else "an empty text",
    int: str,
    float: str,
    list: lambda _: "a list",
    dict: lambda _: "a table",
}


def _kind(value: Any) -> str:
    """What ``value`` is, for people."""
    describe = _KINDS.get(type(value))
    return describe(value) if describe is not None else "a date or time"
