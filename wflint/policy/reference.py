"""Every key of a settings file, said once: for ``wflint init`` and for the documentation."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Table = Literal["", "overrides", "suppress", "portal", "rules"]


class Key(Struct, frozen=True):
    """A key of a settings file.

    ``kind`` says what its value is and ``default`` what counts without it, both for people.
    ``example`` is a value, as TOML; it is the default where that is a value. ``is_path``: the
    example names a file, which has to be there.
    """

    table: Table
    name: str
    kind: str
    default: str
    example: str
    meaning: str
    is_path: bool = False


class Group(Struct, frozen=True):
    """Keys that stand together: a title, what is to be said of them all, and the tables' names."""

    title: str
    meaning: str
    keys: tuple[Key, ...]


def _rules(name: str, default: str, example: str, meaning: str) -> Key:
    return Key("", name, "list of codes, names or prefixes", default, example, meaning)


def _flag(name: str, default: str, example: str, meaning: str) -> Key:
    return Key("portal", name, "true or false", default, example, meaning)


def _text(table: Table, name: str, kind: str, example: str, meaning: str) -> Key:
    return Key(table, name, kind, "none", example, meaning)


_LEVELS = '"error", "warning" or "info"'

SELECTION = Group(
    "Which rules are on",
    "A rule is meant by its code (WF103), its name (lifecycle-stage-backward) or the beginning of "
    "its code (WF1). The most specific word wins. `wflint rules` lists them all.",
    (
        _rules(
            "select",
            "every rule but those that `wflint rules` marks as off",
            '["WF1", "WF2"]',
            "Only these rules.",
        ),
        _rules("extend-select", "[]", "[]", "These rules as well, such as WF7."),
        _rules("ignore", "[]", "[]", "Not these rules."),
    ),
)
REPORT = Group(
    "What is shown and what fails",
    "Options of the command line weigh more.",
    (
        Key("", "level", _LEVELS, "warning", '"warning"', "The least level shown."),
        Key(
            "",
            "fail-on",
            '"error", "warning", "info" or "never"',
            "warning",
            '"warning"',
            "The least level that makes a run fail (exit code 1).",
        ),
        Key(
            "",
            "today",
            "date",
            "the clock's day in the portal's time zone",
            "2026-11-24",
            "The day that dates are judged by.",
        ),
    ),
)
FILES = Group(
    "Files",
    "Paths and patterns are relative to the settings file.",
    (
        Key(
            "",
            "exclude",
            "list of patterns, as in .gitignore",
            "[]",
            "[]",
            "Files and folders that a search passes over. A file that is named is always checked.",
        ),
        Key(
            "",
            "extend",
            "path",
            "none",
            '"../wflint.toml"',
            "Another settings file, which this one builds on.",
            is_path=True,
        ),
    ),
)
OVERRIDES = Group(
    "Some files, some workflows",
    "Any of the keys above, `portal` and `rules` too, for some files or workflows only.",
    (
        _text("overrides", "files", "list of patterns", '["archive/**"]', "For these files."),
        _text(
            "overrides",
            "workflows",
            "list of ids or names",
            '["Renewal reminder"]',
            "For these workflows.",
        ),
        Key(
            "overrides",
            "recurring",
            "true or false",
            "false",
            "true",
            "HubSpot repeats these date-centred workflows each year; exports do not say so.",
        ),
    ),
)
SUPPRESSIONS = Group(
    "Suppressions",
    "Findings that somebody has looked at and wants to live with.",
    (
        _text(
            "suppress",
            "rules",
            "list of codes, names or prefixes; required",
            '["WF103"]',
            "The findings of these rules,",
        ),
        _text("suppress", "workflow", "id or name; required", '"Win-back"', "in this workflow,"),
        _text("suppress", "action", "id", '"7"', "at this action only."),
        _text(
            "suppress",
            "reason",
            "text; required",
            '"sales clears the stage first"',
            "Why they are no defects.",
        ),
        _text("suppress", "expires", "date", "2027-03-31", "The last day that it holds."),
    ),
)
PORTAL = Group(
    "The portal",
    "What wflint cannot see in an export.",
    (
        Key(
            "portal",
            "snapshot",
            "path",
            "none",
            '"portal.json"',
            "A file that describes the portal (`wflint schema portal-snapshot`).",
            is_path=True,
        ),
        _flag(
            "marketing-contacts", "true", "true", "The account bills by marketing contacts (WF104)."
        ),
        _flag("legal-basis", "false", "false", "E-mails need an opt-in (WF105)."),
        _flag("graymail", "true", "true", "E-mails leave out contacts that never engage (WF107)."),
        Key(
            "portal",
            "lifecycle-stages",
            "list of internal names, in their order",
            "HubSpot's own eight",
            '["subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead",'
            ' "opportunity", "customer", "evangelist", "other"]',
            "The lifecycle stages (WF103).",
        ),
        Key(
            "portal",
            "time-zone",
            "name of the IANA database",
            "UTC",
            '"UTC"',
            "The portal's time zone.",
        ),
    ),
)
RULES = Group(
    "Rules",
    "A table for a rule, by its code or name.",
    (
        Key(
            "rules",
            "level",
            _LEVELS,
            "that of the rule, or of the verdict",
            '"warning"',
            "The level of the rule's findings, whatever the verdict.",
        ),
    ),
)

GROUPS: tuple[Group, ...] = (*(SELECTION, REPORT, FILES, OVERRIDES, SUPPRESSIONS, PORTAL, RULES),)
