"""HubSpot's vocabulary as tables: what its kinds, operators, associations and objects are called.

Sources: HubSpot's OpenAPI descriptions of automation and lists, its workflow actions reference
(2026) and association type ids (March 2026); further action types from exports of real portals.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CONTACT, COMPANY, DEAL, TICKET = "0-1", "0-2", "0-3", "0-5"
HUBSPOT_DEFINED = "HUBSPOT_DEFINED"

OBJECT_TYPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "0-1": ("contact", "contacts"),
        "0-2": ("company", "companies"),
        "0-3": ("deal", "deals"),
        "0-5": ("ticket", "tickets"),
        "0-7": ("product", "products"),
        "0-8": ("line item", "line items"),
        "0-14": ("quote", "quotes"),
        "0-18": ("communication", "communications"),
        "0-19": ("feedback submission", "feedback submissions"),
        "0-27": ("task", "tasks"),
        "0-46": ("note", "notes"),
        "0-47": ("meeting", "meetings"),
        "0-48": ("call", "calls"),
        "0-49": ("e-mail", "e-mails"),
        "0-53": ("invoice", "invoices"),
        "0-54": ("marketing event", "marketing events"),
        "0-69": ("subscription", "subscriptions"),
        "0-101": ("payment", "payments"),
        "0-115": ("user", "users"),
        "0-116": ("postal mail", "postal mails"),
        "0-123": ("order", "orders"),
        "0-136": ("lead", "leads"),
        "0-142": ("cart", "carts"),
        "0-162": ("service", "services"),
        "0-410": ("course", "courses"),
        "0-420": ("listing", "listings"),
        "0-421": ("appointment", "appointments"),
    }
)
"""Object type id → what people call one record, and several."""

OBJECT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **{
            one.upper().replace(" ", "_").replace("-", ""): id_
            for id_, (one, _) in OBJECT_TYPES.items()
        },
        "LINE_ITEM": "0-8",
    }
)
"""The names by which actions mean objects (``target_object``) → object type id."""

ASSOCIATIONS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        1: (CONTACT, COMPANY),
        279: (CONTACT, COMPANY),
        2: (COMPANY, CONTACT),
        280: (COMPANY, CONTACT),
        4: (CONTACT, DEAL),
        3: (DEAL, CONTACT),
        5: (DEAL, COMPANY),
        341: (DEAL, COMPANY),
        6: (COMPANY, DEAL),
        342: (COMPANY, DEAL),
        15: (CONTACT, TICKET),
        16: (TICKET, CONTACT),
        26: (TICKET, COMPANY),
        339: (TICKET, COMPANY),
        25: (COMPANY, TICKET),
        340: (COMPANY, TICKET),
        27: (DEAL, TICKET),
        28: (TICKET, DEAL),
        13: (COMPANY, COMPANY),
        14: (COMPANY, COMPANY),
        449: (CONTACT, CONTACT),
        19: (DEAL, "0-8"),
        63: (DEAL, "0-14"),
        203: (CONTACT, "0-27"),
        204: ("0-27", CONTACT),
        191: (COMPANY, "0-27"),
        192: ("0-27", COMPANY),
        215: (DEAL, "0-27"),
        216: ("0-27", DEAL),
        229: (TICKET, "0-27"),
        230: ("0-27", TICKET),
        201: (CONTACT, "0-46"),
        202: ("0-46", CONTACT),
        199: (CONTACT, "0-47"),
        200: ("0-47", CONTACT),
        609: (CONTACT, "0-136"),
    }
)
"""HubSpot's own association type ids → the objects they lead from and to."""

PRIMARY = (1, 2, 5, 6, 25, 26)
"""Association types that mean the primary record."""

INVERSES: Mapping[int, int] = MappingProxyType(
    {
        1: 2,
        279: 280,
        4: 3,
        5: 6,
        341: 342,
        15: 16,
        26: 25,
        339: 340,
        27: 28,
        13: 14,
        203: 204,
        191: 192,
        215: 216,
        229: 230,
        201: 202,
        199: 200,
        2: 1,
        280: 279,
        3: 4,
        6: 5,
        342: 341,
        16: 15,
        25: 26,
        340: 339,
        28: 27,
        14: 13,
        204: 203,
        192: 191,
        216: 215,
        230: 229,
        202: 201,
        200: 199,
        449: 449,
    }
)
"""An association type id → that of the same association seen from the other side."""


