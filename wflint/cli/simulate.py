"""``wflint simulate``: a dry run of one record, or of many."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import orjson
from msgspec import Struct
from msgspec.structs import replace

from wflint.cli.help import EXITS, Command
from wflint.cli.options import COLOR, CONFIG, ISOLATED, PORTAL, Day, Moment
from wflint.cli.output import colored, complain, emit
from wflint.dry_run import STDIN, Chosen, DryRunError, choose, read_record
from wflint.policy.discovery import Policy
from wflint.policy.settings import PortalSettings
from wflint.policy.settings import Settings as Given
from wflint.rule_table import rule_names
from wflint.simulate import as_json, many
from wflint.simulate.doubts import doubts
from wflint.simulate.record import Record, RecordError, from_json
from wflint.simulate.run import Settings, run_in
from wflint.simulate.state import Answers, Scene, scene_of
from wflint.simulate.tables import Progress, TableError, rows
from wflint.simulate.transcript import transcript

_MORNING = time(9)
_EXAMPLES = (
    ("wflint simulate flow.json --set lifecyclestage=customer", "a record told by its properties"),
    (
        "wflint simulate flow.json --record contact.json --trace",
        "one from a file, with reasons",
    ),
    ("wflint simulate flow.json --records contacts.csv", "many records, counted"),
)


class _Output(Struct, frozen=True):
    """How to print what comes out."""

    json: bool
    trace: bool
    color: str

    def emit(self, text: str) -> None:
        emit(text, for_programs=self.json)


@click.command("simulate", cls=Command, exits=EXITS, examples=_EXAMPLES)
@click.argument("flow")
@click.option("--workflow", "name", help="Which workflow of FLOW: its id, name or place (from 0).")
@click.option("--record", "record_file", help="The record, JSON or YAML; - is standard input.")
@click.option(
    "--records",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Many records: .csv (a column for each property) or .jsonl.",
)
@click.option("--set", "pairs", multiple=True, metavar="P=V", help="Property P has the value V.")
@click.option(
    "--associated",
    multiple=True,
    metavar="TYPE[:JSON]",
    help='An associated record, by association type id: 279 or 279:{"name": "Acme"}.',
)
@click.option("--in-list", "lists", multiple=True, metavar="ID", help="The record is in this list.")
@click.option(
    "--subscription", "statuses", multiple=True, metavar="ID=STATUS", help="Such as 101=OPT_IN."
)
@click.option("--fact", "facts", multiple=True, help="What no property tells, as a witness has it.")
@click.option(
    "--action-output",
    "outputs",
    multiple=True,
    metavar="ID:KEY=VALUE",
    help="Action ID, such as custom code, has an output KEY with that value.",
)
@click.option("--assume-events", is_flag=True, help="Events that the workflow asks for happened.")
@click.option("--take", metavar="IDS", help="Actions to go to where any may be next, as 1,4,7.")
@click.option("--force", is_flag=True, help="Enrol by hand, whatever the trigger says.")
@click.option("--today", type=Day(), show_default="now", help="The day the run begins, at 9:00.")
@click.option(
    "--now", type=Moment(), help="The moment it begins, as 2026-11-24T09:00; before --today."
)
@click.option("--trace", is_flag=True, help="Tell of every filter why it was true or false.")
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to print; json is for programs.",
)
@PORTAL
@CONFIG
@ISOLATED
@COLOR
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    flow: str,
    name: str | None,
    record_file: str | None,
    records: Path | None,
    pairs: tuple[str, ...],
    associated: tuple[str, ...],
    lists: tuple[str, ...],
    statuses: tuple[str, ...],
    facts: tuple[str, ...],
    outputs: tuple[str, ...],
    assume_events: bool,
    take: str | None,
    force: bool,
    today: date | None,
    now: datetime | None,
    trace: bool,
    form: str,
    portal: Path | None,
    config: Path | None,
    isolated: bool,
    color: str,
) -> int:
    """Run a record through the workflow in FLOW and print each step and each error.

    Nothing is sent anywhere: a dry run knows the definition and the record, no more. FLOW is a
    file; - is standard input. The record is what --record holds, and what --set and the like say.
    """
    own = (record_file, *pairs, *associated, *lists, *statuses, *facts, *outputs)
    _exclude(records is not None and any(own), "--records", "--record, --set and the like")
    _exclude(records is not None and trace, "--records", "--trace")
    _exclude(flow == record_file == STDIN, "the workflow", "the record from standard input")
    stdin = sys.stdin.buffer.read() if STDIN in {flow, record_file} else b""
    given = Given(origin="the command line", today=today, portal=PortalSettings(snapshot=portal))
    try:
        chosen = choose(flow, name, Policy(rule_names(), given, config, isolated), stdin)
        record = read_record(record_file, stdin) if record_file is not None else Record()
        record = _with(record, pairs, associated, lists, statuses, facts, outputs)
    except DryRunError as error:
        raise click.UsageError(str(error)) from None
    if chosen.complaints:
        complain(f"{chosen.complaints} parts are not understood; wflint check {flow} shows them")
    settings = Settings(
        start=_start(chosen, now or record.start, today),
        force=force,
        recurring=chosen.recurring,
        answers=Answers(assume_events),
        path=tuple(take.split(",")) if take else (),
    )
    scene = scene_of(chosen.workflow, chosen.portal)
    output = _Output(form == "json", trace, color)
    if records is not None:
        output.emit(_many(records, scene, settings, output))
        return 0
    for doubt in doubts(record, chosen.workflow, chosen.portal):
        complain(f"warning: {doubt}")
    output.emit(_one(record, scene, settings, output))
    return 0


def _exclude(both: bool, one: str, other: str) -> None:
    if both:
        raise click.UsageError(f"{one} and {other} exclude each other")


def _start(chosen: Chosen, now: datetime | None, today: date | None) -> datetime:
    """When the run begins: as told, else in the morning of the day of the settings, else now."""
    zone = ZoneInfo(chosen.portal.time_zone)
    if now is not None:
        return now if now.tzinfo is not None else now.replace(tzinfo=zone)
    clock = datetime.now(UTC).replace(second=0, microsecond=0)
    if today is None and chosen.today == clock.astimezone(zone).date():
        return clock
    return datetime.combine(chosen.today, _MORNING, zone)


# ---------------------------------------------------------------- the record


def _with(  # noqa: PLR0913, PLR0917 - what the command line says, each by its name
    record: Record,
    pairs: Sequence[str],
    associated: Sequence[str],
    lists: Sequence[str],
    statuses: Sequence[str],
    facts: Sequence[str],
    outputs: Sequence[str],
) -> Record:
    """``record``, and what the options say of it."""
    given = _associations(associated)
    return replace(
        record,
        properties={**record.properties, **dict(_pair(each, "--set") for each in pairs)},
        associations={**record.associations, **given.associations},
        lists=record.lists | frozenset(lists),
        subscriptions={
            **record.subscriptions,
            **dict(_pair(each, "--subscription") for each in statuses),
        },
        facts=record.facts | frozenset(facts),
        outputs=_outputs(record.outputs, outputs),
    )


def _pair(text: str, option: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise click.UsageError(f'{option} "{text}": write it as NAME=VALUE')
    return key, value


def _outputs(
    known: Mapping[str, Mapping[str, str]], given: Sequence[str]
) -> Mapping[str, Mapping[str, str]]:
    """``known``, and what the options say actions come to, each as ``ID:KEY=VALUE``."""
    found = {action_id: dict(outputs) for action_id, outputs in known.items()}
    for each in given:
        action_id, colon, pair = each.partition(":")
        name, equals, value = pair.partition("=")
        if not (action_id and colon and name and equals):
            raise click.UsageError(f'--action-output "{each}": write it as ID:KEY=VALUE')
        found.setdefault(action_id, {})[name] = value
    return found


def _associations(associated: Sequence[str]) -> Record:
    """The associated records that the options name, each as ``TYPE`` or ``TYPE:JSON``."""
    found: dict[str, list[object]] = {}
    for text in associated:
        # A label's type is USER_DEFINED:12, so what begins an object ends the type.
        key, brace, rest = text.partition(":{")
        try:
            found.setdefault(key, []).append(orjson.loads(brace[1:] + rest) if brace else {})
        except orjson.JSONDecodeError as error:
            raise click.UsageError(f'--associated "{text}": no JSON: {error.msg}') from None
    try:
        return from_json({"associations": found})
    except RecordError as error:
        raise click.UsageError(f"--associated: {error}") from None


# ---------------------------------------------------------------- runs


def _one(record: Record, scene: Scene, settings: Settings, output: _Output) -> str:
    done = run_in(scene, record, replace(settings, watched=True))
    workflow, zone = scene.workflow, scene.portal.time_zone
    if output.json:
        return _json(as_json.document(done, workflow, trace=output.trace))
    painted = colored(output.color, sys.stdout)
    return transcript(done, workflow, zone, trace=output.trace, color=painted)


def _many(path: Path, scene: Scene, settings: Settings, output: _Output) -> str:
    try:
        with path.open("rb") as file, _progress(path) as progress:
            tally = many.count(rows(path, file, progress), scene, settings)
    except TableError as error:
        raise click.UsageError(str(error)) from None
    if output.json:
        return _json(many.document(tally, scene.workflow))
    return many.table(tally, scene.workflow)


@contextmanager
def _progress(path: Path) -> Iterator[Progress]:
    """A bar on a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield _ignore
        return
    size = path.stat().st_size
    with click.progressbar(length=size, file=sys.stderr, update_min_steps=size // 200) as bar:
        update: Callable[[int], object] = bar.update
        yield update


def _ignore(_: int) -> None:
    pass


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
