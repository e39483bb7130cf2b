"""Which settings file counts for a file: the nearest one, and those it builds on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from wflint.findings import RuleName, WorkflowRef
from wflint.policy.mistakes import SettingsError
from wflint.policy.settings import InForce, Settings, applying, in_force
from wflint.policy.suppression import Suppression

if TYPE_CHECKING:
    from wflint.policy.reading import Source

_NAMES = ("wflint.toml", "pyproject.toml")


class Policy(Struct, frozen=True):
    """Answers which settings are in force for a file or a workflow; reads each file once.

    ``command_line`` weighs more than any file. ``config``: the one file that counts, wherever the
    checked file lies; ``isolated``: none does. Every method raises SettingsError where a settings
    file cannot be used.
    """

    rules: tuple[RuleName, ...]
    command_line: Settings = field(default_factory=Settings)
    config: Path | None = None
    isolated: bool = False
    _by_folder: dict[Path, tuple[Settings, ...]] = field(default_factory=dict)
    _by_file: dict[Path, tuple[Settings, ...]] = field(default_factory=dict)
    _in_force: dict[tuple[int, ...], tuple[tuple[Settings, ...], InForce]] = field(
        default_factory=dict
    )

    def in_force(self, file: Path, workflow: WorkflowRef | None = None) -> InForce:
        """The settings for ``workflow`` in ``file``, or for the file as a whole."""
        sources = self.applying(file, workflow)
        # Nearly always the same as for the file before. In another process ids are others.
        key = tuple(map(id, sources))
        of, known = self._in_force.get(key, (None, None))
        if known is None or of != sources:
            known = in_force(sources)
            self._in_force[key] = (sources, known)
        return known

    def applying(self, file: Path, workflow: WorkflowRef | None = None) -> tuple[Settings, ...]:
        """The sources that count for ``workflow`` in ``file``, weakest first."""
        return applying(self.sources(file), file, workflow)

    def sources(self, file: Path) -> tuple[Settings, ...]:
        """The sources that may count for ``file`` and its workflows, weakest first."""
        return (*self._sources(file), self.command_line)

    def excludes(self, file: Path) -> bool:
        """Whether a search passes ``file`` over."""
        sources = self.applying(file)
        return any(one.exclude.match(file) for one in sources if one.exclude is not None)

    def suppressions(self) -> tuple[Suppression, ...]:
        """Those of all settings files that have been read so far."""
        read = (settings for chain in self._by_file.values() for settings in chain)
        return tuple(dict.fromkeys(one for settings in read for one in settings.suppress))

    def _sources(self, file: Path) -> tuple[Settings, ...]:
        if self.isolated:
            return ()
        if self.config is not None:
            return self._read(_absolute(self.config), required=True)
        # Many files are asked about, in few folders: this is the way that has to be short.
        folder = _absolute(file.parent)
        known = self._by_folder.get(folder)
        return known if known is not None else self._nearest(folder)

    def _nearest(self, folder: Path) -> tuple[Settings, ...]:
        """The settings of the nearest file, from ``folder`` up to the repository's root."""
        passed: list[Path] = []
        found: tuple[Settings, ...] = ()
        for each in (folder, *folder.parents):
            if each in self._by_folder:
                found = self._by_folder[each]
                break
            passed.append(each)
            found = self._in_folder(each)
            if found or (each / ".git").exists():
                break
        self._by_folder.update(dict.fromkeys(passed, found))
        return found

    def _in_folder(self, folder: Path) -> tuple[Settings, ...]:
        for name in _NAMES:
            path = folder / name
            found = self._read(path) if path.is_file() else ()
            if found:
                return found
        return ()

    def _read(self, path: Path, *, required: bool = False) -> tuple[Settings, ...]:
        """The settings of ``path`` and before them those it builds on; empty: it holds none."""
        if path not in self._by_file:
            self._by_file[path] = read_chain(path, self.rules, required=required)
        return self._by_file[path]


def read_chain(
    path: Path, rules: Sequence[RuleName], *, required: bool = False
) -> tuple[Settings, ...]:
    """The settings in ``path`` and, before them, those it builds on; empty: it holds none.

    ``required``: a file without settings is an error. Raises SettingsError.
    """
    from wflint.policy.reading import read_settings  # noqa: PLC0415 - many runs have no settings

    chain: list[Settings] = []
    seen: list[Path] = []
    following: Path | None = path
    said = ""
    while following is not None:
        seen.append(following)
        source = _open(following, said, required=required or len(seen) > 1)
        if source is None:
            break
        read = read_settings(source, rules)
        chain.insert(0, read.settings)
        following = _absolute(read.extend) if read.extend is not None else None
        said = f'{read.settings.where("extend")}: "extend" '
        if following in seen:
            raise SettingsError(f"{said}leads back to {display(following)}; one of them must not")
    return tuple(chain)


def _open(path: Path, said: str, *, required: bool) -> Source | None:
    """The settings file ``path``; ``said`` begins the line about one that was named by another."""
    from wflint.policy.reading import open_source  # noqa: PLC0415

    source = open_source(path, display(path))
    if source is None and required:
        name = f"{said}names {display(path)}" if said else display(path)
        raise SettingsError(f"{name}: there is no [tool.wflint] in it")
    return source


def display(path: Path) -> str:
    """``path`` as people would write it here: relative where it lies below the working folder."""
    absolute, here = _absolute(path), Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links are not followed