def unlabelled_association(from_object: str, to_object: str) -> tuple[str, int] | None:
    """Category and type id of the plain association between two objects; None: none is known."""
    return next(
        (
            (HUBSPOT_DEFINED, type_id)
            for type_id, objects in ASSOCIATIONS.items()
            if objects == (from_object, to_object) and type_id not in PRIMARY
        ),
        None,
    )


def associated_object(category: str | None, type_id: int) -> str | None:
    """The object that an association type leads to, where it is one of HubSpot's own."""
    objects = ASSOCIATIONS.get(type_id) if category in (None, HUBSPOT_DEFINED) else None
    return objects[1] if objects else None


def record_names(object_type_id: str) -> tuple[str, str]:
    """What people call one record of this type, and several."""
    return OBJECT_TYPES.get(object_type_id, ("record", "records"))


ACTION_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "0-1": "Delay",
        "0-2": "Delay until event",
        "0-3": "Create task",
        "0-4": "Send e-mail",
        "0-5": "Edit record",
        "0-7": "Create task (old)",
        "0-8": "Send internal e-mail",
        "0-9": "Send in-app notification",
        "0-11": "Rotate record to owner",
        "0-13": "Add to or remove from static list (old)",
        "0-14": "Create record",
        "0-15": "Enrol in another workflow",
        "0-18": "Set Salesforce campaign status",
        "0-19": "Create Salesforce task",
        "0-23": "Send e-mail to given addresses",
        "0-25": "Copy property value",
        "0-28": "Delay",
        "0-29": "Delay until event happens",
        "0-30": "Change ads audience",
        "0-31": "Set marketing contact status",
        "0-33": "Format data",
        "0-35": "Delay until date",
        "0-4702372": "Unenrol from sequence",
        "0-18224765": "Delete record",
        "0-25085031": "Send WhatsApp message",
        "0-230189361": "Send WhatsApp message",
        "0-40900952": "Send SMS",
        "0-43347357": "Manage communication subscriptions",
        "0-44475148": "Assign conversation owner",
        "0-46510720": "Enrol in sequence",
        "0-61139476": "Remove association labels",
        "0-61139484": "Update association labels",
        "0-73444249": "Apply association labels",
        "0-63189541": "Create associations",
        "0-63809083": "Add to static list",
        "0-63863438": "Remove from static list",
        "0-169425243": "Create note",
        "0-172351286": "Run custom AI prompt",
        "0-195318603": "Summarise record",
        "0-201091202": "Fill smart property",
        "0-207702619": "Research company",
        "0-216647524": "Research agent",
        "0-218870680": "AI action",
        "0-177946906": "Enrich record",
        "0-199186210": "Send survey",
        "0-217709844": "Prospecting agent",
        "0-219292676": "Prospecting agent",
        "0-219160146": "Intent signal",
        "0-219161394": "Intent signal",
        "0-225935194": "Validate and format telephone number",
        "0-261589386": "Increase or decrease number",
    }
)
"""HubSpot's own action types → what they are called."""

FILTER_TYPES = (
    *("PROPERTY", "ASSOCIATION", "IN_LIST", "FORM_SUBMISSION", "FORM_SUBMISSION_ON_PAGE"),
    *("PAGE_VIEW", "CTA", "EVENT", "EMAIL_EVENT", "EMAIL_SUBSCRIPTION"),
    *("COMMUNICATION_SUBSCRIPTION", "INTEGRATION_EVENT", "UNIFIED_EVENTS", "PRIVACY"),
    *("ADS_SEARCH", "ADS_TIME", "SURVEY_MONKEY", "SURVEY_MONKEY_VALUE", "WEBINAR", "CONSTANT"),
    *("CAMPAIGN_INFLUENCED", "NUM_ASSOCIATIONS", "PROPERTY_ASSOCIATION"),
)
"""The kinds of filter."""

FILTER_BRANCH_TYPES = (
    *("OR", "AND", "NOT_ALL", "NOT_ANY", "RESTRICTED", "UNIFIED_EVENTS", "ASSOCIATION"),
    "PROPERTY_ASSOCIATION",
)
"""The kinds of filter branch."""

EDGE_TYPES = ("STANDARD", "GOTO", "GO-TO", "GO_TO")
"""The kinds of connection; the documentation also writes the last two."""

