"""Concrete records for a workflow: drawn from what it mentions, and consistent in themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from wflint.simulate.record import Record, complete
from wflint.workflow.axioms import closed_values
from wflint.workflow.conditions import (
    All,
    AssociatedMatch,
    Association,
    Condition,
    ListMember,
    Negation,
    Opaque,
    Property,
    Some,
    StableFact,
    Subscription,
    Test,
)
from wflint.workflow.model import SendEmail, SetProperty, WaitUntilDate, Workflow
from wflint.workflow.portal import Portal

MAILED = {
    "hs_marketable_status": ("true", "false", None),
    "hs_email_optout": ("true", "false", None),
    "hs_email_hard_bounce_reason_enum": ("OTHER", None, None),
    "hs_email_sends_since_last_engagement": ("10.5", "11", "3", None),
    "email": ("ada@example.org", None),
}
COUNTED = {
    ("0-1", "num_associated_deals"): "4",
    ("0-2", "num_associated_contacts"): "280",
    ("0-2", "num_associated_deals"): "342",
    ("0-3", "num_associated_contacts"): "3",
}
DATES = ("1400000000000", "4102444800000", "2020-02-02", None)
USUAL = {"0-1": ("1", "279", "4"), "0-2": ("280", "342"), "0-3": ("3", "341", "5")}
OTHERS = ({}, {"dealstage": "won"}, {"hs_email_optout": "true", "hs_marketable_status": "false"})


def conditions_of(workflow: Workflow) -> Iterator[Condition]:
    yield workflow.enrolment.trigger
    yield from (each for each in (workflow.goal, workflow.suppression) if each is not None)
    for action in workflow.actions:
        yield from (branch.condition for branch in action.branches)


def leaves(condition: Condition) -> Iterator[Test | Opaque]:
    pending = [condition]
    while pending:
        match pending.pop():
            case Test() | Opaque() as leaf:
                yield leaf
            case All(parts) | Some(parts):
                pending.extend(parts)
            case Negation(part):
                pending.append(part)
            case _:
                pass


@dataclass(frozen=True)
class Drawn:
    """A record, and what is taken to be true of it beside."""

    record: Record
    facts: dict[str, bool]
    assume_events: bool


class Records:
    """Draws records for one workflow."""

    def __init__(self, workflow: Workflow, portal: Portal) -> None:
        self.kind = workflow.object_type_id
        self.values: dict[str, set[str | None]] = {}
        self.types = set(USUAL.get(self.kind, ()))
        self.lists: set[str] = set()
        self.subscriptions: set[str] = set()
        self.facts: set[str] = set()
        for condition in conditions_of(workflow):
            for leaf in leaves(condition):
                self._look(leaf)
        self._look_at_actions(workflow)
        dated = [workflow.anchor.property if workflow.anchor is not None else None]
        dated += [workflow.schedule.property if workflow.schedule is not None else None]
        for name in filter(None, dated):
            self.values.setdefault(name, set()).update(DATES)
        for name, options in closed_values(workflow, portal).items():
            if name in self.values:
                self.values[name] = {*options, None}

    def _look(self, leaf: Test | Opaque) -> None:
        if isinstance(leaf, Opaque):
            self.facts.add(leaf.key)
            return
        match leaf.subject:
            case Property(name):
                found = self.values.setdefault(name, {None, "zz"})
                for operand in leaf.predicate.operands:
                    found |= set(_around(operand))
            case Association(_, type_id) | AssociatedMatch(Association(_, type_id)):
                self.types.add(str(type_id))
                if isinstance(leaf.subject, AssociatedMatch):
                    self.facts.add(leaf.subject.content)
            case ListMember(list_id):
                self.lists.add(list_id)
            case Subscription(subscription_ids=ids):
                self.subscriptions.update(ids)
            case StableFact(key):
                self.facts.add(key)
            case _:
                pass

    def _look_at_actions(self, workflow: Workflow) -> None:
        for action in workflow.actions:
            match action.meaning:
                case SendEmail():
                    for name, options in MAILED.items():
                        self.values.setdefault(name, set()).update(options)
                case WaitUntilDate(property=str() as name):
                    self.values.setdefault(name, set()).update(DATES)
                case SetProperty(name, value, None):
                    source = getattr(value, "source_property", None)
                    for each in filter(None, (name, source)):
                        self.values.setdefault(each, {None, "zz"})
                    if name == "lifecyclestage" and source is not None:
                        self.values[source] |= {"lead", "customer"}
                case SetProperty(target=target) if target is not None and target.association:
                    self.types.add(str(target.association.type_id))
                case _:
                    pass

    def draw(self, random: Random) -> Drawn:
        """One record; facts that no property tells are drawn too."""
        while True:
            record = self._record(random)
            if self._is_consistent(complete(record, self.kind)):
                facts = {key: random.random() < 0.5 for key in sorted(self.facts)}
                return Drawn(record, facts, random.random() < 0.3)

    def _record(self, random: Random) -> Record:
        properties = {
            name: value
            for name in sorted(self.values)
            if (value := random.choice(sorted(self.values[name], key=str))) is not None
        }
        associations = {
            type_id: (random.choice(OTHERS),)
            for type_id in sorted(self.types)
            if random.random() < 0.5
        }
        lists = frozenset(each for each in sorted(self.lists) if random.random() < 0.5)
        subscriptions = {
            each: random.choice(["OPT_IN", "OPT_OUT", "NOT_OPTED"])
            for each in sorted(self.subscriptions)
        }
        return Record(properties, associations, lists, subscriptions)

    def _is_consistent(self, record: Record) -> bool:
        for (kind, name), type_id in COUNTED.items():
            count = record.properties.get(name)
            if kind == self.kind and count:
                if not count.isdecimal():
                    return False
                if (int(count) > 0) != bool(record.associations.get(type_id)):
                    return False
        bounced = bool(record.properties.get("hs_email_hard_bounce_reason_enum"))
        ineligible = record.properties.get("hs_email_is_ineligible")
        return not (bounced and ineligible != "true")


def _around(operand: str | Fraction) -> Iterator[str]:
    if isinstance(operand, str):
        yield from filter(None, (operand, operand.swapcase()))
        return
    for number in (operand - 1, operand - Fraction(1, 2), operand, operand + 1):
        yield str(number.numerator) if number.denominator == 1 else str(float(number))
