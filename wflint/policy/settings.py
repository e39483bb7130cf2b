"""Settings: what one source says, and what is in force when all sources are taken together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from wflint.findings import Level, RuleName, WorkflowRef
from wflint.policy.globs import Globs
from wflint.policy.levels import FailOn
from wflint.policy.selection import Choice
from wflint.policy.suppression import Suppression
from wflint.policy.toml_keys import Written

T = TypeVar("T")


class PortalSettings(Struct, frozen=True):
    """What the settings say of the portal; None: nothing."""

    snapshot: Path | None = None
    marketing_contacts: bool | None = None
    legal_basis: bool | None = None
    graymail: bool | None = None
    lifecycle_stages: tuple[str, ...] | None = None
    time_zone: str | None = None


class Settings(Struct, frozen=True):
    """What one source says: a settings file, one of its overrides, or the command line.

    ``origin`` names the source for people, ``written`` is the table that says it. None and empty:
    it says nothing. ``levels`` goes by the code of the rule, ``recurring`` is for overrides alone.
    """

    origin: str = ""
    choice: Choice = field(default_factory=Choice)
    exclude: Globs | None = None
    fail_on: FailOn | None = None
    level: Level | None = None
    today: date | None = None
    portal: PortalSettings = field(default_factory=PortalSettings)
    levels: Mapping[str, Level] = field(default_factory=dict)
    recurring: bool | None = None
    overrides: tuple[Override, ...] = ()
    suppress: tuple[Suppression, ...] = ()
    written: Written = field(default_factory=Written)

    def where(self, *path: str | int) -> str:
        """The file and the line in which a key of it stands, for people."""
        line = self.written.line(*path)
        return self.origin if line is None else f"{self.written.file}:{line}"


class Override(Struct, frozen=True):
    """Settings for some files, some workflows, or some workflows of some files."""

    settings: Settings
    files: Globs | None = None
    workflows: tuple[str, ...] | None = None
    """Ids and names."""

    def is_about(self, file: Path, workflow: WorkflowRef | None) -> bool:
        """Whether it counts for ``workflow`` in ``file``; None: for the file as a whole."""
        if self.files is not None and not self.files.match(file):
            return False
        if self.workflows is None:
            return True
        return workflow is not None and not {workflow.id, workflow.name}.isdisjoint(self.workflows)


class InForce(Struct, frozen=True):
    """The settings that count for one file or workflow."""

    choices: tuple[Choice, ...] = ()
    fail_on: FailOn = FailOn.WARNING
    level: Level = Level.WARNING
    today: date | None = None
    """None: the clock's."""
    portal: PortalSettings = field(default_factory=PortalSettings)
    levels: Mapping[str, Level] = field(default_factory=dict)
    recurring: bool = False
    suppress: tuple[Suppression, ...] = ()


class Row(Struct, frozen=True):
    """One setting in force: its key, its value as TOML, and where that is said."""

    key: str
    value: str
    origin: str


def applying(
    sources: Sequence[Settings], file: Path, workflow: WorkflowRef | None
) -> tuple[Settings, ...]:
    """The sources that count for ``workflow`` in ``file``, weakest first, with their overrides."""
    found: list[Settings] = []
    for source in sources:
        found.append(source)
        found += [each.settings for each in source.overrides if each.is_about(file, workflow)]
    return tuple(found)


def in_force(sources: Sequence[Settings]) -> InForce:
    """``sources`` taken together, the later ones weighing more."""
    default = InForce()
    return InForce(
        choices=tuple(source.choice for source in sources),
        fail_on=_last((source.fail_on for source in sources), default.fail_on),
        level=_last((source.level for source in sources), default.level),
        today=_last((source.today for source in sources), None),
        portal=_portal(sources),
        levels={code: level for source in sources for code, level in source.levels.items()},
        recurring=_last((source.recurring for source in sources), default.recurring),
        suppress=tuple(one for source in sources for one in source.suppress),
    )


def _last(values: Iterable[T | None], default: T) -> T:
    """The last value that is not None."""
    last = default
    for value in values:
        last = last if value is None else value
    return last


def _portal(sources: Sequence[Settings]) -> PortalSettings:
    said = [source.portal for source in sources]
    names = PortalSettings.__struct_fields__
    return PortalSettings(
        **{name: _last((getattr(portal, name) for portal in said), None) for name in names}
    )


DEFAULT: Final = Settings(origin="default", fail_on=InForce().fail_on, level=InForce().level)
"""What holds where nobody says anything."""


def rows(sources: Sequence[Settings], rules: Iterable[RuleName]) -> tuple[Row, ...]:
    """Every setting that ``sources`` leave in force, in the order of the documentation.

    Of the keys that add up (``extend-select``, ``ignore``, ``exclude``) each source has its row;
    of the others the last word.
    """
    names = {rule.code: rule.name for rule in rules}
    last: dict[str, Row] = {}
    for number, source in enumerate(_selecting(sources)):
        for path, value in _said(source):
            key = ".".join(path)
            place = f"{key} {number}" if key in _ADDING else key
            last[place] = Row(key, value, _where(source, path, names))
    for path, value in _said(DEFAULT):
        key = ".".join(path)
        last.setdefault(key, Row(key, value, DEFAULT.origin))
    return tuple(sorted(last.values(), key=lambda row: _ORDER.get(row.key, len(_ORDER))))


def _where(source: Settings, path: tuple[str, ...], names: Mapping[str, str]) -> str:
    """Where ``source`` says it; a rule may be written by its code or by its name."""
    spellings = [path, tuple(names.get(part, part) for part in path)]
    return source.where(*max(spellings, key=lambda each: source.written.line(*each) or 0))


_ADDING = ("extend-select", "ignore", "exclude")
_ORDER = {
    key: place
    for place, key in enumerate(
        ("select", "extend-select", "ignore", "exclude", "fail-on", "level", "today", "recurring")
    )
}


def _selecting(sources: Sequence[Settings]) -> Iterator[Settings]:
    """The sources; of those before the last ``select`` what they say about rules left out."""
    starts = [place for place, source in enumerate(sources) if source.choice.select is not None]
    start = starts[-1] if starts else 0
    for place, source in enumerate(sources):
        yield source if place >= start else replace(source, choice=Choice())


def _said(source: Settings) -> Iterator[tuple[tuple[str, ...], str]]:
    """The keys that ``source`` sets and their values, both as they stand in a settings file."""
    values: dict[tuple[str, ...], Any] = {
        ("select",): source.choice.select,
        ("extend-select",): source.choice.extend_select or None,
        ("ignore",): source.choice.ignore or None,
        ("exclude",): source.exclude.patterns if source.exclude is not None else None,
        ("fail-on",): source.fail_on,
        ("level",): source.level,
        ("today",): source.today,
        ("recurring",): source.recurring,
        **{
            ("portal", key_of(name)): getattr(source.portal, name)
            for name in PortalSettings.__struct_fields__
        },
        **{("rules", code, "level"): level for code, level in source.levels.items()},
    }
    return ((path, toml(value)) for path, value in values.items() if value is not None)


def key_of(name: str) -> str:
    """The key of ``[portal]`` that sets the field ``name`` of ``PortalSettings``."""
    return name.replace("_", "-")


def toml(value: Any) -> str:
    """``value`` in TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(toml(item) for item in value)}]"
    if isinstance(value, date):
        return value.isoformat()
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
