"""Automation v4 flows, as the API gives and takes them; the dated successors have the same shape.

Source: HubSpot's OpenAPI description of automation v4 (August 2026); where real exports and the
documentation's own examples are laxer than it, they win.
"""

from typing import Annotated, Any

from typing_extensions import TypeAliasType

from wflint.hubspot.filters import AnyFilterBranch, UnknownPart
from wflint.hubspot.primitives import (
    Anything,
    Before,
    Flag,
    Id,
    Kind,
    Model,
    Number,
    Scalar,
    Tag,
    Text,
    items,
    spelt,
)

# ---------------------------------------------------------------- values


class TimeOfDay(Model):
    """A time of day."""

    hour: Number
    minute: Number | None = None


class TimeDelay(Model):
    """An amount of time, perhaps up to a weekday or time of day."""

    delta: Number
    time_unit: Text
    days_of_week: items(Text)  # type: ignore[valid-type]
    time_of_day: TimeOfDay | None = None


class InputValue(Model):
    """A value that an action takes. Kinds that are not known have only this."""

    type: Text | None = None


class StaticValue(InputValue):
    """A literal, perhaps with ``{{ }}`` tokens in it."""

    static_value: Scalar | None = None


class ObjectPropertyValue(InputValue):
    """A property of the enrolled record."""

    property_name: Text


class FetchedPropertyValue(InputValue):
    """A property of an associated record."""

    property_token: Text


class FieldDataValue(InputValue):
    """An output of an earlier action."""

    action_id: Id
    data_key: Text


class TimestampValue(InputValue):
    """Now."""

    timestamp_type: Text


class RelativeDatetimeValue(InputValue):
    """Now and some time."""

    time_delay: TimeDelay


class IncrementValue(InputValue):
    """So much more, or less."""

    increment_amount: Number


class AppendPropertyValue(InputValue):
    """The present value and that of another property."""

    append_property_name: Text


class AppendStaticValue(InputValue):
    """The present value and a literal."""

    static_append_value: Scalar


class EnrollmentEventValue(InputValue):
    """A property of the event that enrolled the record."""

    enrollment_event_property_token: Text


class DatasetColumnValue(InputValue):
    """A column of the data set that enrolled the record."""

    enrollment_dataset_column_token: Text


class ActionOutputPropertyValue(InputValue):
    """A property of a record that an earlier action gave."""

    action_output_property_token: Text


class CoordinatesValue(InputValue):
    """Which record is meant."""

    coordinates_token: Text


class ListValue(InputValue):
    """Several values."""

    values: items("AnyInputValue")  # type: ignore[valid-type]


class MapValue(InputValue):
    """Named values."""

    values: dict[str, Anything]


VALUE_TYPES = (
    *("STATIC_VALUE", "OBJECT_PROPERTY", "FETCHED_OBJECT_PROPERTY", "FIELD_DATA", "TIMESTAMP"),
    *("RELATIVE_DATETIME", "INCREMENT", "APPEND_OBJECT_PROPERTY", "STATIC_APPEND_VALUE"),
    *("ENROLLMENT_EVENT_PROPERTY", "ENROLLMENT_DATASET_COLUMN", "ACTION_OUTPUT_OBJECT_PROPERTY"),
    *("SINGLE_OBJECT_COORDINATES", "LIST", "MAP"),
)
"""The kinds of value, as the API spells them."""

INPUT_VALUE_VARIANTS = Kind(
    "InputValue",
    "type",
    spelt(*VALUE_TYPES),
    {
        "staticValue": "STATIC_VALUE",
        "propertyName": "OBJECT_PROPERTY",
        "propertyToken": "FETCHED_OBJECT_PROPERTY",
        "dataKey": "FIELD_DATA",
        "timestampType": "TIMESTAMP",
    },
)

