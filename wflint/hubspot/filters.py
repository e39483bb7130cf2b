"""Filters: who is meant. The same shapes as the filter branches of HubSpot's list API.

Source: HubSpot's OpenAPI descriptions of automation v4 and of lists; the list filter guide.
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
    items,
    spelt,
)

# ---------------------------------------------------------------- points in time


class DatePoint(Model):
    """A fixed day, perhaps with a time."""

    year: Number
    month: Number
    day: Number
    hour: Number | None = None
    minute: Number | None = None
    second: Number | None = None
    millisecond: Number | None = None
    zone_id: Text | None = None
    timezone_source: Text | None = None


class IndexReference(Model):
    """What an indexed time point counts from: NOW, TODAY, WEEK and so on."""

    reference_type: Text


class IndexedPoint(Model):
    """A time relative to now, today, this week and so on."""

    index_reference: IndexReference
    offset: dict[str, Anything] | None = None
    zone_id: Text | None = None
    timezone_source: Text | None = None


class PropertyPoint(Model):
    """The date in another property."""

    property: Text
    reference_type: Text | None = None
    zone_id: Text | None = None
    timezone_source: Text | None = None


class UnknownPart(Model):
    """A part of a kind that is not known: kept as it is."""


TIME_POINT_VARIANTS = Kind(
    "TimePoint",
    "timeType",
    spelt("DATE", "INDEXED", "PROPERTY_REFERENCED"),
    {"indexReference": "INDEXED", "property": "PROPERTY_REFERENCED", "year": "DATE"},
)

TimePoint = TypeAliasType(
    "TimePoint",
    Annotated[
        Annotated[DatePoint, Tag("DATE")]
        | Annotated[IndexedPoint, Tag("INDEXED")]
        | Annotated[PropertyPoint, Tag("PROPERTY_REFERENCED")]
        | Annotated[UnknownPart, Tag(Kind.UNKNOWN)],
        TIME_POINT_VARIANTS,
    ],
)

# ---------------------------------------------------------------- refine-bys


class Offset(Model):
    """An amount of time before or after now."""

    amount: Number
    time_unit: Text
    offset_direction: Text


class NumOccurrences(Model):
    """So many times."""

    min_occurrences: Number | None = None
    max_occurrences: Number | None = None


class SetOccurrences(Model):
    """All, any or none of a set."""

    set_type: Text


class RelativeComparative(Model):
    """Before or after a time relative to now."""

    comparison: Text
    time_offset: Offset


class RelativeRanged(Model):
    """Between two times relative to now."""

    range_type: Text
    lower_bound_offset: Offset
    upper_bound_offset: Offset


class AbsoluteComparative(Model):
    """Before or after a fixed time."""

    comparison: Text
    timestamp: Number


class AbsoluteRanged(Model):
    """Between two fixed times."""

    range_type: Text
    lower_timestamp: Number
    upper_timestamp: Number


REFINE_BY_VARIANTS = Kind(
    "RefineBy",
    "type",
    {
        **spelt("NUM_OCCURRENCES", "SET_OCCURRENCES", "RELATIVE_COMPARATIVE"),
        **spelt("RELATIVE_RANGED", "ABSOLUTE_COMPARATIVE", "ABSOLUTE_RANGED"),
    },
)

RefineBy = TypeAliasType(
    "RefineBy",
    Annotated[
        Annotated[NumOccurrences, Tag("NUM_OCCURRENCES")]
        | Annotated[SetOccurrences, Tag("SET_OCCURRENCES")]
        | Annotated[RelativeComparative, Tag("RELATIVE_COMPARATIVE")]
        | Annotated[RelativeRanged, Tag("RELATIVE_RANGED")]
        | Annotated[AbsoluteComparative, Tag("ABSOLUTE_COMPARATIVE")]
        | Annotated[AbsoluteRanged, Tag("ABSOLUTE_RANGED")]
        | Annotated[UnknownPart, Tag(Kind.UNKNOWN)],
        REFINE_BY_VARIANTS,
    ],
)

# ---------------------------------------------------------------- operations


class Operation(Model):
    """What a filter asks of a property. Kinds that are not known have only this."""

    operation_type: Text | None = None
    operator: Text | None = None
    include_objects_with_no_value_set: Flag | None = None


class AllPropertyOperation(Operation):
    """Known or unknown."""

    operator: Text


class BoolOperation(Operation):
    """Of a truth value."""

    operator: Text
    value: Scalar


class EnumerationOperation(Operation):
    """Of options."""

    operator: Text
    values: items(Scalar)  # type: ignore[valid-type]


class StringOperation(Operation):
    """Of a text."""

    operator: Text
    value: Scalar


class MultistringOperation(Operation):
    """Of a text, several answers allowed."""

    operator: Text
    values: items(Scalar)  # type: ignore[valid-type]


class NumberOperation(Operation):
    """Of a number."""

    operator: Text
    value: Number


class NumberRangedOperation(Operation):
    """Of a number, between two bounds."""

    operator: Text
    lower_bound: Number
    upper_bound: Number


class TimePointOperation(Operation):
    """Of a date, before or after a point in time."""

    operator: Text
    time_point: TimePoint
    endpoint_behavior: Text | None = None
    property_parser: Text | None = None


class TimeRangedOperation(Operation):
    """Of a date, between two points in time."""

    operator: Text
    lower_bound_time_point: TimePoint
    upper_bound_time_point: TimePoint
    lower_bound_endpoint_behavior: Text | None = None
    upper_bound_endpoint_behavior: Text | None = None
    property_parser: Text | None = None


class DateOperation(Operation):
    """Of a date: a day."""

    operator: Text
    year: Number | None = None
    month: Anything | None = None
    day: Number | None = None


class DatetimeOperation(Operation):
    """Of a date: a moment, in epoch milliseconds."""

    operator: Text
    timestamp: Number | None = None
    requires_time_zone_conversion: Flag | None = None


class RangedDateOperation(Operation):
    """Of a date: between two moments, in epoch milliseconds."""

    operator: Text
    lower_bound: Number | None = None
    upper_bound: Number | None = None
    requires_time_zone_conversion: Flag | None = None


class ComparativeOperation(Operation):
    """Of a property, against another one."""

    operator: Text
    comparison_property_name: Text
    default_comparison_value: Anything | None = None


class RollingOperation(Operation):
    """Within so many days from now, or since the property changed."""

    operator: Text
    number_of_days: Number
    requires_time_zone_conversion: Flag | None = None


class CalendarDateOperation(Operation):
    """Within this, the next or the last week, month, quarter or year."""

    operator: Text
    time_unit: Text
    time_unit_count: Number | None = None
    use_fiscal_year: Flag | None = None
    fiscal_year_start: Text | None = None


OPERATION_TYPES = (
    "ALL_PROPERTY",
    "BOOL",
    "ENUMERATION",
    "STRING",
    "MULTISTRING",
    "NUMBER",
    "NUMBER_RANGED",
    "TIME_POINT",
    "TIME_RANGED",
    "DATE",
    "DATETIME",
    "RANGED_DATE",
    "COMPARATIVE_DATE",
    "COMPARATIVE_STRING",
    "COMPARATIVE_PROPERTY_UPDATED",
    "ROLLING_DATE_RANGE",
    "ROLLING_PROPERTY_UPDATED",
    "CALENDAR_DATE",
)
"""The kinds of operation, as the API spells them."""

_LIST_SPELLINGS = {
    "alltypes": "ALL_PROPERTY",
    "number-ranged": "NUMBER_RANGED",
    "datetime-ranged": "RANGED_DATE",
    "datetime-comparative": "COMPARATIVE_DATE",
    "string-comparative": "COMPARATIVE_STRING",
    "property-updated-comparative": "COMPARATIVE_PROPERTY_UPDATED",
    "datetime-rolling": "ROLLING_DATE_RANGE",
    "rolling-property-updated": "ROLLING_PROPERTY_UPDATED",
}
"""Spellings of the list filter guide that differ in more than letter case."""

OPERATION_SPELLINGS: dict[str, str] = {
    **{name: name for name in OPERATION_TYPES},
    **{name.lower(): name for name in OPERATION_TYPES},
    **{name.lower().replace("_", "-"): name for name in OPERATION_TYPES},
    **_LIST_SPELLINGS,
}

OPERATION_VARIANTS = Kind("Operation", "operationType", OPERATION_SPELLINGS)

AnyOperation = TypeAliasType(
    "AnyOperation",
    Annotated[
        Annotated[AllPropertyOperation, Tag("ALL_PROPERTY")]
        | Annotated[BoolOperation, Tag("BOOL")]
        | Annotated[EnumerationOperation, Tag("ENUMERATION")]
        | Annotated[StringOperation, Tag("STRING")]
        | Annotated[MultistringOperation, Tag("MULTISTRING")]
        | Annotated[NumberOperation, Tag("NUMBER")]
        | Annotated[NumberRangedOperation, Tag("NUMBER_RANGED")]
        | Annotated[TimePointOperation, Tag("TIME_POINT")]
        | Annotated[TimeRangedOperation, Tag("TIME_RANGED")]
        | Annotated[DateOperation, Tag("DATE")]
        | Annotated[DatetimeOperation, Tag("DATETIME")]
        | Annotated[RangedDateOperation, Tag("RANGED_DATE")]
        | Annotated[ComparativeOperation, Tag("COMPARATIVE_DATE")]
        | Annotated[ComparativeOperation, Tag("COMPARATIVE_STRING")]
        | Annotated[ComparativeOperation, Tag("COMPARATIVE_PROPERTY_UPDATED")]
        | Annotated[RollingOperation, Tag("ROLLING_DATE_RANGE")]
        | Annotated[RollingOperation, Tag("ROLLING_PROPERTY_UPDATED")]
        | Annotated[CalendarDateOperation, Tag("CALENDAR_DATE")]
        | Annotated[Operation, Tag(Kind.UNKNOWN)],
        OPERATION_VARIANTS,
    ],
)

# ---------------------------------------------------------------- filters


class Filter(Model):
    """One question. Kinds that are not known have only this."""

    filter_type: Text | None = None
    operator: Text | None = None


class PropertyFilter(Filter):
    """Of a property of the record."""

    property: Text
    operation: AnyOperation


class ListMetadata(Model):
    """What kind of list is meant: of a workflow, an import, a dataset."""

    id: Id | None = None
    in_list_type: Text | None = None


class ListFilter(Filter):
    """In a list, or not."""

    list_id: Id | None = None
    metadata: ListMetadata | None = None


class AssociatedListFilter(Filter):
    """Some associated record is in a list."""

    list_id: Id
    association_type_id: Id
    association_category: Text | None = None
    coalescing_refine_by: RefineBy | None = None


class FormFilter(Filter):
    """Filled out a form."""

    form_id: Id | None = None
    page_id: Id | None = None


class PageViewFilter(Filter):
    """Viewed a page."""

    page_url: Text
    enable_tracking: Flag | None = None


class CtaFilter(Filter):
    """Saw or clicked a call to action."""

    cta_name: Text


class EventFilter(Filter):
    """Completed a custom event."""

    event_id: Id


class EmailEventFilter(Filter):
    """Did something with an e-mail."""

    email_id: Id | None = None
    app_id: Id | None = None
    level: Text | None = None
    click_url: Text | None = None


class EmailSubscriptionFilter(Filter):
    """Subscribed to e-mail of some type."""

    subscription_ids: items(Id)  # type: ignore[valid-type]
    accepted_statuses: items(Text)  # type: ignore[valid-type]
    subscription_type: Text | None = None


class CommunicationSubscriptionFilter(Filter):
    """Subscribed to communication of some type on some channel."""

    channel: Text | None = None
    subscription_type: Text | None = None
    subscription_ids: items(Id)  # type: ignore[valid-type]
    accepted_opt_states: items(Text)  # type: ignore[valid-type]
    business_unit_id: Id | None = None


class FilterLine(Model):
    """A question about a property of an event."""

    property: Text
    operation: AnyOperation


class IntegrationEventFilter(Filter):
    """An app's event happened."""

    event_type_id: Id
    filter_lines: items(FilterLine)  # type: ignore[valid-type]


