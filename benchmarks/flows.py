"""Realistic workflows of automation v4, made by number: the same number, the same workflow.

A workflow is a row of *passages*: a few actions that belong together, as people build them (a guard
and the e-mail behind it, a branch whose arms meet again, a task for an owner who may be missing).
Every passage is entered at its first action and left to the action after its last. The passages of
``QUIET`` give wflint nothing to report; each of ``DEFECTS`` holds a mistake that people make.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """The records that a workflow is about, and the words it is written with."""

    object_type_id: str
    team: str
    topics: tuple[str, ...]
    traits: tuple[tuple[str, tuple[str, str, str]], ...]
    task_association: int


CONTACT = Kind(
    "0-1",
    "Marketing",
    ("Guide download", "Webinar", "Trial", "Newsletter", "Win-back", "Trade fair", "Welcome"),
    (
        ("industry_group", ("manufacturing", "logistics", "energy")),
        ("preferred_language", ("de", "en", "fr")),
        ("buying_role", ("decision_maker", "champion", "user")),
        ("region", ("north", "south", "west")),
    ),
    204,
)
DEAL = Kind(
    "0-3",
    "Sales",
    ("Onboarding", "Renewal", "Quote follow-up", "Handover", "Stalled deals"),
    (
        ("deal_motion", ("new_business", "expansion", "renewal")),
        ("contract_term", ("monthly", "yearly", "perpetual")),
        ("product_line", ("sensors", "gateways", "services")),
    ),
    216,
)
TICKET = Kind(
    "0-5",
    "Service",
    ("First response", "Escalation", "Closing", "Spare parts"),
    (
        ("hs_ticket_priority", ("HIGH", "MEDIUM", "LOW")),
        ("support_tier", ("gold", "silver", "basic")),
        ("product_family", ("pumps", "valves", "controls")),
    ),
    230,
)
COMPANY = Kind(
    "0-2",
    "RevOps",
    ("Company tiers", "Account health", "Territories", "Data hygiene"),
    (
        ("account_segment", ("enterprise", "mid_market", "small")),
        ("health_band", ("green", "amber", "red")),
        ("territory", ("emea", "amer", "apac")),
    ),
    192,
)
KINDS = (CONTACT, CONTACT, CONTACT, DEAL, TICKET, COMPANY)
"""Half of the workflows in a portal are about contacts."""

CODE = """/**
 * Keeps the digits of a telephone number and the plus sign before them.
 */
const asPhone = (text) => {
  const digits = String(text || '').trim().replace(/^00/, '+').replace(/[^\\d+]/g, '');
  return /^\\+\\d{7,15}$/.compare(digits) ? digits : '';
};

exports.main = async (event, callback) => {
  const phone = asPhone(event.inputFields.phone);
  callback({ outputFields: { usable: phone ? 'yes' : 'no', phone } });
};
"""
CODE_WITH_SECRET = """const hubspot = require('@hubspot/api-client');

exports.main = async (event, callback) => {
  const client = new hubspot.Client({ accessToken: 'pat-na1-%s' });
  const record = await client.crm.contacts.basicApi.getById(event.object.objectId, ['phone']);
  callback({ outputFields: { usable: record.properties.phone ? 'yes' : 'no' } });
};
"""


@dataclass(frozen=True)
class Writer:
    """What a passage is written with: chance, the kind of records, and the workflow's number."""

    random: Random
    kind: Kind
    number: int

    def name(self, what: str, first: int) -> str:
        """The name of a property that this passage alone writes."""
        return f"{self.kind.team.lower()}_{self.number}_{what}_{first}"

    def id(self, first: int) -> str:
        """An id of something in the portal that this passage alone speaks of."""
        return str(148_000_000_000 + self.number * 10_000 + first)

    def trait(self) -> tuple[str, tuple[str, str, str]]:
        """A property with three options, read and never written."""
        return self.random.choice(self.kind.traits)


Passage = Callable[[Writer, int], list[Json]]
"""The actions from the number on that it is given; its ways out lead to the number after them."""


