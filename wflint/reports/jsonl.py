"""The report with one JSON object for each finding: those of ``json``, a line each."""

from __future__ import annotations

import json

from wflint.findings import Report
from wflint.reports.json_report import as_object
from wflint.reports.written import without_surrogates


def render(report: Report, *, color: bool = False) -> str:
    """One line a finding, in the order of the report. ``color`` changes nothing."""
    del color
    lines = (json.dumps(as_object(one), ensure_ascii=False) for one in report.findings)
    return "".join(f"{without_surrogates(line)}\n" for line in lines)
