"""Which rules are on."""

from __future__ import annotations

import pytest

from wflint.findings import RuleName
from wflint.policy.selection import Choice, enabled

RULES = (
    RuleName("WF101", "no-associated-record"),
    RuleName("WF102", "no-company"),
    RuleName("WF201", "missing-start"),
    RuleName("WF701", "default-name", default=False),
)


@pytest.mark.parametrize(
    ("choices", "wanted"),
    [
        ([], "WF101 WF102 WF201"),
        ([Choice(select=("WF1",))], "WF101 WF102"),
        ([Choice(extend_select=("WF7",))], "WF101 WF102 WF201 WF701"),
        ([Choice(ignore=("WF1",))], "WF201"),
        ([Choice(select=("no-company",), ignore=("WF1",))], "WF102"),
        ([Choice(select=("WF1",), ignore=("WF1",))], ""),
        ([Choice(ignore=("WF1",)), Choice(extend_select=("WF101",))], "WF101 WF201"),
        ([Choice(ignore=("WF101",)), Choice(select=("WF1",))], "WF101 WF102"),
    ],
)
def test_the_most_specific_word_wins(choices: list[Choice], wanted: str) -> None:
    assert sorted(enabled(choices, RULES)) == wanted.split()