AnyInputValue = TypeAliasType(
    "AnyInputValue",
    Annotated[
        Annotated[StaticValue, Tag("STATIC_VALUE")]
        | Annotated[ObjectPropertyValue, Tag("OBJECT_PROPERTY")]
        | Annotated[FetchedPropertyValue, Tag("FETCHED_OBJECT_PROPERTY")]
        | Annotated[FieldDataValue, Tag("FIELD_DATA")]
        | Annotated[TimestampValue, Tag("TIMESTAMP")]
        | Annotated[RelativeDatetimeValue, Tag("RELATIVE_DATETIME")]
        | Annotated[IncrementValue, Tag("INCREMENT")]
        | Annotated[AppendPropertyValue, Tag("APPEND_OBJECT_PROPERTY")]
        | Annotated[AppendStaticValue, Tag("STATIC_APPEND_VALUE")]
        | Annotated[EnrollmentEventValue, Tag("ENROLLMENT_EVENT_PROPERTY")]
        | Annotated[DatasetColumnValue, Tag("ENROLLMENT_DATASET_COLUMN")]
        | Annotated[ActionOutputPropertyValue, Tag("ACTION_OUTPUT_OBJECT_PROPERTY")]
        | Annotated[CoordinatesValue, Tag("SINGLE_OBJECT_COORDINATES")]
        | Annotated[ListValue, Tag("LIST")]
        | Annotated[MapValue, Tag("MAP")]
        | Annotated[InputValue, Tag(Kind.UNKNOWN)],
        INPUT_VALUE_VARIANTS,
    ],
)


class InputField(Model):
    """A named value."""

    name: Text
    value: AnyInputValue | None = None


class OutputField(Model):
    """A named output; HubSpot's exports show more types than its description."""

    name: Text
    type: Text | None = None
    options: items(Anything)  # type: ignore[valid-type]


# ---------------------------------------------------------------- connections


class Connection(Model):
    """An edge to the next action. ``GO-TO`` and ``GO_TO`` are other spellings of ``GOTO``."""

    edge_type: Text | None = None
    next_action_id: Id | None


class NoConnection(Model):
    """``{}``: no edge."""


class Connected(Kind):
    """A connection that says anything has to say where it leads."""

    def __init__(self) -> None:
        super().__init__("Connection", "", {})

    def __call__(self, value: Any) -> str:
        return "NOWHERE" if value == {} else "SOMEWHERE"

    def condition(self, kind: str) -> dict[str, Any]:
        if kind == "NOWHERE":
            return {"type": "object", "maxProperties": 0}
        return {"not": {"type": "object", "maxProperties": 0}}


CONNECTION_VARIANTS = Connected()

AnyConnection = TypeAliasType(
    "AnyConnection",
    Annotated[
        Annotated[Connection, Tag("SOMEWHERE")] | Annotated[NoConnection, Tag("NOWHERE")],
        CONNECTION_VARIANTS,
    ],
)


# ---------------------------------------------------------------- actions


class Action(Model):
    """One step. Kinds that are not known have only this, and whatever they hold."""

    action_id: Id
    type: Text | None = None
    connection: AnyConnection | None = None


class UnreadableAction(Model):
    """Takes the place of an action that does not fit, which is kept in ``original``."""

    action_id: Id | None = None
    original: Anything | None = None


class SingleConnectionAction(Action):
    """An action of one of HubSpot's or an app's types."""

    action_type_id: Id
    action_type_version: Anything | None = None
    fields: dict[str, Anything] | None = None


class ListBranch(Model):
    """One branch of an if/then: taken by records that satisfy its filters."""

    filter_branch: AnyFilterBranch | None = None
    branch_name: Scalar | None = None
    connection: AnyConnection | None = None


class ListBranchAction(Action):
    """If/then: the first branch whose filters hold."""

    list_branches: items(ListBranch)  # type: ignore[valid-type]
    default_branch: AnyConnection | None = None
    default_branch_name: Scalar | None = None


class StaticBranch(Model):
    """One branch of a value test."""

    branch_value: Scalar
    connection: AnyConnection | None = None


class StaticBranchAction(Action):
    """The branch of the value that the input has."""

    input_value: AnyInputValue | None = None
    static_branches: items(StaticBranch)  # type: ignore[valid-type]
    default_branch: AnyConnection | None = None
    default_branch_name: Scalar | None = None


class TestBranch(Model):
    """One branch of an A/B test."""

    __test__ = False  # not a test class of pytest

    connection: AnyConnection | None = None
    percentage: Number | None = None


def bare_connection(value: object) -> object:
    """Until March 2026 a test branch was just its connection."""
    if isinstance(value, dict) and "nextActionId" in value:
        return {"connection": value}
    return value


class TestBranchAction(Action):
    """A/B test: any branch."""

    __test__ = False  # not a test class of pytest

    test_branches: items(Annotated[TestBranch, Before(bare_connection)])  # type: ignore[valid-type]


class CustomCodeAction(Action):
    """Runs code."""

    runtime: Text | None = None
    source_code: Text | None = None
    secret_names: items(Text)  # type: ignore[valid-type]
    input_fields: items(InputField)  # type: ignore[valid-type]
    output_fields: items(OutputField)  # type: ignore[valid-type]


