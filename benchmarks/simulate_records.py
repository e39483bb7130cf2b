"""How many records per second ``wflint simulate --records`` runs through 30 actions.

Runs it as a whole process on 10,000 and on 100,000 records, and prints records per second and the
peak memory of each: the second has to need no more memory than the first.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from check_vs_check_jsonschema import ACTIONS, compile_packages, script, workflow

STAGES = ("subscriber", "lead", "marketingqualifiedlead", "customer", "")
COLUMNS = ("email", "nurture_state", "lifecyclestage", "hs_marketable_status", "city")


@dataclass(frozen=True)
class Measured:
    """Seconds of wall time and megabytes of peak memory."""

    seconds: float
    megabytes: float


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[10_000, 100_000])
    sizes = parser.parse_args().records
    compile_packages()
    with tempfile.TemporaryDirectory() as folder:
        flow = Path(folder) / "nurture.json"
        flow.write_text(json.dumps(workflow(ACTIONS)), encoding="utf-8")
        print(f"{ACTIONS} actions{'records':>12}{'seconds':>10}{'records/s':>12}{'peak MB':>10}")
        for size in sizes:
            table = write_table(Path(folder) / f"{size}.csv", size)
            measured = measure(flow, table)
            rate = size / measured.seconds
            row = f"{size:>12,}{measured.seconds:>10.1f}{rate:>12,.0f}{measured.megabytes:>10.0f}"
            print(" " * len(f"{ACTIONS} actions") + row)
    return 0


def write_table(path: Path, size: int) -> Path:
    """Records of which most are enrolled and run through to the end."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(size):
            on = "on" if number % 10 else ""
            marketable = "true" if number % 3 else "false"
            stage = STAGES[number % len(STAGES)]
            writer.writerow([f"contact-{number}@example.org", on, stage, marketable, "Bern"])
    return path


def measure(flow: Path, table: Path) -> Measured:
    """One run of the command as a process of its own."""
    command = [script("wflint"), "simulate", str(flow), "--records", str(table), "--isolated"]
    before = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - before
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit("the run has failed")
    return Measured(seconds, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    sys.exit(main())
