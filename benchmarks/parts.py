"""The parts of the benchmark: what each measures, and on which files.

A part makes its files below a folder of its own, lets its contenders take turns, and hands back
what was measured, by name. ``targets.py`` knows the names.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from benchmarks.corpora import Corpus, Recipe, as_json, flows, neighbours, same_flows
from benchmarks.flows import chain, diamonds, loud_chain, tree
from benchmarks.measure import Contender, Load, Measured, seconds_of, take_turns
from benchmarks.peers import (
    CHECK_JSONSCHEMA,
    FLOWS,
    PEERS,
    Peer,
    check_jsonschema,
    environment,
)
from benchmarks.shelf import NotInstalledError, Shelf
from benchmarks.wflint import Wflint

WFLINT = "wflint"
PURE = "wflint as pure Python"
ONE_JOB = f"{WFLINT}, 1 job"
TWO_JOBS = f"{WFLINT}, 2 jobs"
SMALL_FILE = "wflint, one workflow of 5 actions"
LOADS = "orjson.loads, same bytes"
NOTHING = "python -c pass"
VERSION = "wflint --version"
EXPLAIN = "wflint explain WF103"
ONE_FILE = "wflint, one workflow of 30 actions, cold"
ONE_FILE_WARM = "wflint, one workflow of 30 actions, warm"
ONE_FILE_PEER = "check-jsonschema, the same workflow"
MANY_COLD = "wflint, many files, cold"
MANY_WARM = "wflint, many files, warm"

LOUD = "chain with findings"
SHAPES = {"chain": chain, "tree": tree, "diamonds": diamonds, LOUD: loud_chain}


@dataclass(frozen=True)
class Scale:
    """How much is measured."""

    files: int = 1000
    many: int = 10_000
    rounds: int = 5
    growth: tuple[int, ...] = (30, 200, 1000, 5000)
    growth_actions: int = 5000
    sizes: tuple[int, ...] = (5, 30, 200, 1000)
    sized_actions: int = 9000
    records: tuple[int, ...] = (2_000, 20_000)


FULL = Scale()
QUICK = Scale(
    files=40,
    many=100,
    rounds=2,
    growth=(30, 200, 1000),
    growth_actions=1000,
    sized_actions=1000,
    records=(1000, 5000),
)


@dataclass(frozen=True)
class Joins:
    """How many of the findings with a verdict are approximate."""

    findings: int
    approximate: int


@dataclass
class Outcome:
    """All that has been measured so far, part by part."""

    measured: dict[str, dict[str, Measured]] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    joins: Joins | None = None


@dataclass(frozen=True)
class Bench:
    """What every part needs. ``pure``: wflint uncompiled, where that is another than ``wflint``."""

    folder: Path
    scale: Scale
    recipe: Recipe
    wflint: Wflint
    pure: Wflint | None
    shelf: Shelf
    say: Callable[[str], None]

    def both(self) -> Iterator[tuple[str, Wflint]]:
        """wflint as it is released, and beside it what was not compiled; each with its name."""
        yield WFLINT, self.wflint
        if self.pure is not None:
            yield PURE, self.pure

    def turns(self, contenders: list[Contender], rounds: int | None = None) -> dict[str, Measured]:
        return take_turns(contenders, rounds or self.scale.rounds, self.say)

    def small_file(self) -> Contender:
        """What start-up is taken to be: a whole run on as little as there is to check."""
        corpus = flows(self.folder / "small", 1, Recipe(actions=5, share=0))
        return Contender(SMALL_FILE, self.wflint.check(corpus.files), corpus.load)


# ---------------------------------------------------------------- wflint and the peers


def peers(bench: Bench, outcome: Outcome) -> dict[str, Measured]:
    """Cold, from nothing: workflows of 30 actions, and as many files of each peer's own kind."""
    own = flows(bench.folder / "flows", bench.scale.files, bench.recipe)
    size = own.load.size // own.load.files
    corpora = {FLOWS: own}
    contenders = [
        Contender(f"{name}, {words}", one.check([own.folder], jobs=jobs), own.load)
        for name, one in bench.both()
        for jobs, words in ((1, "1 job"), (2, "2 jobs"))
    ]
    contenders.append(bench.small_file())
    for peer in PEERS:
        if peer.corpus not in corpora:
            folder = bench.folder / peer.corpus
            bench.say(f"writing {peer.corpus}")
            corpora[peer.corpus] = neighbours(
                peer.corpus, folder, bench.scale.files, size, bench.recipe
            )
        try:
            contenders.append(_peer(bench, peer, corpora[peer.corpus]))
        except NotInstalledError as error:
            outcome.absent[peer.name] = str(error)
    measured = bench.turns(contenders)
    return measured | {LOADS: _loads(own, bench.scale.rounds)}