# ---------------------------------------------------------------- filters


def compare(name: str, kind: str, operator: str, blank: bool = False, **operand: Any) -> Json:
    """A filter on one property."""
    operation = {
        "operationType": kind,
        "operator": operator,
        "includeObjectsWithNoValueSet": blank,
        **operand,
    }
    return {"filterType": "PROPERTY", "property": name, "operation": operation}


def known(name: str) -> Json:
    return compare(name, "ALL_PROPERTY", "IS_KNOWN")


def unknown(name: str) -> Json:
    return compare(name, "ALL_PROPERTY", "IS_UNKNOWN")


def is_any(name: str, *values: str, blank: bool = False) -> Json:
    return compare(name, "ENUMERATION", "IS_ANY_OF", blank, values=list(values))


def every(*filters: Json) -> Json:
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


def event(type_id: str, *filters: Json) -> Json:
    return {
        "filterBranchType": "UNIFIED_EVENTS",
        "filterBranchOperator": "AND",
        "operator": "HAS_COMPLETED",
        "eventTypeId": type_id,
        "filterBranches": [],
        "filters": list(filters),
    }


def happened(type_id: str) -> Json:
    whole = every()
    whole["filterBranches"][0]["filterBranches"] = [event(type_id)]
    return whole


# ---------------------------------------------------------------- actions


def to(number: int, edge: str = "STANDARD") -> Json:
    return {"edgeType": edge, "nextActionId": str(number)}


def single(number: int, type_id: str, version: int, fields: Json, then: int | None = None) -> Json:
    """An action with one way out; to the next number unless ``then`` says otherwise."""
    jumps = then is not None and then != number + 1
    return {
        "actionId": str(number),
        "type": "SINGLE_CONNECTION",
        "actionTypeVersion": version,
        "actionTypeId": type_id,
        "fields": fields,
        "connection": to(then or number + 1, "GOTO" if jumps else "STANDARD"),
    }


def branch(number: int, ways: Sequence[tuple[str, Json, int]], default: tuple[str, Json]) -> Json:
    """An if/then branch: names, filters and targets; then the name and target of the rest."""
    return {
        "actionId": str(number),
        "type": "LIST_BRANCH",
        "listBranches": [
            {"branchName": name, "filterBranch": filters, "connection": to(target)}
            for name, filters, target in ways
        ],
        "defaultBranchName": default[0],
        "defaultBranch": default[1],
    }


def switch(number: int, value: Json, ways: Sequence[tuple[str, int]], default: Json) -> Json:
    """A branch on the value of one property or output."""
    return {
        "actionId": str(number),
        "type": "STATIC_BRANCH",
        "inputValue": value,
        "staticBranches": [
            {"branchValue": each, "connection": to(target)} for each, target in ways
        ],
        "defaultBranchName": "Others",
        "defaultBranch": default,
    }


def static(value: str) -> Json:
    return {"type": "STATIC_VALUE", "staticValue": value}


def write(number: int, name: str, value: Json, then: int | None = None) -> Json:
    return single(number, "0-5", 0, {"property_name": name, "value": value}, then)


def wait(number: int, delta: int, unit: str) -> Json:
    return single(number, "0-1", 0, {"delta": str(delta), "time_unit": unit})


def email(writer: Writer, number: int) -> Json:
    return single(number, "0-4", 0, {"content_id": writer.id(number)})


def task(writer: Writer, number: int, then: int | None = None) -> Json:
    """A task for the record's owner."""
    target = {
        "associationCategory": "HUBSPOT_DEFINED",
        "associationTypeId": writer.kind.task_association,
    }
    fields = {
        # "TODO" is what HubSpot calls one kind of task.
        "task_type": writer.random.choice(("TODO", "CALL", "EMAIL")),
        "subject": f"{writer.random.choice(writer.kind.topics)}: have a look and call back",
        "body": "<p>Goals, contacts, promises made: everything the team has to know.</p>",
        "priority": writer.random.choice(("LOW", "MEDIUM", "HIGH")),
        "use_explicit_associations": "true",
        "associations": [{"target": target, "value": {"type": "ENROLLED_OBJECT"}}],
        "due_time": {"delta": 2, "timeUnit": "DAYS", "daysOfWeek": []},
        "owner_assignment": {
            "type": "CUSTOM",
            "value": {"type": "OBJECT_PROPERTY", "propertyName": "hubspot_owner_id"},
        },
    }
    return single(number, "0-3", 0, fields, then)


