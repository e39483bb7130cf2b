"""The report as JUnit XML: a test suite a file, a failed case a finding."""

from __future__ import annotations

from itertools import groupby

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from wflint.findings import Finding, Level, Report
from wflint.reports.visible import visible


def render(report: Report, *, color: bool = False) -> str:
    """A suite for each file that was checked; one case that passes where nothing was found.

    Information does not fail a case, it is skipped. ``color`` changes nothing.
    """
    del color
    found = {
        file: list(findings) for file, findings in groupby(report.findings, lambda one: one.file)
    }
    document = JUnitXml("wflint")
    for file in report.files:
        suite = TestSuite(visible(file))
        for finding in found.get(file, ()):
            suite.add_testcase(_case(finding))
        if file not in found:
            suite.add_testcase(TestCase("wflint", classname=visible(file)))
        document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call]
    text: bytes = document.tostring()  # type: ignore[no-untyped-call]
    return text.decode("utf-8") + "\n"


def _case(finding: Finding) -> TestCase:
    start = finding.range.start if finding.range is not None else None
    where = f"{start.line}:{start.column}" if start is not None else "1:1"
    case = TestCase(f"{finding.code} {finding.name} {where}", classname=visible(finding.file))
    kinds = {Level.ERROR: Error, Level.WARNING: Failure, Level.INFO: Skipped}
    result = kinds[finding.level](visible(finding.message), finding.code)
    if finding.help:
        result.text = visible(f"{finding.file}:{where}: {finding.message} ({finding.help})")
    case.result = [result]
    return case
