"""The results as a page of Markdown."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import parts, targets
from benchmarks.measure import Measured
from benchmarks.parts import Outcome, Scale
from benchmarks.peers import PEERS, pinned
from benchmarks.targets import Target

_MARKS = {True: "met", False: "**not met**", None: "–"}


def page(outcome: Outcome, scale: Scale, cores: int, build: str) -> str:
    """Everything that was measured, the targets first; ``build``: in which form wflint was."""
    sections = [_head(cores, build), _targets(targets.targets(outcome, scale))]
    sections += [
        _WRITERS.get(name, _plain)(name, outcome)
        for name, measured in outcome.measured.items()
        if measured
    ]
    return "\n".join(section.rstrip("\n") + "\n" for section in sections)


def _head(cores: int, build: str) -> str:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"""# Results

{datetime.now(UTC):%Y-%m-%d} · {_processor()}, {cores} cores · {_system()} · {python}

Written by the one command of [README.md](README.md), which also tells how this is measured. Every
figure is a median of whole processes; compare ratios, not milliseconds.

wflint {version("wflint")} was measured {build}.
"""


def _processor() -> str:
    """The name of the processor, without anything that names the machine."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _targets(made: Sequence[Target]) -> str:
    rows = ((one.promise, one.wanted, one.figure, _mark(one)) for one in made)
    return "## Targets\n\n" + table(("what", "target", "measured", ""), rows)


def _mark(one: Target) -> str:
    return "aim" if one.aim else _MARKS[one.met]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown, its first column of words, the others of figures."""
    lines = [head, ["---", *(["---:"] * (len(head) - 1))], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


# ---------------------------------------------------------------- the parts


def _peers(_: str, outcome: Outcome) -> str:
    measured = outcome.measured["peers"]
    versions = {peer.name: pinned()[peer.package][1] for peer in PEERS}
    reads = {peer.name: peer.corpus for peer in PEERS}
    ours = measured[parts.TWO_JOBS]
    head = ("", "version", "reads", "files", "s", "files/s", "MB/s", "peak MB", "wflint (2) is")
    rows = [
        (
            name,
            versions.get(name, ""),
            reads.get(name, "flows"),
            *_figures(one),
            _ratio(ours, one),
        )
        for name, one in measured.items()
    ]
    rows += [
        (name, versions[name], reads[name], reason, *[""] * 5)
        for name, reason in outcome.absent.items()
        if name in versions
    ]
    return f"""## Beside its peers

Cold: no cache, all default rules; files of about the same size, each of the peer's own kind, one in
ten of them with findings. Files per second are compared; the slow ones are given fewer files.

{table(head, rows)}"""


def _figures(one: Measured) -> tuple[str, ...]:
    if one.failure:
        return f"{one.load.files:,}", one.failure, "", "", ""
    memory = f"{one.megabytes:.0f}" if one.megabytes else "–"
    return (
        f"{one.load.files:,}",
        f"{one.seconds:.3f}",
        f"{one.files_per_second:,.1f}",
        f"{one.megabytes_per_second:.1f}",
        memory,
    )


def _ratio(ours: Measured, other: Measured) -> str:
    if ours.failure or other.failure:
        return "–"
    return f"{ours.files_per_second / other.files_per_second:.2f} × as fast"


def _start_up(_: str, outcome: Outcome) -> str:
    measured = outcome.measured["start-up"]
    nothing = measured[parts.NOTHING]
    rows = [
        (name, one.failure, "", "")
        if one.failure
        else (
            name,
            f"{one.seconds * 1000:.0f}",
            f"{one.seconds / nothing.seconds:.1f} ×",
            f"{one.megabytes:.0f}",
        )
        for name, one in measured.items()
    ]
    return f"## Start-up\n\n{table(('', 'ms', 'of python -c pass', 'peak MB'), rows)}"


_TITLES = {
    "warm": "Many files, cold and warm",
    "kinds": "Small and large, JSON and YAML, few and many findings (1 job)",
    "records": "Dry runs of many records (a file is a record)",
}


def _plain(name: str, outcome: Outcome) -> str:
    rows = ((each, *_figures(one)) for each, one in outcome.measured[name].items())
    head = ("", "files", "s", "files/s", "MB/s", "peak MB")
    return f"## {_TITLES[name]}\n\n{table(head, rows)}"


def _growth(_: str, outcome: Outcome) -> str:
    measured: Mapping[str, Measured] = outcome.measured["growth"]
    start = measured[parts.SMALL_FILE].seconds
    rows = [
        (name, f"{one.load.files:,}", one.failure, "", "")
        if one.failure
        else (
            name,
            f"{one.load.files:,}",
            f"{one.seconds:.2f}",
            f"{targets.per_action(one, start) * 1e6:.0f}",
            f"{one.megabytes:.0f}",
        )
        for name, one in measured.items()
        if name != parts.SMALL_FILE
    ]
    head = ("", "files", "s", "µs per action", "peak MB")
    return f"""## Growth

As many actions in many small workflows as in one large; the time of a run on one workflow of 5
actions ({start * 1000:.0f} ms) is taken off. 180 actions make 60 diamonds.

{table(head, rows)}"""


_WRITERS = {"peers": _peers, "start-up": _start_up, "growth": _growth}
