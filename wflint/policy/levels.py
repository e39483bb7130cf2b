"""How loud a finding is in the end: levels set by the settings, levels shown, levels that fail."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec.structs import replace

from wflint.findings import Finding, Level


class FailOn(StrEnum):
    """The least level that makes a run fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"

    def is_reached_by(self, level: Level) -> bool:
        """Whether a finding of ``level`` makes the run fail."""
        return self is not FailOn.NEVER and level.rank >= Level(self.value).rank


def levelled(finding: Finding, levels: Mapping[str, Level]) -> Finding:
    """``finding`` at the level that ``levels`` (code → level) sets for its rule, else as it is."""
    level = levels.get(finding.code, finding.level)
    return finding if level is finding.level else replace(finding, level=level)


def is_shown(finding: Finding, least: Level) -> bool:
    """Whether ``finding`` is at or above the least level shown."""
    return finding.level.rank >= least.rank