class UnifiedEventsFilter(Filter):
    """An event happened."""

    event_type_id: Id | None = None
    filter_lines: items(FilterLine)  # type: ignore[valid-type]
    pruning_refine_by: RefineBy | None = None
    coalescing_refine_by: RefineBy | None = None


class PrivacyFilter(Filter):
    """Gave a consent."""

    privacy_name: Text


class AdsSearchFilter(Filter):
    """Saw an ad."""

    search_terms: items(Scalar)  # type: ignore[valid-type]


class AdsTimeFilter(Filter):
    """Saw an ad at some time."""

    pruning_refine_by: RefineBy | None = None


class SurveyFilter(Filter):
    """Answered a survey."""

    survey_id: Id | None = None


class WebinarFilter(Filter):
    """Registered for or attended a webinar."""

    webinar_id: Id | None = None


class ConstantFilter(Filter):
    """Always true, or never: what HubSpot leaves of a filter that broke."""

    should_accept: Flag
    source: Text | None = None


class CampaignFilter(Filter):
    """Influenced by a campaign."""

    campaign_id: Id


class AssociationCountFilter(Filter):
    """Has so many associations (removed in May 2026)."""

    association_type_id: Id
    association_category: Text | None = None
    coalescing_refine_by: RefineBy | None = None