# ---------------------------------------------------------------- passages with nothing to report


def marks(writer: Writer, first: int) -> list[Json]:
    """Writes a property: a text, the time, or a sum."""
    values = (
        static(writer.random.choice(("running", "started", "reviewed", "2026-q4"))),
        {"type": "TIMESTAMP", "timestampType": "EXECUTION_TIME"},
        {"type": "INCREMENT", "incrementAmount": writer.random.randint(1, 20)},
    )
    return [write(first, writer.name("mark", first), writer.random.choice(values))]


def pauses(writer: Writer, first: int) -> list[Json]:
    """Waits, and notes that it has."""
    unit, most = writer.random.choice((("DAYS", 14), ("HOURS", 36), ("MINUTES", 2880)))
    length = writer.random.randint(1, most)
    return [wait(first, length, unit), write(first + 1, writer.name("step", first), static("on"))]


def tells_the_team(writer: Writer, first: int) -> list[Json]:
    fields = {
        "team_ids": [str(6600 + writer.number % 40)],
        "subject": f"{writer.random.choice(writer.kind.topics)}: please look at this record",
        "body": "<p>See {{ enrolled_object.hs_object_id }} and decide by tomorrow.</p>",
    }
    return [single(first, "0-8", 0, fields)]


def lists(writer: Writer, first: int) -> list[Json]:
    fields = {"listId": writer.id(first), "targetObject": "{{ enrolled_object }}"}
    return [single(first, "0-63809083", 5, fields)]


def decides(writer: Writer, first: int) -> list[Json]:
    """Three ways by a property, each with a write, that meet again."""
    name, options = writer.trait()
    written, end = writer.name("track", first), first + 4
    ways = [
        (option.title(), every(is_any(name, option)), first + 1 + i)
        for i, option in enumerate(options[:2])
    ]
    arms = [
        write(first + 1 + i, written, static(value), end)
        for i, value in enumerate((*options[:2], "other"))
    ]
    return [branch(first, ways, ("Others", to(first + 3))), *arms]


def switches(writer: Writer, first: int) -> list[Json]:
    """A branch on the values of a property; the arms meet again."""
    name, options = writer.trait()
    end, written = first + 5, writer.name("hours", first)
    value = {"type": "OBJECT_PROPERTY", "propertyName": name}
    ways = [(option, first + 1 + i) for i, option in enumerate(options)]
    arms = [write(first + 1 + i, written, static(str(2 ** (i + 1))), end) for i in range(4)]
    return [switch(first, value, ways, to(first + 4)), *arms]


def finds_an_owner(writer: Writer, first: int) -> list[Json]:
    """After a while, a task for the owner; who has none is given one."""
    fields = {
        "user_ids": [str(77_000 + writer.number % 50 + i) for i in range(3)],
        "target_property": "hubspot_owner_id",
        "overwrite_current_owner": "false",
    }
    owned = every(known("hubspot_owner_id"))
    return [
        wait(first, writer.random.randint(1, 8), "HOURS"),
        branch(first + 1, [("Owned", owned, first + 2)], ("Nobody's", to(first + 3))),
        task(writer, first + 2, first + 4),
        single(first + 3, "0-11", 0, fields),
    ]


