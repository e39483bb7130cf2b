"""How long ``wflint check`` takes on one workflow, beside check-jsonschema on the same file.

Both run as whole processes, in turn, on a generated workflow of 30 actions with nothing to report;
check-jsonschema validates it against wflint's own schema. Prints both medians and their ratio.
"""

from __future__ import annotations

import argparse
import compileall
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "schemas" / "flow-v4.schema.json"
ACTIONS = 30
PACKAGES = ("wflint", "check_jsonschema", "jsonschema", "pydantic", "click", "yaml", "requests")


def main() -> int:
    """Measure, print, and return 1 if one of the two has something to report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    compile_packages()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "nurture.json"
        file.write_text(json.dumps(workflow(ACTIONS), indent=2), encoding="utf-8")
        commands = {
            "wflint check": [script("wflint"), "check", "--isolated", str(file)],
            "check-jsonschema": [
                script("check-jsonschema"),
                "--schemafile",
                str(SCHEMA),
                str(file),
            ],
        }
        times = measure(commands, rounds)
        print(f"{file.stat().st_size / 1000:.0f} kB, {ACTIONS} actions, {rounds} rounds, medians")
    for name, values in times.items():
        print(f"{name:<18}{statistics.median(values) * 1000:8.0f} ms")
    ours, theirs = (statistics.median(values) for values in times.values())
    print(f"{'ratio':<18}{ours / theirs:8.2f}")
    return 0


def script(name: str) -> str:
    """The command of that name beside this interpreter."""
    return str(Path(sys.executable).with_name(name))


def compile_packages() -> None:
    """Compile bytecode beforehand: it is not what is measured."""
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            compileall.compile_dir(folder, quiet=2)


def measure(commands: dict[str, list[str]], rounds: int) -> dict[str, list[float]]:
    """Seconds of wall time of every run; the commands take turns, after one unmeasured turn."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            before = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            after = time.perf_counter()
            if done.returncode != 0:
                raise SystemExit(f"{name} has something to report:\n{done.stdout}{done.stderr}")
            if turn:
                times[name].append(after - before)
    return times


def workflow(count: int) -> dict[str, Any]:
    """A contact workflow of ``count`` actions: e-mails behind guards, waits, writes."""
    block = (guard, email, write, wait, stage_guard, stage)
    actions = [block[index % len(block)](index + 1) for index in range(count)]
    last = actions[-1]
    last.pop("connection", None)
    return {
        "id": "61200999",
        "type": "CONTACT_FLOW",
        "flowType": "WORKFLOW",
        "revisionId": "1",
        "isEnabled": True,
        "name": "Nurture",
        "createdAt": "2026-02-03T08:12:44.310Z",
        "updatedAt": "2026-09-14T13:27:05.118Z",
        "objectTypeId": "0-1",
        "startActionId": "1",
        "nextAvailableActionId": str(count + 1),
        "actions": actions,
        "enrollmentCriteria": {
            "type": "LIST_BASED",
            "shouldReEnroll": False,
            "listFilterBranch": group(condition("nurture_state", "ENUMERATION", "IS_ANY_OF", "on")),
            "unEnrollObjectsNotMeetingCriteria": False,
            "reEnrollmentTriggersFilterBranches": [],
        },
        "timeWindows": [],
        "blockedDates": [],
        "customProperties": {},
        "dataSources": [],
        "crmObjectCreationStatus": "COMPLETE",
        "suppressionListIds": [],
        "canEnrollFromSalesforce": False,
    }


def condition(
    name: str, kind: str, operator: str, *values: str, blank: bool = False
) -> dict[str, Any]:
    """A filter on one property."""
    operation: dict[str, Any] = {"operationType": kind, "operator": operator}
    if values:
        operation["values"] = list(values)
    operation["includeObjectsWithNoValueSet"] = blank
    return {"filterType": "PROPERTY", "property": name, "operation": operation}


def group(*filters: dict[str, Any]) -> dict[str, Any]:
    """One AND group under an OR, as HubSpot writes it."""
    inner = {
        "filterBranchType": "AND",
        "filterBranchOperator": "AND",
        "filterBranches": [],
        "filters": list(filters),
    }
    return {
        "filterBranchType": "OR",
        "filterBranchOperator": "OR",
        "filterBranches": [inner],
        "filters": [],
    }


def to(action: int) -> dict[str, Any]:
    """A connection."""
    return {"edgeType": "STANDARD", "nextActionId": str(action)}


def branch(number: int, name: str, filters: dict[str, Any]) -> dict[str, Any]:
    """An if/then branch whose other side skips the action it guards."""
    way = {"branchName": name, "filterBranch": filters, "connection": to(number + 1)}
    skip = {"edgeType": "GOTO", "nextActionId": str(number + 2)}
    ways: dict[str, Any] = {"listBranches": [way]}
    if number + 2 <= ACTIONS:
        ways["defaultBranch"] = skip
    return {"actionId": str(number), "type": "LIST_BRANCH", **ways}


def single(number: int, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    """An action with one connection, to the next number."""
    return {
        "actionId": str(number),
        "type": "SINGLE_CONNECTION",
        "actionTypeId": kind,
        "actionTypeVersion": 0,
        "fields": fields,
        "connection": to(number + 1),
    }


def guard(number: int) -> dict[str, Any]:
    """Lets through whom an e-mail reaches."""
    filters = (
        condition("email", "ALL_PROPERTY", "IS_KNOWN"),
        condition("hs_marketable_status", "ENUMERATION", "IS_ANY_OF", "true"),
        condition("hs_email_hard_bounce_reason_enum", "ALL_PROPERTY", "IS_UNKNOWN"),
    )
    return branch(number, "May be mailed", group(*filters))


def email(number: int) -> dict[str, Any]:
    """Sends an e-mail."""
    return single(number, "0-4", {"content_id": str(148200310000 + number)})


def write(number: int) -> dict[str, Any]:
    """Writes a property."""
    value = {"type": "STATIC_VALUE", "staticValue": str(number)}
    return single(number, "0-5", {"property_name": f"nurture_step_{number}", "value": value})


def wait(number: int) -> dict[str, Any]:
    """Waits two days."""
    return single(number, "0-1", {"delta": "2", "time_unit": "DAYS"})


def stage_guard(number: int) -> dict[str, Any]:
    """Lets through whom the stage moves forward."""
    stages = ("subscriber", "lead", "marketingqualifiedlead")
    early = condition("lifecyclestage", "ENUMERATION", "IS_ANY_OF", *stages, blank=True)
    return branch(number, "Not past MQL", group(early))


def stage(number: int) -> dict[str, Any]:
    """Moves the stage forward."""
    value = {"type": "STATIC_VALUE", "staticValue": "marketingqualifiedlead"}
    return single(number, "0-5", {"property_name": "lifecyclestage", "value": value})


if __name__ == "__main__":
    sys.exit(main())
