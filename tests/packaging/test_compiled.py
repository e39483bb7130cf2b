"""The engine compiled from the same source says the same."""

from __future__ import annotations

import shutil
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from tests.packaging.repository import ROOT, run

SETUP = """
import sys
from mypyc.build import mypycify
from setuptools import setup

setup(name="compiled", ext_modules=mypycify(sys.argv[3:], opt_level="0"), script_args=sys.argv[1:3])
"""


def chosen() -> Iterator[str]:
    """The modules that a wheel has compiled, relative to the project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    hook = project["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["mypyc"]
    left_out = {name.lstrip("/") for name in hook["exclude"]}
    for name in hook["include"]:
        place = ROOT / name.lstrip("/")
        for path in sorted(place.glob("*.py")) if place.is_dir() else [place]:
            relative = path.relative_to(ROOT).as_posix()
            if not left_out & {relative, path.name}:
                yield relative


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    """A folder in which ``wflint`` is this one, compiled; quickly, not for speed."""
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        pytest.skip(f"there is no C compiler here: {compiler}")
    folder = tmp_path / "compiled"
    for name in ("wflint", "schemas", "docs"):
        ignored = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    (folder / "compile.py").write_text(SETUP, encoding="utf-8")
    run(sys.executable, "compile.py", "build_ext", "--inplace", *chosen(), cwd=folder)
    return folder


def report(folder: Path) -> object:
    """What ``wflint check`` says of all fixtures, by the wflint that lies in ``folder``."""
    options = ["--isolated", "--no-cache", "--level", "info", "--today", "2026-11-24"]
    command = [sys.executable, "-m", "wflint", "check", *options, "--output-format", "json"]
    done = run(*command, ROOT / "fixtures", cwd=folder, code=1)
    return orjson.loads(done.stdout)


def test_the_report_is_the_same(compiled: Path) -> None:
    code = "import wflint.analysis.reach as one; print(one.__file__)"
    place = Path(run(sys.executable, "-c", code, cwd=compiled).stdout.strip())
    assert place.suffix in {".so", ".pyd"}
    assert place.is_relative_to(compiled)
    assert report(compiled) == report(ROOT)
