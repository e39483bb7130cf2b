"""The rules' repairs in the text of their fixtures: applied, and nothing else touched."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.fixtures.checking import FIXTURES
from tests.rules.repairs.proving import TODAY, patched
from wflint.check_file import check_document
from wflint.checked import Extras
from wflint.findings import Applicability, Finding, Fix, Level
from wflint.fix_file import FixedFile, Wanted, fix_file
from wflint.policy.discovery import Policy
from wflint.policy.settings import Settings
from wflint.rules import rule_names
from wflint.source.discovery import Candidate
from wflint.source.reading import Document, read

POLICY = Policy(rule_names(), Settings(today=TODAY), None, isolated=True)
LOUDER = Policy(rule_names(), Settings(today=TODAY, level=Level.INFO), None, isolated=True)
FILES = sorted(
    path
    for folder in ("rules/*", "loud")
    for path in FIXTURES.glob(f"{folder}/*")
    if path.name.startswith("fails-") or path.parent.name == "loud"
)
FILES = [p for p in FILES if p.is_file() and p.name not in ("expected.json", "reserved.json")]
ALL = Wanted(frozenset(Applicability))


def named(path: Path) -> Candidate:
    return Candidate(path, path.name, named=True)


def fixed(path: Path, data: bytes) -> FixedFile:
    return fix_file(named(path), data, POLICY, ALL)


def findings_in(path: Path, data: bytes, policy: Policy = POLICY) -> tuple[Finding, ...]:
    checked = check_document(read(path.name, data), named(path), policy, Extras(edits=True))
    assert checked.crashes == ()
    return tuple(one.finding for one in checked.findings)


def counted(findings: tuple[Finding, ...]) -> Counter[tuple[str, str]]:
    """What is wrong, as often as it is."""
    loud = (one for one in findings if one.level is not Level.INFO)
    return Counter((one.code, one.subject or one.action_title) for one in loud)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_all_repairs_are_made_and_no_second_time(path: Path) -> None:
    before = path.read_bytes()
    done = fixed(path, before)
    found, left = findings_in(path, before), findings_in(path, done.after)
    assert done.refused == ()
    assert done.is_changed is any(one.fixes for one in found)
    assert [one.code for one in left if one.fixes] == []
    assert counted(left) <= counted(found)
    again = fixed(path, done.after)
    assert again.after == done.after


def made(document: Document, fix: Fix) -> str:
    """The text of ``document`` after the edits of one repair."""
    text = document.text
    for edit in reversed(fix.edits):
        start, end = document.span(edit.range)
        text = text[:start] + edit.text + text[end:]
    return text


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_repair_is_the_same_in_text_and_value(path: Path) -> None:
    """Infos too; what the edits leave alone is byte for byte what it was, and so are the values."""
    document = read(path.name, path.read_bytes())
    for finding in findings_in(path, path.read_bytes(), LOUDER):
        for fix in finding.fixes:
            assert fix.edits, fix.title
            after = read(path.name, made(document, fix).encode())
            assert after.problems == document.problems
            assert after.value == patched(document.value, fix.changes), fix.title