class PropertyAssociationFilter(Filter):
    """Refers to a record in a list (removed in May 2026)."""

    property_with_object_id: Text
    list_id: Id | None = None


_FILTERS = {
    **spelt("PROPERTY", "IN_LIST", "PAGE_VIEW", "CTA", "EVENT", "EMAIL_EVENT", "PRIVACY"),
    **spelt("ASSOCIATION", "EMAIL_SUBSCRIPTION", "COMMUNICATION_SUBSCRIPTION", "CONSTANT"),
    **spelt("INTEGRATION_EVENT", "UNIFIED_EVENTS", "ADS_SEARCH", "ADS_TIME", "WEBINAR"),
    **spelt("CAMPAIGN_INFLUENCED", "NUM_ASSOCIATIONS", "PROPERTY_ASSOCIATION"),
    "FORM_SUBMISSION": "FORM",
    "FORM_SUBMISSION_ON_PAGE": "FORM",
    "SURVEY_MONKEY": "SURVEY",
    "SURVEY_MONKEY_VALUE": "SURVEY",
}

FILTER_VARIANTS = Kind(
    "Filter",
    "filterType",
    _FILTERS,
    {
        "property": "PROPERTY",
        "associationTypeId": "ASSOCIATION",
        "listId": "IN_LIST",
        "formId": "FORM",
        "shouldAccept": "CONSTANT",
    },
)