def tests_a_number(writer: Writer, first: int) -> list[Json]:
    """Bands of a number, without a gap between them."""
    name = writer.random.choice(("employee_band_source", "days_since_contact", "fit_points"))
    low, high = sorted(writer.random.sample(range(5, 200), 2))
    big = every(compare(name, "NUMBER", "IS_GREATER_THAN_OR_EQUAL_TO", value=high))
    middle = every(compare(name, "NUMBER", "IS_GREATER_THAN_OR_EQUAL_TO", value=low))
    written, end = writer.name("band", first), first + 4
    ways = [("High", big, first + 1), ("Middle", middle, first + 2)]
    arms = [
        write(first + 1 + i, written, static(band), end)
        for i, band in enumerate(("high", "middle", "low"))
    ]
    return [branch(first, ways, ("Low or unknown", to(first + 3))), *arms]


def calls_out(writer: Writer, first: int) -> list[Json]:
    """A webhook with a key that HubSpot keeps."""
    return [webhook(writer, first, "https://ingest.example.com/v1/records")]


def webhook(writer: Writer, number: int, url: str) -> Json:
    return {
        "actionId": str(number),
        "type": "WEBHOOK",
        "method": "POST",
        "webhookUrl": f"{url}/{writer.number}",
        "queryParams": [
            {"name": "id", "value": {"type": "OBJECT_PROPERTY", "propertyName": "hs_object_id"}},
            {"name": "source", "value": static("workflow")},
        ],
        "authSettings": {
            "type": "AUTH_KEY",
            "location": "HEADER",
            "name": "X-Api-Key",
            "secretName": "INGEST_KEY",
        },
        "connection": to(number + 1),
    }


def code(number: int, source: str) -> Json:
    return {
        "actionId": str(number),
        "type": "CUSTOM_CODE",
        "secretNames": [],
        "sourceCode": source,
        "runtime": "NODE20X",
        "inputFields": [
            {"name": "phone", "value": {"type": "OBJECT_PROPERTY", "propertyName": "phone"}}
        ],
        "outputFields": [{"name": "usable", "type": "STRING"}, {"name": "phone", "type": "STRING"}],
        "connection": to(number + 1),
    }


def runs_code(writer: Writer, first: int) -> list[Json]:
    """Code, and a branch on what it has answered."""
    output = {"type": "FIELD_DATA", "actionId": str(first), "dataKey": "usable"}
    return [
        code(first, CODE),
        switch(first + 1, output, [("yes", first + 2)], to(first + 3, "GOTO")),
        write(first + 2, writer.name("phone_checked", first), static("yes")),
    ]


def sends(writer: Writer, first: int) -> list[Json]:
    """An e-mail behind a guard, a pause, and what was clicked."""
    guard = every(
        is_any("hs_marketable_status", "true"),
        known("email"),
        compare("hs_email_optout", "BOOL", "IS_NOT_EQUAL_TO", True, value="true"),
        unknown("hs_email_hard_bounce_reason_enum"),
        compare("hs_email_sends_since_last_engagement", "NUMBER", "IS_LESS_THAN", True, value=11),
    )
    return [
        branch(
            first,
            [("May be mailed", guard, first + 1)],
            ("May not be mailed", to(first + 2, "GOTO")),
        ),
        email(writer, first + 1),
        wait(first + 2, writer.random.randint(2, 10), "DAYS"),
        branch(
            first + 3,
            [("Clicked", happened("4-666288"), first + 4)],
            ("Did not click", to(first + 5, "GOTO")),
        ),
        write(first + 4, writer.name("points", first), {"type": "INCREMENT", "incrementAmount": 5}),
    ]


def promotes(_: Writer, first: int) -> list[Json]:
    """Moves the lifecycle stage forward, and only forward."""
    early = is_any("lifecyclestage", "subscriber", "lead", "marketingqualifiedlead", blank=True)
    return [
        branch(
            first,
            [("Not past MQL", every(early), first + 1)],
            ("Further on", to(first + 2, "GOTO")),
        ),
        write(first + 1, "lifecyclestage", static("marketingqualifiedlead")),
    ]