class WebhookAction(Action):
    """Calls a web address."""

    method: Text | None = None
    webhook_url: Text | None = None
    query_params: items(InputField)  # type: ignore[valid-type]
    auth_settings: dict[str, Anything] | None = None


ACTION_KINDS = (
    "SINGLE_CONNECTION",
    "LIST_BRANCH",
    "STATIC_BRANCH",
    "AB_TEST_BRANCH",
    "CUSTOM_CODE",
    "WEBHOOK",
)
"""The variants of an action, as the API spells them."""

UNREADABLE = "UNREADABLE"
"""The kind that stands in for what does not fit."""

ACTION_VARIANTS = Kind(
    "Action",
    "type",
    spelt(*ACTION_KINDS, UNREADABLE),
    {
        "actionTypeId": "SINGLE_CONNECTION",
        "listBranches": "LIST_BRANCH",
        "staticBranches": "STATIC_BRANCH",
        "testBranches": "AB_TEST_BRANCH",
        "sourceCode": "CUSTOM_CODE",
        "webhookUrl": "WEBHOOK",
    },
)

AnyAction = TypeAliasType(
    "AnyAction",
    Annotated[
        Annotated[SingleConnectionAction, Tag("SINGLE_CONNECTION")]
        | Annotated[ListBranchAction, Tag("LIST_BRANCH")]
        | Annotated[StaticBranchAction, Tag("STATIC_BRANCH")]
        | Annotated[TestBranchAction, Tag("AB_TEST_BRANCH")]
        | Annotated[CustomCodeAction, Tag("CUSTOM_CODE")]
        | Annotated[WebhookAction, Tag("WEBHOOK")]
        | Annotated[UnreadableAction, Tag(UNREADABLE)]
        | Annotated[Action, Tag(Kind.UNKNOWN)],
        ACTION_VARIANTS,
    ],
)

# ---------------------------------------------------------------- enrolment


class Enrollment(Model):
    """Who comes in. Kinds that are not known have only this."""

    type: Text | None = None
    should_re_enroll: Flag | None = None


class ListBasedEnrollment(Enrollment):
    """Records that come to satisfy filters."""

    list_filter_branch: AnyFilterBranch | None = None
    un_enroll_objects_not_meeting_criteria: Flag | None = None
    re_enrollment_triggers_filter_branches: items(AnyFilterBranch)  # type: ignore[valid-type]


class EventBasedEnrollment(Enrollment):
    """Records that an event happens to."""

    event_filter_branches: items(AnyFilterBranch)  # type: ignore[valid-type]
    list_membership_filter_branches: items(AnyFilterBranch)  # type: ignore[valid-type]
    refinement_criteria: AnyFilterBranch | None = None


class ManualEnrollment(Enrollment):
    """Records that somebody picks."""


class DatasetEnrollment(Enrollment):
    """Rows of a data set."""

    dataset_id: Id | None = None
    subview_id: Id | None = None


ENROLLMENT_TYPES = ("LIST_BASED", "EVENT_BASED", "MANUAL", "DATASET")
"""The kinds of enrolment, as the API spells them."""

ENROLLMENT_VARIANTS = Kind(
    "Enrollment",
    "type",
    spelt(*ENROLLMENT_TYPES),
    {
        "listFilterBranch": "LIST_BASED",
        "eventFilterBranches": "EVENT_BASED",
        "datasetId": "DATASET",
    },
)

AnyEnrollment = TypeAliasType(
    "AnyEnrollment",
    Annotated[
        Annotated[ListBasedEnrollment, Tag("LIST_BASED")]
        | Annotated[EventBasedEnrollment, Tag("EVENT_BASED")]
        | Annotated[ManualEnrollment, Tag("MANUAL")]
        | Annotated[DatasetEnrollment, Tag("DATASET")]
        | Annotated[Enrollment, Tag(Kind.UNKNOWN)],
        ENROLLMENT_VARIANTS,
    ],
)

# ---------------------------------------------------------------- dates and windows


class Schedule(Model):
    """Enrolment at certain times; all kinds but the one by a property."""

    type: Text | None = None
    time_of_day: TimeOfDay | None = None
    days_of_week: items(Text)  # type: ignore[valid-type]
    days_of_month: items(Number)  # type: ignore[valid-type]
    monthly_relative_days: Anything | None = None
    month: Text | None = None
    day_of_month: Number | None = None


