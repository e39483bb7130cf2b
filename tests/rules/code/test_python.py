"""What is read from Python code: the environment, and the ways out of main."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.rules.code.python import facts_of


def main(body: str) -> str:
    return f"def main(event):\n{textwrap.indent(body, '    ')}\n"


ANSWERING = [
    "return {}",
    "raise ValueError",
    "if event:\n    return 1\nelse:\n    return 2",
    "if event:\n    return 1\nreturn 2",
    "try:\n    return work()\nexcept ValueError:\n    return 1",
    "try:\n    work()\nexcept ValueError:\n    raise\nelse:\n    return 1",
    "try:\n    work()\nfinally:\n    return 1",
    "while True:\n    if event:\n        return 1",
    "with work() as w:\n    return w",
    "match event:\n    case 1:\n        return 1\n    case _:\n        return 2",
    "import sys\nsys.exit(1)",
    "def inner():\n    return\nreturn inner",
]
SILENT = [
    "pass",
    "return",
    "return None",
    "if event:\n    return 1",
    "if event:\n    return 1\nelse:\n    pass",
    "for one in event:\n    return one",
    "while event:\n    return 1",
    "while True:\n    break",
    "try:\n    return work()\nexcept ValueError:\n    print('no')",
    "match event:\n    case 1:\n        return 1",
    "def inner():\n    return 1\ninner()",
]


@pytest.mark.parametrize("body", ANSWERING)
def test_it_answers(body: str) -> None:
    assert facts_of(main(body)).unanswered == ()


@pytest.mark.parametrize("body", SILENT)
def test_it_can_end_in_silence(body: str) -> None:
    assert len(facts_of(main(body)).unanswered) == 1


@pytest.mark.parametrize(
    "code",
    ["main = work", "from flows import main", "from flows import *", "if x:\n    main = work"],
)
def test_main_may_come_from_elsewhere(code: str) -> None:
    assert facts_of(code).unanswered == ()


def test_no_main_and_no_python() -> None:
    assert len(facts_of("x = 1").unanswered) == 1
    ((span, why),) = facts_of("def main(event)\n    return 1").unanswered
    assert "Python cannot read it" in why
    assert span[0] == len("def main(event)")


def test_the_environment_and_its_places() -> None:
    code = textwrap.dedent("""\
        import os
        é = os.environ["ONE"]
        two = os.getenv("TWO", "x")
        three = os.environ.get("THREE")
        four = event.get("FOUR")
        five = "os.getenv('FIVE')"
        six = getenv("SIX")
        """)
    found = {code[slice(*span)]: name for name, span in facts_of(code).environment}
    assert found == {'"ONE"': "ONE", '"TWO"': "TWO", '"THREE"': "THREE", '"SIX"': "SIX"}


@given(st.text("def main(event):\n    return x if else=+'\\", max_size=80))
def test_any_text_is_read_or_refused(code: str) -> None:
    for span, _ in facts_of(code).unanswered:
        assert 0 <= span[0] <= span[1]


def test_deep_nesting_is_no_trouble() -> None:
    facts_of("x = " + "(" * 5000 + ")" * 5000)
    facts_of(main("return " + "-" * 20000 + "1"))