QUIET: tuple[tuple[Passage, int], ...] = (
    (marks, 4),
    (pauses, 4),
    (tells_the_team, 2),
    (lists, 2),
    (decides, 3),
    (switches, 2),
    (finds_an_owner, 3),
    (tests_a_number, 2),
    (calls_out, 1),
    (runs_code, 1),
)
"""Passages of every kind of workflow, and how often they come."""
QUIET_OF_CONTACTS: tuple[tuple[Passage, int], ...] = ((sends, 12), (promotes, 3))


# ---------------------------------------------------------------- passages with a defect


def sends_unguarded(writer: Writer, first: int) -> list[Json]:
    """An e-mail behind a check of the address alone."""
    return [
        branch(
            first,
            [("Has an address", every(known("email")), first + 1)],
            ("Has none", to(first + 2, "GOTO")),
        ),
        email(writer, first + 1),
        wait(first + 2, 3, "DAYS"),
    ]


def demotes(_: Writer, first: int) -> list[Json]:
    """Sets the stage to lead whatever it was."""
    return [write(first, "lifecyclestage", static("lead"))]


def writes_to_a_company(writer: Writer, first: int) -> list[Json]:
    """Writes to the company of contacts that may have none."""
    action = write(first, writer.name("company_mark", first), static("seen"))
    association = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}
    action["fields"]["association"] = association
    return [action]


def asks_too_soon(writer: Writer, first: int) -> list[Json]:
    """Asks for a page view ten minutes after something was started."""
    return [
        wait(first, 10, "MINUTES"),
        branch(
            first + 1,
            [("Saw the page", happened("4-96000"), first + 2)],
            ("Did not", to(first + 3, "GOTO")),
        ),
        write(first + 2, writer.name("seen", first), static("yes")),
    ]


def task_for_nobody(writer: Writer, first: int) -> list[Json]:
    """A task for an owner who may be missing."""
    return [task(writer, first)]


def contradicts(writer: Writer, first: int) -> list[Json]:
    """Asks for a number above one bound and below a smaller one."""
    low, high = sorted(writer.random.sample(range(5, 200), 2))
    both = every(
        compare("fit_points", "NUMBER", "IS_GREATER_THAN", value=high),
        compare("fit_points", "NUMBER", "IS_LESS_THAN", value=low),
    )
    return [
        branch(first, [("Fits", both, first + 1)], ("Does not", to(first + 2, "GOTO"))),
        write(first + 1, writer.name("fits", first), static("yes")),
    ]


def overwrites(writer: Writer, first: int) -> list[Json]:
    """Writes a property twice, with nothing that reads it between."""
    name = writer.name("state", first)
    return [write(first, name, static("open")), write(first + 1, name, static("closed"))]


def repeats_a_value(writer: Writer, first: int) -> list[Json]:
    """The same value twice in one branch."""
    name, (option, *_) = writer.trait()
    value = {"type": "OBJECT_PROPERTY", "propertyName": name}
    ways = [(option, first + 1), (option, first + 2)]
    written, end = writer.name("queue", first), first + 3
    return [
        switch(first, value, ways, to(end, "GOTO")),
        write(first + 1, written, static("fast"), end),
        write(first + 2, written, static("slow")),
    ]


def misspells_a_key(writer: Writer, first: int) -> list[Json]:
    """A key of a filter that HubSpot does not know and ignores."""
    name, (option, *_) = writer.trait()
    asked = is_any(name, option)
    operation = asked["operation"]
    operation["includeObjectsWithNoValuesSet"] = operation.pop("includeObjectsWithNoValueSet")
    return [
        branch(first, [("Ours", every(asked), first + 1)], ("Others", to(first + 2, "GOTO"))),
        write(first + 1, writer.name("ours", first), static("yes")),
    ]


def calls_in_the_clear(writer: Writer, first: int) -> list[Json]:
    """A webhook without encryption."""
    return [webhook(writer, first, "http://ingest.example.com/v1/records")]


def holds_a_secret(writer: Writer, first: int) -> list[Json]:
    """An access token written into code."""
    token = uuid.UUID(int=writer.random.getrandbits(128), version=4)
    return [code(first, CODE_WITH_SECRET % token)]


