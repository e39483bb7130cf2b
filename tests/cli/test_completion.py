"""What a shell is told."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.cli.running import wflint
from wflint.rules import catalogue


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script(shell: str) -> None:
    script = wflint("completion", shell)
    assert script.exit_code == 0
    assert f"_WFLINT_COMPLETE={shell}_complete" in script.stdout
    assert "wflint" in script.stdout


def test_unknown_shell() -> None:
    result = wflint("completion", "tcsh")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def completions(line: str) -> list[str]:
    """What the program answers to bash for ``line``, whose last word is begun."""
    done = subprocess.run(
        [sys.executable, "-c", "from wflint.cli import main; main(prog_name='wflint')"],
        env={
            **os.environ,
            "_WFLINT_COMPLETE": "bash_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(line.count(" ")),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return [answer.partition(",")[2] for answer in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("wflint ch", {"check"}),
        ("wflint explain WF10", {f"WF10{number}" for number in range(1, 10)}),
        ("wflint explain lifecycle", {"lifecycle-stage-backward"}),
        ("wflint check --select WF103,WF30", {f"WF103,WF30{number}" for number in range(1, 8)}),
        ("wflint check --ignore no-comp", {"no-company"}),
        ("wflint check --output-format sar", {"sarif"}),
        ("wflint completion z", {"zsh"}),
    ],
)
def test_answers(line: str, wanted: set[str]) -> None:
    assert set(completions(line)) == wanted


def test_every_rule_is_offered() -> None:
    offered = set(completions("wflint explain "))
    assert offered == {word for rule in catalogue() for word in (rule.code, rule.name)}


def test_bash_can_read_the_script() -> None:
    script = wflint("completion", "bash").stdout
    done = subprocess.run(
        ["bash", "-c", f"{script}\ncomplete -p wflint"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "_wflint_completion" in done.stdout
