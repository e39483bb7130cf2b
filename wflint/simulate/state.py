"""A record on its way through a workflow, and what is taken to be true of it beside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType

from msgspec import Struct, field

from wflint.hubspot.catalogue import ASSOCIATIONS, HUBSPOT_DEFINED
from wflint.simulate import clock, ties
from wflint.simulate.record import Record, complete
from wflint.workflow.conditions import Association, Subscription, tests
from wflint.workflow.model import Action, Workflow
from wflint.workflow.portal import Portal

STATUS = "hs_marketable_status"
OPT_IN = "OPT_IN"


class Answers(Struct, frozen=True):
    """What neither a record nor a workflow says.

    ``facts``: by the key of a ``StableFact``, an ``Opaque`` or another condition that has one.
    ``outputs``: action id and key of an output (or written property) → value.
    """

    assume_events: bool = False
    facts: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    outputs: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))


class Scene(Struct, frozen=True):
    """What all runs through one workflow have in common."""

    workflow: Workflow
    portal: Portal
    actions: Mapping[str, Action]
    zone: tzinfo
    """The portal's time zone."""
    other_channels: frozenset[str]
    """Types of subscriptions that are known to be to something else than e-mail."""


def scene_of(workflow: Workflow, portal: Portal) -> Scene:
    """``workflow`` made ready for any number of runs."""
    zone = clock.zone_of(portal.time_zone)
    return Scene(workflow, portal, workflow.by_id(), zone, _other_channels(workflow))


class State(Struct):
    """The record as it stands now. A property that is absent is blank."""

    scene: Scene
    answers: Answers
    at: datetime
    stated: Mapping[str, ties.Associated]
    """The associations as they were given, by type id, whatever the category."""
    properties: dict[str, str]
    associations: dict[str, ties.Associated]
    lists: set[str]
    subscriptions: dict[str, str]
    outputs: dict[tuple[str, str], str]
    told: Record = field(default_factory=Record)
    """The record as it was given: its facts and outputs stay what they are."""
    pending: bool = False
    """Set as a marketing contact, and no time has passed since."""
    opted: dict[str | None, bool] = field(default_factory=dict)
    """What the workflow itself did last to each subscription to e-mail, the latest one last."""
    confirmed: bool = False
    """A branch has found an opt-in since the workflow last opted the record out."""
    other_channels: set[str] = field(default_factory=set)
    """``Scene.other_channels``, and those that the workflow has shown since."""

    @property
    def workflow(self) -> Workflow:
        """The workflow that the record runs through."""
        return self.scene.workflow

    @property
    def portal(self) -> Portal:
        """What is known of the portal."""
        return self.scene.portal

    @property
    def zone(self) -> tzinfo:
        """The portal's time zone."""
        return self.scene.zone

    def value(self, name: str) -> str | None:
        """The property's value; None: blank."""
        return self.properties.get(name)

    def put(self, name: str, value: str | None) -> None:
        """Write the property, and what is tied to it; None and the empty text clear it."""
        if value:
            self.properties[name] = value
        else:
            self.properties.pop(name, None)
        ties.after_write(name, self.properties, self.associations, self.workflow.object_type_id)

    def associated(self, association: Association) -> ties.Associated:
        """The records associated in this way."""
        number = str(association.type_id)
        if association.category == HUBSPOT_DEFINED:
            return self.associations.get(number, ())
        # What completes a record speaks of HubSpot's own association types alone.
        named = f"{association.category}:{number}"
        return self.associations.get(named, self.stated.get(number, ()))

    def records_of(self, object_type_id: str | None) -> ties.Associated:
        """The associated records of that object, in whichever way they are associated."""
        way = (self.workflow.object_type_id, object_type_id)
        known = (self.workflow.association_objects, self.portal.association_objects)
        ways = [Association(HUBSPOT_DEFINED, id_) for id_, to in ASSOCIATIONS.items() if to == way]
        ways += [found for each in known for found, to in each.items() if to == object_type_id]
        return tuple(record for way in ways for record in self.associated(way))

    def associate(self, association: Association, created: Mapping[str, str]) -> None:
        """Associate a new record in this way."""
        own = association.category == HUBSPOT_DEFINED
        key = str(association.type_id)
        if own:
            kind = self.workflow.object_type_id
            ties.associate(key, created, self.properties, self.associations, kind)
        else:
            records = (*self.associated(association), created)
            self.associations[f"{association.category}:{key}"] = records

    def record(self) -> Record:
        """The record as it stands now."""
        return Record(
            dict(self.properties),
            dict(self.associations),
            frozenset(self.lists),
            dict(self.subscriptions),
            self.told.facts,
            self.told.outputs,
        )


def state_of(scene: Scene, record: Record, answers: Answers, start: datetime) -> State:
    """``record``, completed, before it is enrolled."""
    whole = complete(record, scene.workflow.object_type_id)
    if record.facts or record.events or record.outputs:
        answers = _with_told(answers, record)
    return State(
        scene,
        answers,
        clock.moment(start),
        record.associations,
        {name: text for name, text in whole.properties.items() if text},
        dict(whole.associations),
        set(whole.lists),
        dict(whole.subscriptions),
        dict(answers.outputs),
        record,
        other_channels=set(scene.other_channels),
    )


def _with_told(answers: Answers, record: Record) -> Answers:
    """``answers``, and what the record itself says where they do not."""
    outputs = {
        (action_id, key): value
        for action_id, given in record.outputs.items()
        for key, value in given.items()
    }
    return Answers(
        answers.assume_events or record.events,
        {**dict.fromkeys(record.facts, True), **answers.facts},
        {**outputs, **answers.outputs},
    )


def _other_channels(workflow: Workflow) -> frozenset[str]:
    """The subscriptions of which filters for an opt-in ask, but not for one to e-mail."""
    ends = (c for c in (workflow.goal, workflow.suppression) if c is not None)
    branches = (branch.condition for action in workflow.actions for branch in action.branches)
    email: set[str] = set()
    opt_ins: set[str] = set()
    for condition in (workflow.enrolment.trigger, *ends, *branches):
        for test in tests(condition):
            if isinstance(test.subject, Subscription) and set(test.subject.accepted) == {OPT_IN}:
                opt_ins.update(test.subject.subscription_ids)
                if test.subject.opt_in_only:
                    email.update(test.subject.subscription_ids)
    return frozenset(opt_ins - email)
