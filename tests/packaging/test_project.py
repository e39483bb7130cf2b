"""What ships with the package says the same thing everywhere, and the pins are complete."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import wflint

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[\w.]+)$")


def pins() -> dict[str, str]:
    """The pinned packages: canonical name → version."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    matches = [PIN.match(line) for line in lines if line and not line.startswith("#")]
    assert all(matches), "constraints.txt holds something else than pins and comments"
    return {canonicalize_name(match["name"]): match["version"] for match in matches if match}


def applies(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras | {""})


def needed() -> set[str]:
    """Every package that the development environment needs here, ours excepted."""
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    pending = [Requirement(text) for text in wanted]
    seen: set[tuple[str, frozenset[str]]] = set()
    while pending:
        requirement = pending.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen or not applies(requirement, set()):
            continue
        seen.add(key)
        pending.extend(requirements_of(requirement))
    return {name for name, _ in seen}


def requirements_of(requirement: Requirement) -> Iterator[Requirement]:
    for text in metadata.requires(requirement.name) or ():
        found = Requirement(text)
        if applies(found, requirement.extras):
            found.marker = None
            yield found


def test_every_needed_package_is_pinned() -> None:
    assert needed() - pins().keys() == set()


@pytest.mark.parametrize("text", PROJECT["dependencies"])
def test_pins_satisfy_what_wflint_asks_for(text: str) -> None:
    requirement = Requirement(text)
    assert requirement.specifier.contains(pins()[canonicalize_name(requirement.name)])


def test_one_version_everywhere() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    latest = re.search(r"^## \[(\d[^\]]*)\]", changelog, re.MULTILINE)
    assert latest is not None
    assert {wflint.__version__, latest.group(1)} == {PROJECT["version"]}


def test_licence_is_what_the_metadata_say() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith(f"{PROJECT['license']} License")
    assert "The wflint authors" in text


def test_pages_are_there() -> None:
    for name in (PROJECT["readme"], "CONTRIBUTING.md", "docs/architecture.md"):
        assert (ROOT / name).read_text(encoding="utf-8").startswith("# ")


def test_links_between_pages_lead_somewhere() -> None:
    link = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
    pages = [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "fixtures").glob("**/*.md"),
    ]
    broken = [
        (page.name, target)
        for page in pages
        for target in link.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_no_compiled_module_hides_its_source() -> None:
    """To build a compiled wheel in a checkout leaves some behind: ``git clean -fdX wflint``."""
    left = [path for suffix in ("so", "pyd") for path in (ROOT / "wflint").rglob(f"*.{suffix}")]
    assert not left