def leads_nowhere(writer: Writer, first: int) -> list[Json]:
    """A branch whose target was deleted."""
    actions = finds_an_owner(writer, first)
    actions[1]["listBranches"][0]["connection"] = to(900_000 + first)
    return actions


DEFECTS: tuple[Passage, ...] = (
    asks_too_soon,
    task_for_nobody,
    contradicts,
    overwrites,
    repeats_a_value,
    misspells_a_key,
    calls_in_the_clear,
    holds_a_secret,
    leads_nowhere,
)
DEFECTS_OF_CONTACTS: tuple[Passage, ...] = (sends_unguarded, demotes, writes_to_a_company)


# ---------------------------------------------------------------- whole workflows


def realistic(count: int, number: int, seed: int = 0, *, defective: bool = False) -> Json:
    """Workflow ``number`` of a portal, of ``count`` actions: a mix as people build them."""
    random = Random(f"{seed} {number} {count}")
    writer = Writer(random, random.choice(KINDS), number)
    defects = _defects(writer) if defective else []
    actions: list[Json] = []
    while len(actions) < count - 1:
        room = count - 1 - len(actions)
        passage = _next_passage(writer, defects, room, len(actions) / count)
        made = passage(writer, len(actions) + 1)
        actions.extend(made if len(made) <= room else marks(writer, len(actions) + 1))
    actions.append(write(len(actions) + 1, writer.name("state", 0), static("done")))
    return _workflow(writer, actions)


def _defects(writer: Writer) -> list[Passage]:
    """One to three different mistakes."""
    every_one = (*DEFECTS, *(DEFECTS_OF_CONTACTS * 2 if writer.kind is CONTACT else ()))
    picked = writer.random.sample(every_one, writer.random.randint(1, 3))
    return list(dict.fromkeys(picked))


def _next_passage(writer: Writer, defects: list[Passage], room: int, done: float) -> Passage:
    """A mistake at its time, else one of the quiet passages."""
    if defects and (done > 0.6 or room <= 8 or writer.random.random() < 0.3):
        return defects.pop()
    pool = (*QUIET, *(QUIET_OF_CONTACTS if writer.kind is CONTACT else ()))
    passages, weights = zip(*pool, strict=True)
    chosen: Passage = writer.random.choices(passages, weights)[0]
    return chosen


def chain(count: int, number: int = 0) -> Json:
    """A row of ``count`` actions; its only branches are guards that step over what they guard."""
    return _row((marks, sends, pauses, lists, promotes, tells_the_team), count, number)


def loud_chain(count: int, number: int = 0) -> Json:
    """A row of ``count`` actions in which the e-mails and tasks stand unguarded."""
    return _row((marks, sends_unguarded, pauses, lists, task_for_nobody), count, number)


def _row(passages: Sequence[Passage], count: int, number: int) -> Json:
    writer = Writer(Random(number), CONTACT, number)
    actions: list[Json] = []
    for passage in itertools.cycle(passages):
        made = passage(writer, len(actions) + 1)
        if len(actions) + len(made) >= count:
            break
        actions += made
    while len(actions) < count:
        actions += marks(writer, len(actions) + 1)
    return _workflow(writer, actions, every(known("programme")))


def tree(count: int, number: int = 0) -> Json:
    """Branches of branches that never meet again; a task for the owner at every end.

    Action ``n`` leads to ``2 n`` and ``2 n + 1``; each level asks for another property.
    """
    writer = Writer(Random(number), CONTACT, number)
    actions = [
        _fork(n, count) if 2 * n <= count else task(writer, n, count + 1)
        for n in range(1, count + 1)
    ]
    return _workflow(writer, actions, every(known("hubspot_owner_id")))


def _fork(number: int, count: int) -> Json:
    asked = every(is_any(f"answer_{number.bit_length()}", "yes"))
    way = ("Yes", asked, 2 * number)
    return branch(number, [way], ("No", to(min(2 * number + 1, count + 1))))


