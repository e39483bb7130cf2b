"""Ctrl-C ends a run at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.running import flow, put

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl-C is no signal")

SLOW = """
import os, sys, time
import wflint.check_file as module
def slow(candidate, *others):
    open(f"started.{os.getpid()}", "w").close()
    time.sleep(60)
module.check_file = slow
from wflint.cli import main
main(["check", "flows", "--jobs", sys.argv[1], "--no-cache", "--output-format", "json",
      "--output-file", "report.json"])
"""


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return (
        not Path(f"/proc/{pid}/stat").exists() or " Z " not in Path(f"/proc/{pid}/stat").read_text()
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_ends_all_and_reports_nothing(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(8):
        put(f"flows/{number}.json", flow(id=str(number)))
    run = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(jobs)], stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 60
    while len(list(tmp_path.glob("started.*"))) < jobs and time.monotonic() < until:
        time.sleep(0.02)
    workers = [int(path.suffix[1:]) for path in tmp_path.glob("started.*")]
    assert len(workers) == jobs
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=30)
    assert run.returncode == 130
    assert "Traceback" not in said
    assert not Path("report.json").exists()
    assert not any(map(alive, workers))