def _peer(bench: Bench, peer: Peer, corpus: Corpus) -> Contender:
    part = corpus.first(min(peer.most, max(bench.scale.files * peer.most // 1000, 10)))
    folder = environment(peer.package, bench.shelf, bench.say)
    command = [str(word) for word in peer.command(folder, part)]
    return Contender(peer.name, command, part.load, peer.codes, peer.turns)


def _loads(corpus: Corpus, rounds: int) -> Measured:
    """Reading the JSON and nothing else, in this process."""
    texts = [path.read_bytes() for path in corpus.files]

    def work() -> None:
        for text in texts:
            orjson.loads(text)

    return Measured(corpus.load, seconds_of(work, rounds), 0, rounds)


# ---------------------------------------------------------------- start-up


def start_up(bench: Bench, outcome: Outcome) -> dict[str, Measured]:
    """Small commands, and one workflow."""
    one = flows(bench.folder / "one", 1, Recipe(share=0))
    wflint = bench.wflint
    contenders = [
        Contender(NOTHING, [wflint.python, "-c", "pass"]),
        Contender(VERSION, wflint.run("--version")),
        Contender(EXPLAIN, wflint.run("explain", "WF103")),
        Contender(ONE_FILE, wflint.check(one.files), one.load),
    ]
    if wflint.caches:
        cache = bench.folder / "cache of one"
        contenders.append(Contender(ONE_FILE_WARM, wflint.check(one.files, cache=cache), one.load))
    try:
        folder = environment(CHECK_JSONSCHEMA, bench.shelf, bench.say)
        command = [str(word) for word in check_jsonschema(folder, one)]
        contenders.append(Contender(ONE_FILE_PEER, command, one.load))
    except NotInstalledError as error:
        outcome.absent[ONE_FILE_PEER] = str(error)
    return bench.turns(contenders, bench.scale.rounds * 3)


# ---------------------------------------------------------------- many files, cold and warm


def warm(bench: Bench, _: Outcome) -> dict[str, Measured]:
    """Ten thousand files, from nothing and again unchanged."""
    bench.say(f"writing {bench.scale.many} workflows")
    many = flows(bench.folder / "many", bench.scale.many, bench.recipe)
    contenders = [
        Contender(MANY_COLD, bench.wflint.check([many.folder], jobs=2), many.load, rounds=2)
    ]
    if bench.wflint.caches:
        command = bench.wflint.check([many.folder], jobs=2, cache=bench.folder / "cache of many")
        contenders.append(Contender(MANY_WARM, command, many.load))
    measured = bench.turns(contenders, 3)
    shutil.rmtree(many.folder)
    return measured


# ---------------------------------------------------------------- kinds of workflows


def kinds(bench: Bench, _: Outcome) -> dict[str, Measured]:
    """Small and large, JSON and YAML, few and many with findings; one job."""
    contenders = []
    for kind, recipe in _recipes(bench):
        count = max(bench.scale.sized_actions // recipe.actions, 1)
        corpus = flows(bench.folder / kind, count, recipe)
        contenders += [
            Contender(f"{name}: {kind}", one.check([corpus.folder]), corpus.load)
            for name, one in bench.both()
        ]
    return bench.turns(contenders, min(bench.scale.rounds, 3))


def _recipes(bench: Bench) -> Iterator[tuple[str, Recipe]]:
    seed = bench.recipe.seed
    for actions in bench.scale.sizes:
        yield f"{actions} actions, JSON, 10 % with findings", Recipe(actions, 0.1, seed=seed)
    yield "30 actions, YAML, 10 % with findings", Recipe(30, 0.1, "yaml", seed)
    for share in (0.01, 1.0):
        yield (
            f"30 actions, JSON, {share:.0%} with findings".replace("%", " %"),
            Recipe(30, share, seed=seed),
        )


# ---------------------------------------------------------------- growth


def growth(bench: Bench, _: Outcome) -> dict[str, Measured]:
    """As many actions in many small workflows as in one large."""
    contenders = [bench.small_file()]
    for shape, size in growth_cases(bench.scale):
        name = growth_name(shape, size)
        count = max(bench.scale.growth_actions // size, 1)
        corpus = same_flows(bench.folder / name, count, SHAPES[shape], size)
        contenders.append(Contender(name, bench.wflint.check([corpus.folder]), corpus.load))
    return bench.turns(contenders, min(bench.scale.rounds, 2))


def growth_cases(scale: Scale) -> Iterator[tuple[str, int]]:
    """Shapes and sizes; three actions make a diamond."""
    for shape in SHAPES:
        for size in (30, 180) if shape == "diamonds" else scale.growth:
            yield shape, size


def growth_name(shape: str, actions: int) -> str:
    return f"{shape}, {actions} actions"


# ---------------------------------------------------------------- joins


def joins(bench: Bench, outcome: Outcome) -> dict[str, Measured]:
    """How often a verdict is approximate, on workflows of every size with findings."""
    folder = bench.folder / "joins"
    for actions in bench.scale.sizes:
        count = max(bench.scale.sized_actions // actions, 1)
        flows(folder / str(actions), count, Recipe(actions, 1.0, seed=bench.recipe.seed))
    for shape, size in growth_cases(bench.scale):
        if size <= 1000:
            same_flows(folder / growth_name(shape, size), 1, SHAPES[shape], size)
    bench.say("counting approximate verdicts")
    command = bench.wflint.check([folder], jobs=2, more="--level info --output-format json")
    done = subprocess.run(command, capture_output=True, check=False)
    judged = [one for one in json.loads(done.stdout)["findings"] if one["verdict"]]
    outcome.joins = Joins(len(judged), sum(one["approximate"] for one in judged))
    return {}


# ---------------------------------------------------------------- dry runs of many records

_STAGES = ("subscriber", "lead", "marketingqualifiedlead", "customer", "")
_COLUMNS = ("email", "programme", "lifecyclestage", "hs_marketable_status", "city")


def records(bench: Bench, _: Outcome) -> dict[str, Measured]:
    """Tables of records through one chain of 30 actions: memory must not grow with them."""
    flow = bench.folder / "flow.json"
    flow.write_bytes(as_json(chain(30)))
    contenders = []
    for size in bench.scale.records:
        table = _table(bench.folder / f"{size}.csv", size)
        options = ("simulate", str(flow), "--records", str(table), "--isolated")
        load = Load(size, table.stat().st_size)
        command = bench.wflint.run(*options)
        contenders.append(Contender(f"wflint simulate, {size:,} records", command, load, rounds=1))
    return bench.turns(contenders)


def _table(path: Path, size: int) -> Path:
    """Records of which most are enrolled and run through to the end."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for number in range(size):
            programme = "autumn" if number % 10 else ""
            marketable = "true" if number % 3 else "false"
            stage = _STAGES[number % len(_STAGES)]
            row = (f"contact-{number}@example.com", programme, stage, marketable, "Bern")
            writer.writerow(row)
    return path


Part = Callable[[Bench, Outcome], dict[str, Measured]]

PARTS: dict[str, Part] = {
    "peers": peers,
    "start-up": start_up,
    "warm": warm,
    "kinds": kinds,
    "growth": growth,
    "joins": joins,
    "records": records,
}