class PropertySchedule(Schedule):
    """Enrolment on the date in a property, so many days before or after it."""

    date_property: Text
    days_delta: Number | None = None
    yearly: Flag | None = None


SCHEDULE_TYPES = (
    *("DAILY", "WEEKLY", "MONTHLY_SPECIFIC_DAYS", "MONTHLY_RELATIVE_DAYS", "YEARLY"),
    "PROPERTY_BASED",
)
"""The kinds of schedule, as the API spells them."""

SCHEDULE_VARIANTS = Kind(
    "Schedule", "type", spelt("PROPERTY_BASED"), {"dateProperty": "PROPERTY_BASED"}
)

AnySchedule = TypeAliasType(
    "AnySchedule",
    Annotated[
        Annotated[PropertySchedule, Tag("PROPERTY_BASED")] | Annotated[Schedule, Tag(Kind.UNKNOWN)],
        SCHEDULE_VARIANTS,
    ],
)


class PropertyAnchor(Model):
    """Centred on the date in a property of the contact."""

    type: Text | None = None
    contact_property: Text


class StaticAnchor(Model):
    """Centred on a day; without a year it recurs each year."""

    type: Text | None = None
    month: Text
    day_of_month: Number
    year: Number | None = None


ANCHOR_TYPES = ("CONTACT_PROPERTY_ANCHOR", "STATIC_DATE_ANCHOR")
"""The kinds of anchor, as the API spells them."""

ANCHOR_VARIANTS = Kind(
    "Anchor",
    "type",
    spelt(*ANCHOR_TYPES),
    {
        "contactProperty": "CONTACT_PROPERTY_ANCHOR",
        "dayOfMonth": "STATIC_DATE_ANCHOR",
    },
)

AnyAnchor = TypeAliasType(
    "AnyAnchor",
    Annotated[
        Annotated[PropertyAnchor, Tag("CONTACT_PROPERTY_ANCHOR")]
        | Annotated[StaticAnchor, Tag("STATIC_DATE_ANCHOR")]
        | Annotated[UnknownPart, Tag(Kind.UNKNOWN)],
        ANCHOR_VARIANTS,
    ],
)


class TimeWindow(Model):
    """When actions may run."""

    day: Text
    start_time: TimeOfDay | None = None
    end_time: TimeOfDay | None = None


class BlockedDate(Model):
    """When they may not; without a year, each year."""

    month: Text
    day_of_month: Number
    year: Number | None = None


# ---------------------------------------------------------------- data sources, the flow


class DataSource(Model):
    """A record or value that actions refer to by name. ``type`` says how it is found."""

    type: Text | None = None
    name: Text | None = None
    object_type_id: Id | None = None
    association_category: Text | None = None
    association_type_id: Id | None = None
    property_name: Text | None = None
    static_value: Scalar | None = None
    record_field_name: Text | None = None
    dataset_field_name: Text | None = None
    argument_name: Text | None = None
    sort_by: dict[str, Anything] | None = None


class UnEnrollmentSetting(Model):
    """From which other workflows a record is taken out when it comes in."""

    type: Text | None = None
    flow_ids: items(Id)  # type: ignore[valid-type]


class FlowV4(Model):
    """A workflow. Only contact flows have an anchor, a goal and suppression lists."""

    id: Id | None = None
    type: Text | None = None
    flow_type: Text | None = None
    revision_id: Id | None = None
    is_enabled: Flag | None = None
    name: Scalar | None = None
    description: Text | None = None
    uuid: Text | None = None
    created_at: Anything | None = None
    updated_at: Anything | None = None
    object_type_id: Id | None = None
    start_action_id: Id | None = None
    next_available_action_id: Id | None = None
    actions: items(AnyAction)  # type: ignore[valid-type]
    enrollment_criteria: AnyEnrollment | None = None
    enrollment_schedule: AnySchedule | None = None
    time_windows: items(TimeWindow)  # type: ignore[valid-type]
    blocked_dates: items(BlockedDate)  # type: ignore[valid-type]
    custom_properties: dict[str, Anything] | None = None
    data_sources: items(DataSource)  # type: ignore[valid-type]
    crm_object_creation_status: Text | None = None
    suppression_list_ids: items(Id)  # type: ignore[valid-type]
    can_enroll_from_salesforce: Flag | None = None
    goal_filter_branch: AnyFilterBranch | None = None
    event_anchor: AnyAnchor | None = None
    un_enrollment_setting: UnEnrollmentSetting | None = None
    suppression_filter_branch: AnyFilterBranch | None = None
