"""Legacy workflows, automation v3: contacts only, actions as a tree of nested lists.

Source: HubSpot's documentation of the v3 API and payloads that integrations show.
"""

from typing import Annotated

from typing_extensions import TypeAliasType

from wflint.hubspot.primitives import (
    Anything,
    Flag,
    Id,
    Kind,
    Model,
    Number,
    Scalar,
    Tag,
    Text,
    entries,
    items,
    spelt,
)

UNREADABLE = "UNREADABLE"


class Criterion(Model):
    """One question about the contact."""

    filter_family: Text | None = None
    within_time_mode: Text | None = None
    property: Text | None = None
    type: Text | None = None
    operator: Text | None = None
    value: Anything | None = None
    str_value: Anything | None = None
    property_object_type: Text | None = None
    compare_property: Text | None = None


Criteria = items(entries(Criterion | None))
"""Alternatives, each a list of questions that all have to be answered with yes."""


class AnchorSetting(Model):
    """When a delay of a date-centred workflow ends."""

    exec_time_of_day: Text | None = None
    exec_time_in_minutes: Number | None = None
    boundary: Text | None = None


class ActionV3(Model):
    """One step. Types without inputs that matter have only this, and whatever they hold."""

    type: Text
    action_id: Id | None = None
    step_id: Id | None = None
    name: Text | None = None


class UnreadableActionV3(Model):
    """Takes the place of an action that does not fit."""

    action_id: Id | None = None
    step_id: Id | None = None


class DelayV3(ActionV3):
    """Waits."""

    delay_millis: Number | None = None
    anchor_setting: AnchorSetting | None = None


class EmailV3(ActionV3):
    """Sends a marketing e-mail."""

    email_content_id: Id | None = None


class SetPropertyV3(ActionV3):
    """Writes a property of the contact, or of its company; an empty value clears it."""

    property_name: Text
    new_value: Scalar | None = None


class CopyPropertyV3(ActionV3):
    """Copies a property to another one, perhaps of another object."""

    source_property: Text | None = None
    target_property: Text
    target_model: Text | None = None


class BranchV3(ActionV3):
    """If/then: one list of actions or the other."""

    filters: Criteria  # type: ignore[valid-type]
    filters_list_id: Id | None = None
    accept_actions: items("AnyActionV3")  # type: ignore[valid-type]
    reject_actions: items("AnyActionV3")  # type: ignore[valid-type]


class UpdateListV3(ActionV3):
    """Puts the contact on a list, or takes it off."""

    list_id: Id | None = None


ACTION_V3_VARIANTS = Kind(
    "ActionV3",
    "type",
    {
        **spelt("DELAY", "EMAIL", "BRANCH", "UPDATE_LIST", UNREADABLE),
        "SET_CONTACT_PROPERTY": "SET",
        "SET_COMPANY_PROPERTY": "SET",
        "COPY_PROPERTY": "COPY",
        "COPY_COMPANY_PROPERTY": "COPY",
    },
)

AnyActionV3 = TypeAliasType(
    "AnyActionV3",
    Annotated[
        Annotated[DelayV3, Tag("DELAY")]
        | Annotated[EmailV3, Tag("EMAIL")]
        | Annotated[SetPropertyV3, Tag("SET")]
        | Annotated[CopyPropertyV3, Tag("COPY")]
        | Annotated[BranchV3, Tag("BRANCH")]
        | Annotated[UpdateListV3, Tag("UPDATE_LIST")]
        | Annotated[UnreadableActionV3, Tag(UNREADABLE)]
        | Annotated[ActionV3, Tag(Kind.UNKNOWN)],
        ACTION_V3_VARIANTS,
    ],
)


class NurtureTimeRange(Model):
    """The hours in which actions may run."""

    enabled: Flag | None = None
    start_hour: Number | None = None
    stop_hour: Number | None = None


class AnchorV3(Model):
    """The date that the workflow is centred on."""

    static_date_anchor: Text | None = None
    contact_property_anchor: Text | None = None


class RecurringSetting(Model):
    """Whether a date-centred workflow runs again each year."""

    type: Text | None = None


class WorkflowV3(Model):
    """A workflow of contacts."""

    id: Id | None = None
    name: Scalar | None = None
    type: Text | None = None
    enabled: Flag | None = None
    actions: items(AnyActionV3)  # type: ignore[valid-type]
    only_exec_on_biz_days: Flag | None = None
    nurture_time_range: NurtureTimeRange | None = None
    listening: Flag | None = None
    allow_contact_to_trigger_multiple_times: Flag | None = None
    only_enrolls_manually: Flag | None = None
    enroll_on_criteria_update: Flag | None = None
    recurring_setting: RecurringSetting | None = None
    segment_criteria: Criteria  # type: ignore[valid-type]
    goal_criteria: Criteria  # type: ignore[valid-type]
    suppression_list_ids: items(Id)  # type: ignore[valid-type]
    event_anchor: AnchorV3 | None = None
