"""The trace of why: which words of which settings made a rule speak, or kept it silent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from wflint.findings import Level, RuleName, WorkflowRef
from wflint.policy.selection import deciding, enabled
from wflint.policy.settings import DEFAULT, Override, PortalSettings, Settings, key_of, toml
from wflint.policy.suppression import Suppression


class Selected(Struct, frozen=True):
    """Whether a rule is on, and because of what."""

    on: bool
    because: str


class Said(Struct, frozen=True):
    """A setting in words, and where it stands."""

    text: str
    where: str

    def __str__(self) -> str:
        return f"{self.text} ({self.where})"


def selection(sources: Sequence[Settings], rule: RuleName) -> Selected:
    """Whether ``rule`` is on under ``sources``, weakest first, and by which word of which."""
    choices = [source.choice for source in sources]
    on = bool(enabled(choices, [rule]))
    word = deciding(choices, rule)
    if word is None:
        return Selected(on, "by default" if on else "it is off unless it is selected")
    source = sources[word.choice]
    if word.at is None:
        return Selected(on, f"{word.key} does not name it ({source.where(word.key)})")
    words = getattr(source.choice, word.key.replace("-", "_"))
    where = source.where(word.key, word.at)
    return Selected(on, f'{word.key} names "{words[word.at]}" ({where})')


def least_level(sources: Sequence[Settings]) -> Said:
    """The least level shown."""
    saying = [source for source in (DEFAULT, *sources) if source.level is not None]
    return Said(f"level = {toml(saying[-1].level)}", saying[-1].where("level"))


def level_of(sources: Sequence[Settings], rule: RuleName) -> Said | None:
    """The level that the settings give to ``rule``; None: they leave it as it is."""
    for source in reversed(sources):
        level: Level | None = source.levels.get(rule.code)
        if level is not None:
            paths = [("rules", word, "level") for word in (rule.code, rule.name)]
            path = max(paths, key=lambda each: source.written.line(*each) or 0)
            return Said(f"level = {toml(level)}", source.where(*path))
    return None


def said_of_portal(sources: Sequence[Settings]) -> Iterator[tuple[str, Said]]:
    """What the settings say of the portal: the field of ``PortalSettings``, and where."""
    for name in PortalSettings.__struct_fields__:
        for source in reversed(sources):
            value = getattr(source.portal, name)
            if value is not None:
                key = key_of(name)
                yield name, Said(f"portal.{key} = {toml(value)}", source.where("portal", key))
                break


# ---------------------------------------------------------------- overrides and suppressions


class Counting(Struct, frozen=True):
    """An override that counts somewhere; ``number``: its place among those of its file, from 1."""

    override: Override
    number: int
    where: str


def overrides_for(
    sources: Sequence[Settings], file: Path, workflow: WorkflowRef | None
) -> Iterator[Counting]:
    """The overrides of ``sources`` that count for ``workflow`` in ``file``.

    For a workflow only those that name workflows: the others count for the file as a whole.
    """
    for source in sources:
        for number, override in enumerate(source.overrides, start=1):
            names_workflows = override.workflows is not None
            if names_workflows == (workflow is not None) and override.is_about(file, workflow):
                yield Counting(override, number, override.settings.where())


def override_as_toml(override: Override) -> str:
    """What an override is about, as an inline table."""
    about = {
        "files": override.files.patterns if override.files is not None else None,
        "workflows": override.workflows,
    }
    return _inline(about)


def suppression_as_toml(one: Suppression) -> str:
    """What a suppression says, as an inline table."""
    return _inline(
        {
            "rules": one.rules,
            "workflow": one.workflow,
            "action": one.action,
            "expires": one.expires,
            "reason": one.reason or None,
        }
    )


def _inline(values: Mapping[str, Any]) -> str:
    said = ", ".join(f"{key} = {toml(value)}" for key, value in values.items() if value is not None)
    return f"{{ {said} }}"
