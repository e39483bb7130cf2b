"""Folders full of files to check: workflows, and what each peer reads, of about the same size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import orjson
import yaml

from benchmarks import texts
from benchmarks.flows import Json, realistic
from benchmarks.measure import Load


@dataclass(frozen=True)
class Corpus:
    """Files in one folder, by name, and how much they are."""

    folder: Path
    files: tuple[Path, ...]
    load: Load

    def first(self, count: int) -> Corpus:
        """The first ``count`` of the files."""
        files = self.files[:count]
        size = sum(path.stat().st_size for path in files)
        per_file = self.load.actions // max(len(self.files), 1)
        return Corpus(self.folder, files, Load(len(files), size, per_file * len(files)))


def as_json(flow: Json) -> bytes:
    """As HubSpot's API shows it: two spaces for each level."""
    return orjson.dumps(flow, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def as_yaml(flow: Json) -> bytes:
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(flow, Dumper=dumper, sort_keys=False, allow_unicode=True, width=100)
    return text.encode()


FORMATS: dict[str, Callable[[Json], bytes]] = {"json": as_json, "yaml": as_yaml}


@dataclass(frozen=True)
class Recipe:
    """What kind of workflows: how many actions, the share with findings, JSON or YAML."""

    actions: int = 30
    share: float = 0.1
    suffix: str = "json"
    seed: int = 0


def flows(folder: Path, count: int, recipe: Recipe) -> Corpus:
    """``count`` workflows, made by ``recipe``."""
    render = FORMATS[recipe.suffix]
    made = (
        render(
            realistic(
                recipe.actions, number, recipe.seed, defective=is_defective(number, recipe.share)
            )
        )
        for number in range(count)
    )
    return write(folder, "flow", recipe.suffix, made, recipe.actions)


def same_flows(folder: Path, count: int, flow: Callable[[int, int], Json], actions: int) -> Corpus:
    """``count`` workflows of one shape."""
    made = (as_json(flow(actions, number)) for number in range(count))
    return write(folder, "flow", "json", made, actions)


def is_defective(number: int, share: float) -> bool:
    """Whether file ``number`` is one of those with findings; they are spread evenly."""
    return int((number + 1) * share) > int(number * share)


def neighbours(kind: str, folder: Path, count: int, size: int, recipe: Recipe) -> Corpus:
    """``count`` files of a peer's own kind, about ``size`` bytes each."""
    make = texts.KINDS[kind]
    made = (
        make.text(
            Random(f"{kind} {recipe.seed} {n}"), n, size, is_defective(n, recipe.share)
        ).encode()
        for n in range(count)
    )
    return write(folder / make.below, make.stem, make.suffix, made)


def write(
    folder: Path, stem: str, suffix: str, contents: Iterable[bytes], actions: int = 0
) -> Corpus:
    """The corpus of these files, written."""
    folder.mkdir(parents=True, exist_ok=True)
    files, size = [], 0
    for number, content in enumerate(contents):
        path = folder / f"{stem}_{number:05}.{suffix}"
        path.write_bytes(content)
        files.append(path)
        size += len(content)
    return Corpus(folder, tuple(files), Load(len(files), size, actions * len(files)))
