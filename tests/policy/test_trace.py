"""Which word has a rule on or off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.hunting import hunting
from wflint.findings import RuleName
from wflint.policy.selection import Choice, enabled
from wflint.policy.settings import Settings
from wflint.policy.trace import selection

RULE = RuleName("WF101", "no-associated-record")
OFF = RuleName("WF701", "default-name", default=False)
WORDS = st.lists(st.sampled_from(["WF", "WF1", "WF10", "WF101", RULE.name, "WF2"]), max_size=2)
CHOICES = st.builds(
    Choice,
    st.none() | WORDS.map(tuple),
    WORDS.map(tuple),
    WORDS.map(tuple),
)


def traced(rule: RuleName, *choices: Choice) -> tuple[bool, str]:
    sources = [Settings(f"source {at}", choice) for at, choice in enumerate(choices)]
    found = selection(sources, rule)
    return found.on, found.because


@pytest.mark.parametrize(
    ("rule", "choices", "wanted"),
    [
        (RULE, [], (True, "by default")),
        (OFF, [], (False, "it is off unless it is selected")),
        (RULE, [Choice(ignore=("WF2",))], (True, "by default")),
        (RULE, [Choice(ignore=("WF1",))], (False, 'ignore names "WF1" (source 0)')),
        (
            RULE,
            [Choice(ignore=("WF1",)), Choice(extend_select=("WF10",))],
            (True, 'extend-select names "WF10" (source 1)'),
        ),
        (RULE, [Choice(select=("WF2",))], (False, "select does not name it (source 0)")),
        (
            RULE,
            [Choice(select=("WF1", "WF101"), ignore=("WF10",))],
            (True, 'select names "WF101" (source 0)'),
        ),
        (
            RULE,
            [Choice(select=("WF1",), ignore=("WF1",))],
            (False, 'ignore names "WF1" (source 0)'),
        ),
    ],
)
def test_the_word_that_decides(
    rule: RuleName, choices: list[Choice], wanted: tuple[bool, str]
) -> None:
    assert traced(rule, *choices) == wanted


@hunting(100)
@given(st.lists(CHOICES, max_size=3))
def test_the_trace_says_what_the_selection_does(choices: list[Choice]) -> None:
    on, because = traced(RULE, *choices)
    assert on == (RULE.code in enabled(choices, [RULE]))
    assert because.startswith("ignore" if not on and "names" in because else ("s", "e", "by"))