_HISTORY_OF_VALUE = ("HAS_EVER_BEEN_EQUAL_TO", "HAS_NEVER_BEEN_EQUAL_TO")
_EQUALITY = ("IS_EQUAL_TO", "IS_NOT_EQUAL_TO")
_KNOWN = ("IS_KNOWN", "IS_UNKNOWN", "IS_BLANK", "IS_NOT_BLANK", "IS_NOT_KNOWN")
_PARTS = ("CONTAINS", "DOES_NOT_CONTAIN", "STARTS_WITH", "ENDS_WITH")
_BETWEEN = ("IS_BETWEEN", "IS_NOT_BETWEEN")
_SIDES = ("IS_BEFORE", "IS_AFTER", "IS_BEFORE_DATE", "IS_AFTER_DATE")

OPERATORS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ALL_PROPERTY": _KNOWN,
        "BOOL": (*_EQUALITY, *_HISTORY_OF_VALUE),
        "ENUMERATION": (
            *("IS_ANY_OF", "IS_NONE_OF", "IS_EXACTLY", "IS_NOT_EXACTLY"),
            *("CONTAINS_ALL", "DOES_NOT_CONTAIN_ALL", "HAS_EVER_BEEN_ANY_OF"),
            *("HAS_NEVER_BEEN_ANY_OF", "HAS_EVER_BEEN_EXACTLY", "HAS_NEVER_BEEN_EXACTLY"),
            *("HAS_EVER_CONTAINED_ALL", "HAS_NEVER_CONTAINED_ALL"),
        ),
        "STRING": (
            *_EQUALITY,
            *_PARTS,
            *_HISTORY_OF_VALUE,
            *("HAS_EVER_CONTAINED", "HAS_NEVER_CONTAINED"),
        ),
        "MULTISTRING": (
            *_EQUALITY,
            *_PARTS,
            *("CONTAINS_EXACTLY", "DOES_NOT_CONTAIN_EXACTLY"),
            *_HISTORY_OF_VALUE,
        ),
        "NUMBER": (
            *_EQUALITY,
            *("IS_GREATER_THAN", "IS_GREATER_THAN_OR_EQUAL_TO"),
            *("IS_LESS_THAN", "IS_LESS_THAN_OR_EQUAL_TO"),
            *_HISTORY_OF_VALUE,
        ),
        "NUMBER_RANGED": _BETWEEN,
        "TIME_POINT": _SIDES[:2],
        "TIME_RANGED": _BETWEEN,
        "DATE": (*_EQUALITY, *_SIDES),
        "DATETIME": (*_EQUALITY, *_SIDES),
        "RANGED_DATE": _BETWEEN,
        "COMPARATIVE_DATE": (*_EQUALITY, *_SIDES),
        "COMPARATIVE_STRING": (*_EQUALITY, *_PARTS),
        "COMPARATIVE_PROPERTY_UPDATED": _SIDES,
        "ROLLING_DATE_RANGE": (
            *("IS_LESS_THAN_X_DAYS_AGO", "IS_MORE_THAN_X_DAYS_AGO"),
            *("IS_LESS_THAN_X_DAYS_FROM_NOW", "IS_MORE_THAN_X_DAYS_FROM_NOW"),
        ),
        "ROLLING_PROPERTY_UPDATED": ("UPDATED_IN_LAST_X_DAYS", "NOT_UPDATED_IN_LAST_X_DAYS"),
        "CALENDAR_DATE": (
            *("IN_THIS_TIME_UNIT", "IN_THIS_TIME_UNIT_SO_FAR"),
            *("IN_NEXT_TIME_UNIT", "IN_LAST_TIME_UNIT"),
        ),
    }
)
"""Operation type → its operators."""

V3_ACTION_TYPES = (
    *("DELAY", "EMAIL", "SET_CONTACT_PROPERTY", "SET_COMPANY_PROPERTY", "COPY_PROPERTY"),
    *("COPY_COMPANY_PROPERTY", "ADD_SUBTRACT_PROPERTY", "BRANCH", "UPDATE_LIST", "WEBHOOK"),
    *("TASK", "TICKET", "DEAL", "NOTIFICATION", "SMS_NOTIFICATION", "LEAD_ASSIGNMENT"),
    *("WORKFLOW_ENROLLMENT", "CREATE_SFDC_TASK", "SET_SALESFORCE_CAMPAIGN_MEMBERSHIP"),
    *("UPDATE_EMAIL_SUBSCRIPTION", "UNSUPPORTED_ACTION"),
)
"""The kinds of action in automation v3."""

SINGLE_VALUED = frozenset(
    {
        *("lifecyclestage", "hs_lead_status", "hs_marketable_status", "dealstage", "pipeline"),
        *("hs_pipeline", "hs_pipeline_stage", "hubspot_owner_id"),
    }
)
"""Enumerations that hold one value; any other may be a multi-select."""
