"""What the reports for people say of repairs that wflint can make."""

from __future__ import annotations

from typing import Final

from wflint.findings import Applicability, Finding

SAFE: Final = "--fix"
UNSAFE: Final = "--fix --unsafe-fixes"


def fixable_with(finding: Finding) -> str | None:
    """The options with which ``finding`` is repaired; None: it is not, or nobody has asked."""
    kinds = {fix.applicability for fix in finding.fixes if fix.edits}
    if Applicability.SAFE in kinds:
        return SAFE
    return UNSAFE if kinds else None