AnyFilter = TypeAliasType(
    "AnyFilter",
    Annotated[
        Annotated[PropertyFilter, Tag("PROPERTY")]
        | Annotated[ListFilter, Tag("IN_LIST")]
        | Annotated[AssociatedListFilter, Tag("ASSOCIATION")]
        | Annotated[FormFilter, Tag("FORM")]
        | Annotated[PageViewFilter, Tag("PAGE_VIEW")]
        | Annotated[CtaFilter, Tag("CTA")]
        | Annotated[EventFilter, Tag("EVENT")]
        | Annotated[EmailEventFilter, Tag("EMAIL_EVENT")]
        | Annotated[EmailSubscriptionFilter, Tag("EMAIL_SUBSCRIPTION")]
        | Annotated[CommunicationSubscriptionFilter, Tag("COMMUNICATION_SUBSCRIPTION")]
        | Annotated[IntegrationEventFilter, Tag("INTEGRATION_EVENT")]
        | Annotated[UnifiedEventsFilter, Tag("UNIFIED_EVENTS")]
        | Annotated[PrivacyFilter, Tag("PRIVACY")]
        | Annotated[AdsSearchFilter, Tag("ADS_SEARCH")]
        | Annotated[AdsTimeFilter, Tag("ADS_TIME")]
        | Annotated[SurveyFilter, Tag("SURVEY")]
        | Annotated[WebinarFilter, Tag("WEBINAR")]
        | Annotated[ConstantFilter, Tag("CONSTANT")]
        | Annotated[CampaignFilter, Tag("CAMPAIGN_INFLUENCED")]
        | Annotated[AssociationCountFilter, Tag("NUM_ASSOCIATIONS")]
        | Annotated[PropertyAssociationFilter, Tag("PROPERTY_ASSOCIATION")]
        | Annotated[Filter, Tag(Kind.UNKNOWN)],
        FILTER_VARIANTS,
    ],
)

# ---------------------------------------------------------------- branches


class FilterBranch(Model):
    """Filters and branches, joined by OR, AND, NOT_ANY or NOT_ALL. Unknown kinds have only this."""

    filter_branch_type: Text | None = None
    filter_branch_operator: Text | None = None
    filter_branches: items("AnyFilterBranch")  # type: ignore[valid-type]
    filters: items(AnyFilter)  # type: ignore[valid-type]


class AssociationBranch(FilterBranch):
    """Some (or no) associated record satisfies the content."""

    operator: Text | None = None
    object_type_id: Id | None = None
    association_type_id: Id
    association_category: Text | None = None


class UnifiedEventsBranch(FilterBranch):
    """An event happened; the filters are about the event."""

    event_type_id: Id | None = None
    operator: Text | None = None
    pruning_refine_by: RefineBy | None = None
    coalescing_refine_by: RefineBy | None = None


class PropertyAssociationBranch(FilterBranch):
    """The record that a property refers to satisfies the content (removed in May 2026)."""

    property_with_object_id: Text | None = None
    object_type_id: Id | None = None
    operator: Text | None = None


FILTER_BRANCH_VARIANTS = Kind(
    "FilterBranch",
    "filterBranchType",
    {
        **dict.fromkeys(("OR", "AND", "NOT_ANY", "NOT_ALL"), "LOGICAL"),
        **spelt("ASSOCIATION", "UNIFIED_EVENTS", "PROPERTY_ASSOCIATION"),
    },
    {
        "associationTypeId": "ASSOCIATION",
        "eventTypeId": "UNIFIED_EVENTS",
        "filters": "LOGICAL",
        "filterBranches": "LOGICAL",
    },
)

AnyFilterBranch = TypeAliasType(
    "AnyFilterBranch",
    Annotated[
        Annotated[FilterBranch, Tag("LOGICAL")]
        | Annotated[AssociationBranch, Tag("ASSOCIATION")]
        | Annotated[UnifiedEventsBranch, Tag("UNIFIED_EVENTS")]
        | Annotated[PropertyAssociationBranch, Tag("PROPERTY_ASSOCIATION")]
        | Annotated[UnknownPart, Tag(Kind.UNKNOWN)],
        FILTER_BRANCH_VARIANTS,
    ],
)
