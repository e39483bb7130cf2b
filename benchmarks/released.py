"""wflint as it is released: the engine compiled, installed as users install it.

It is built from a copy of this checkout, since a build leaves compiled modules beside the sources,
which would hide them. What wflint needs is pinned by ``constraints.txt``.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from benchmarks.shelf import NotInstalledError, Run, Shelf, install, run

ROOT = Path(__file__).resolve().parent.parent
_PACKAGED = (
    *("wflint", "schemas", "docs/rules"),
    *("pyproject.toml", "constraints.txt", "README.md", "LICENSE"),
)


def environment(shelf: Shelf, say: Callable[[str], None]) -> Path:
    """The folder where it is installed; made anew when a source has changed.

    Raises ``NotInstalledError``.
    """
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        raise NotInstalledError(f"there is no C compiler here ({compiler})")

    def make(folder: Path) -> None:
        say("compiling wflint, this takes two minutes")
        build(folder)

    return shelf.kept("wflint", digest(), make)


def build(folder: Path, run: Run = run) -> None:
    """Compile a copy of this checkout and install it into ``folder``.

    Raises ``NotInstalledError``, also when nothing was compiled.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "wflint"
        for source in sources():
            target = copy / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        pins = (copy / "constraints.txt").as_uri()
        more = {"PIP_CONSTRAINT": pins, "PIP_BUILD_CONSTRAINT": pins}
        install(copy, folder, run, more={**more, "HATCH_BUILD_HOOKS_ENABLE": "1"})
    if not any(map(_is_compiled, folder.rglob("wflint/analysis/*"))):
        raise NotInstalledError("could not be compiled")


def digest() -> str:
    """Of everything that it is made from."""
    made_from = hashlib.sha256(sys.version.encode())
    for source in sources():
        content = source.read_bytes()
        made_from.update(f"\n{source.relative_to(ROOT).as_posix()} {len(content)}\n".encode())
        made_from.update(content)
    return made_from.hexdigest()


def sources() -> Iterator[Path]:
    """The files that are packaged, and nothing that was made of them."""
    for name in _PACKAGED:
        place = ROOT / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            made = "__pycache__" in path.parts or _is_compiled(path)
            if path.is_file() and not made:
                yield path


def _is_compiled(path: Path) -> bool:
    return path.name.endswith(tuple(EXTENSION_SUFFIXES))
