"""The oracle: what every record that there can be would show, and the verdicts that follow.

For flows of the exact fragment only. Sets of records are walked through the flow side by side;
``tests/properties/test_oracle.py`` checks that against walking them one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

from tests.properties import concrete
from tests.properties.flows import Json, actions_by_id, connections
from tests.properties.space import SENDS, Space

Reach: TypeAlias = dict[str, tuple[int, int]]
"""For each action the records that arrive there: plain, and with a marketing status pending."""

Verdicts: TypeAlias = dict[tuple[str, str], str]
"""(action id, code) to verdict."""

RULES = ("WF101", "WF102", "WF103", "WF104", "WF105", "WF106", "WF107")
RECIPIENT_RULES = RULES[3:]


@dataclass(frozen=True, slots=True)
class World:
    """How the records are walked."""

    forgetful: bool = False
    """At each delay any record may take the place of the present one."""
    anyone: bool = False
    """Any record may be enrolled, and the trigger does not drop it later."""
    moves_open: bool = False
    """A stage move that cannot be compared may also be accepted, not only refused."""


class Oracle:
    """The verdicts on one flow."""

    def __init__(self, flow: Json) -> None:
        self.flow = flow
        self.actions = actions_by_id(flow)
        self.space = Space(flow)

    # ------------------------------------------------ conditions over all records at once

    def holds(self, condition: Json) -> int:
        """The records for which a filter branch holds."""
        kind = condition["filterBranchType"]
        if kind == "ASSOCIATION":
            return self._association(condition)
        parts = [self.holds(child) for child in condition["filterBranches"]]
        parts += [self._filter(node) for node in condition["filters"]]
        assert parts, "an empty branch is opaque: not in the fragment"
        joined = reduce(int.__or__ if kind in {"OR", "NOT_ANY"} else int.__and__, parts)
        return self._without(joined) if kind in {"NOT_ANY", "NOT_ALL"} else joined

    def _without(self, records: int) -> int:
        return self.space.everything & ~records

    def _association(self, condition: Json) -> int:
        (only,) = condition["filters"]
        assert only["property"] == "hs_object_id"
        there = self.space.associated(str(condition["associationTypeId"]))
        return there if condition["operator"] == "IN_LIST" else self._without(there)

    def _filter(self, node: Json) -> int:
        operation = node["operation"]
        return self.space.with_property(
            node["property"], lambda value: concrete.property_holds(operation, value)
        )

    # ------------------------------------------------ who is there

    def _staying(self, world: World) -> int:
        """The records that an action can meet: no goal, no suppression, the criteria if kept."""
        records = self.space.everything
        for node in concrete.exits(self.flow):
            records &= self._without(self.holds(node))
        kept = None if world.anyone else concrete.keeps_criteria(self.flow)
        return records if kept is None else records & self.holds(kept)

    def _enrolled(self, world: World) -> int:
        records = self.space.consistent & self._staying(world)
        trigger = concrete.trigger(self.flow)
        return records if world.anyone or trigger is None else records & self.holds(trigger)

    # ------------------------------------------------ the walk

    def reach(self, world: World) -> Reach:
        """The records with which each action is reached; acyclic flows only."""
        reached: Reach = dict.fromkeys(self.actions, (0, 0))
        start = self.flow.get("startActionId")
        staying = self._staying(world)
        if start in reached:
            reached[start] = (self._enrolled(world), 0)
        for action_id in self._in_order():
            action, (plain, pending) = self.actions[action_id], reached[action_id]
            after = self._after(action, plain, pending, world)
            for target, taken in self._leaving(action):
                before = reached[target]
                reached[target] = (
                    before[0] | (after[0] & staying & taken),
                    before[1] | (after[1] & staying & taken),
                )
        return reached

    def _in_order(self) -> list[str]:
        """The actions, each after all that lead to it."""
        order: list[str] = []
        done: set[str] = set()

        def visit(action_id: str) -> None:
            if action_id in done or action_id not in self.actions:
                return
            done.add(action_id)
            for connection in connections(self.actions[action_id]):
                visit(str(connection["nextActionId"]))
            order.append(action_id)

        for action_id in self.actions:
            visit(action_id)
        return order[::-1]

    def _after(self, action: Json, plain: int, pending: int, world: World) -> tuple[int, int]:
        """The records once the action has run: plain, and pending."""
        kind = action.get("actionTypeId")
        if kind == "0-31":
            return 0, plain | pending
        if kind == "0-1":
            return self._once_delayed(plain, pending, world), 0
        write = concrete.static_write(action)
        if write is None:
            return plain, pending
        return self._written(plain, *write, world), self._written(pending, *write, world)

    def _once_delayed(self, plain: int, pending: int, world: World) -> int:
        if world.forgetful:
            plain, pending = (self.space.consistent if part else 0 for part in (plain, pending))
        if not pending:
            return plain
        return plain | self.space.put(pending, "hs_marketable_status", "true")

    def _written(self, records: int, name: str, value: str, world: World) -> int:
        if name != "lifecyclestage":
            return self.space.put(records, name, value)
        accepted = self._moves(value, True)
        if world.moves_open:
            accepted |= self._moves(value, None)
        refused = records & ~self._moves(value, True)
        return self.space.put(records & accepted, name, value) | refused

    def _moves(self, to: str, answer: bool | None) -> int:
        return self.space.with_property(
            "lifecyclestage", lambda now: concrete.stage_moves(now, to) is answer
        )

    def _leaving(self, action: Json) -> list[tuple[str, int]]:
        """Each connection's target and the records that take it."""
        rest, taken = self.space.everything, []
        for row in [*(action.get("listBranches") or []), *(action.get("staticBranches") or [])]:
            here = rest & self._branch_holds(action, row)
            rest &= ~here
            taken.append((row.get("connection"), here))
        taken.append((action.get("connection") or action.get("defaultBranch"), rest))
        return [(str(edge["nextActionId"]), records) for edge, records in taken if edge]

    def _branch_holds(self, action: Json, row: Json) -> int:
        if action["type"] == "LIST_BRANCH":
            return self.holds(row["filterBranch"])
        name = action["inputValue"]["propertyName"]
        return self.space.with_property(name, lambda value: value == row["branchValue"])

    # ------------------------------------------------ what fails

    def hazards(self, action: Json) -> dict[str, tuple[int, int]]:
        """For each rule that speaks of the action: who surely fails, who may fail."""
        if action.get("actionTypeId") == "0-4":
            return self._recipients()
        if action.get("actionTypeId") != "0-5":
            return {}
        type_id, write = concrete.association_of(action), concrete.static_write(action)
        if type_id is not None:
            nobody = self._without(self.space.associated(type_id))
            return {concrete.companies_code(self.flow, type_id): (nobody, nobody)}
        if write is None or write[0] != "lifecyclestage":
            return {}
        surely = self._moves(write[1], False)
        return {"WF103": (surely, surely | self._moves(write[1], None))}

    def _recipients(self) -> dict[str, tuple[int, int]]:
        if self.flow["objectTypeId"] != "0-1":
            return dict.fromkeys(RECIPIENT_RULES, (0, self.space.everything))
        space = self.space
        failing = {
            "WF104": space.with_property("hs_marketable_status", lambda value: value != "true"),
            "WF105": space.with_property("hs_email_optout", lambda value: value == "true"),
            "WF106": space.with_property(concrete.BOUNCES[0], lambda value: value is not None),
            "WF107": space.with_property(SENDS, concrete.is_unengaged),
        }
        return {code: (records, records) for code, records in failing.items()}

    # ------------------------------------------------ verdicts

    def verdicts(self, *, moves_open: bool = False) -> Verdicts:
        worlds = {
            "enrolled": World(moves_open=moves_open),
            "stale": World(forgetful=True, moves_open=moves_open),
            "bypass": World(anyone=True, moves_open=moves_open),
        }
        reached = {name: self.reach(world) for name, world in worlds.items()}
        found: Verdicts = {}
        for action_id, action in self.actions.items():
            there = {name: plain | pending for name, (plain, pending) in _at(reached, action_id)}
            for code, (surely, maybe) in self.hazards(action).items():
                verdict = _verdict(there, surely, maybe)
                if verdict is not None:
                    found[action_id, code] = verdict
        return found

    def acceptable(self) -> dict[tuple[str, str], set[str | None]]:
        """The verdicts that the semantics allow: one, but where stages cannot be compared."""
        refused, opened = self.verdicts(), self.verdicts(moves_open=True)
        return {key: {refused.get(key), opened.get(key)} for key in refused.keys() | opened.keys()}

    def level(self, code: str, verdict: str) -> str:
        """How loud a verdict is."""
        if verdict == "certain":
            return "error"
        platform = self.flow["objectTypeId"] != "0-1" and code in RECIPIENT_RULES
        quiet = platform or code in {"WF105", "WF106", "WF107"}
        return "warning" if verdict == "possible" and not quiet else "info"


def _at(reached: dict[str, Reach], action_id: str) -> list[tuple[str, tuple[int, int]]]:
    return [(name, by_action[action_id]) for name, by_action in reached.items()]


def _verdict(there: dict[str, int], surely: int, maybe: int) -> str | None:
    enrolled = there["enrolled"]
    if not enrolled:
        return None
    if not enrolled & ~surely:
        return "certain"
    if enrolled & maybe:
        return "possible"
    if there["stale"] & maybe:
        return "stale"
    return "bypass" if there["bypass"] & maybe else None


def verdicts(flow: Json) -> Verdicts:
    """The verdict on each action and rule, where there is one."""
    return Oracle(flow).verdicts()