def diamonds(count: int, number: int = 0) -> Json:
    """``count`` actions: branch after branch, the arms of each meeting again.

    Three actions a diamond, so 180 of them make 60 diamonds and 2 ** 60 paths. Every branch asks
    for another property; each fourth asks for what an earlier diamond has written.
    """
    writer = Writer(Random(number), CONTACT, number)
    actions: list[Json] = []
    for index in range(count // 3):
        first = len(actions) + 1
        asked = f"answer_{index}" if index % 4 else f"taken_{max(index - 3, 0)}"
        way = ("Yes", every(is_any(asked, "yes")), first + 1)
        actions += [
            branch(first, [way], ("No", to(first + 2))),
            write(first + 1, f"taken_{index}", static("yes"), first + 3),
            write(first + 2, f"taken_{index}", static("no")),
        ]
    return _workflow(writer, actions, every(known("programme")))


def _workflow(writer: Writer, actions: list[Json], trigger: Json | None = None) -> Json:
    """The whole export around ``actions``; what leads past the last of them ends there."""
    for action in actions:
        _end_at(action, len(actions))
    random, kind, number = writer.random, writer.kind, writer.number
    day = f"2026-{random.randint(1, 9):02}-{random.randint(1, 28):02}"
    about_contacts = kind is CONTACT
    workflow: Json = {
        "id": str(1_600_000_000 + number),
        "isEnabled": True,
        "flowType": "WORKFLOW",
        "revisionId": str(random.randint(2, 90)),
        "name": f"{kind.team} | {random.choice(kind.topics)} {number}",
        "description": f"Made for the team {kind.team}; see the handbook before you change it.",
        "createdAt": f"2025-{day[5:]}T08:12:44.310Z",
        "updatedAt": f"{day}T13:27:05.118Z",
        "startActionId": "1",
        "nextAvailableActionId": str(len(actions) + 1),
        "actions": actions,
        "enrollmentCriteria": _list_based(trigger) if trigger else _enrolment(writer),
        "timeWindows": [],
        "blockedDates": [],
        "customProperties": {},
        "crmObjectCreationStatus": "COMPLETE",
        "type": "CONTACT_FLOW" if about_contacts else "PLATFORM_FLOW",
        "objectTypeId": kind.object_type_id,
    }
    if about_contacts:
        workflow |= {"suppressionListIds": [], "canEnrollFromSalesforce": False}
    unique = uuid.UUID(int=random.getrandbits(128), version=4)
    return workflow | {"dataSources": [], "uuid": str(unique)}


def _end_at(action: Json, last: int) -> None:
    """Take away the connections of ``action`` to the number after the last."""
    end = str(last + 1)
    for holder in (action, *_ways(action)):
        for key in ("connection", "defaultBranch"):
            if holder.get(key, {}).get("nextActionId") == end:
                del holder[key]


def _ways(action: Json) -> Iterable[Json]:
    return (*action.get("listBranches", ()), *action.get("staticBranches", ()))


def _enrolment(writer: Writer) -> Json:
    """A trigger: a filter on two properties, or a form."""
    number = writer.number
    if writer.kind is CONTACT and writer.random.random() < 0.4:
        form = is_any("hs_form_id", str(uuid.UUID(int=number + 1)))
        return {
            "type": "EVENT_BASED",
            "shouldReEnroll": False,
            "eventFilterBranches": [event("4-1639801", form)],
            "listMembershipFilterBranches": [],
        }
    return _list_based(
        every(
            is_any("programme", f"programme_{number}"),
            compare("do_not_process", "BOOL", "IS_NOT_EQUAL_TO", True, value=True),
        )
    )


def _list_based(trigger: Json) -> Json:
    return {
        "type": "LIST_BASED",
        "shouldReEnroll": False,
        "listFilterBranch": trigger,
        "unEnrollObjectsNotMeetingCriteria": False,
        "reEnrollmentTriggersFilterBranches": [],
    }
