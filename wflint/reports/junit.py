"""The report as JUnit XML: a test suite a file, a failed case a finding.

Source: the schema of Jenkins' xUnit plugin, ``junit-10.xsd``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from wflint.findings import Finding, Level, Report
from wflint.reports.paths import from_root
from wflint.reports.visible import visible

_KINDS = {Level.ERROR: Error, Level.WARNING: Failure, Level.INFO: Skipped}


def render(report: Report, *, color: bool = False) -> str:
    """A suite for each file that was checked; one case that passes where nothing was found.

    Information does not fail a case, it is skipped. ``color`` changes nothing.
    """
    del color
    found = {file: list(them) for file, them in groupby(report.findings, lambda one: one.file)}
    files = sorted({*report.files, *found})
    suites = [_suite(_named(file, report.root), found.get(file, ())) for file in files]
    document = JUnitXml("wflint")
    for suite in suites:  # add_testsuite would compare each with all before it
        document.append(suite)  # type: ignore[no-untyped-call]
    # Not by update_statistics, which counts what is skipped where the schema has no place for it.
    document.tests = sum(suite.tests for suite in suites)
    document.failures = sum(suite.failures for suite in suites)
    document.errors = sum(suite.errors for suite in suites)
    text: bytes = document.tostring()  # type: ignore[no-untyped-call]
    return text.decode("utf-8") + "\n"


def _named(file: str, root: Path | None) -> str:
    return visible(from_root(file, root).as_posix())


def _suite(name: str, findings: Sequence[Finding]) -> TestSuite:
    suite = TestSuite(name)
    cases = [_case(name, finding) for finding in findings] or [TestCase("wflint", classname=name)]
    for case in cases:
        suite.append(case)  # type: ignore[no-untyped-call]
    suite.update_statistics()  # type: ignore[no-untyped-call]
    return suite


def _case(name: str, finding: Finding) -> TestCase:
    start = finding.range.start if finding.range is not None else None
    where = f"{start.line}:{start.column}" if start is not None else "1:1"
    case = TestCase(f"{finding.code} {finding.name} {where}", classname=name)
    result = _KINDS[finding.level](visible(finding.message), finding.code)
    if finding.help:
        result.text = f"{name}:{where}: " + visible(f"{finding.message} ({finding.help})")
    case.result = [result]
    return case
