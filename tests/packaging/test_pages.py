"""The pages of the documentation are fresh, and make a site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts import pages, site
from wflint.rules import catalogue

ROOT = Path(__file__).resolve().parents[2]
REMOTE = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\bsrc=[\"']?(?:https?:)?//[^\"' >]+"
    r"|<link\b[^>]*\brel=[\"']?(?:stylesheet|preconnect|preload|icon)[^>]*href=[\"']?(?:https?:)?//[^>]+"
)
REMOTE_STYLE = re.compile(r"(?:@import|url\()\s*[\"']?(?:https?:)?//")


def test_generated_pages_are_fresh() -> None:
    assert pages.main(["--check"]) == 0, "run scripts/pages.py"


def test_every_rule_has_a_page_that_shows_it() -> None:
    made = pages.pages()
    for rule in catalogue():
        example = pages.example_of(rule)
        if example is not None:
            assert f"[{rule.code}] {rule.name}: " in made[ROOT / f"docs/rules/{rule.name}.md"]


def test_a_stale_page_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    gone = tmp_path / "rules" / "gone.md"
    gone.write_text("# gone\n", encoding="utf-8")
    monkeypatch.setattr(pages, "pages", lambda: {tmp_path / "a.md": "# a\n"})
    monkeypatch.setattr(pages, "DOCS", tmp_path)
    assert pages.main(["--check"]) == 1
    assert pages.main([]) == 0
    assert pages.main(["--check"]) == 0
    assert not gone.exists()
    (tmp_path / "a.md").write_text("# b\n", encoding="utf-8")
    assert pages.main(["--check"]) == 1


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(site, "BUILD", tmp_path)
    monkeypatch.setattr(site, "PAGES", tmp_path / "pages")
    return tmp_path


def test_the_site_builds_and_every_link_leads_somewhere(build: Path) -> None:
    assert site.main() == 0
    built = build / "site"
    assert (built / "index.html").is_file()
    for name in ("rules", "rules/no-company", "configuration", "commands", "ci", "editors"):
        assert (built / name / "index.html").is_file()
    html = [path.read_text(encoding="utf-8") for path in built.rglob("*.html")]
    assert [REMOTE.findall(text) for text in html if REMOTE.search(text)] == []
    styles = [path.read_text(encoding="utf-8") for path in built.rglob("*.css")]
    assert styles
    assert not any(REMOTE_STYLE.search(text) for text in styles)


def test_a_link_that_leads_nowhere_fails_the_build(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = build / "README.md"
    page.write_text("# wflint\n\n[gone](docs/gone.md)\n", encoding="utf-8")
    monkeypatch.setattr(site, "pages", lambda: {page: "index.md"})
    assert site.main() != 0


def test_every_page_is_in_the_navigation() -> None:
    text = (ROOT / "zensical.toml").read_text(encoding="utf-8")
    tops = {name for name in site.pages().values() if "/" not in name or name.endswith("index.md")}
    assert tops == set(re.findall(r'= "([\w/]+\.md)"', text))


def test_commands_are_called_as_they_are_installed() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    usages = [line for line in text.splitlines() if line.startswith("Usage: ")]
    assert len(usages) > 1
    assert all(line.startswith("Usage: wflint ") for line in usages)
