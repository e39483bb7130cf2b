"""Hypothesis strategies of whole flows in the fragment where the verdict is exact.

Choices are ordered from plain to rich, so that a counterexample shrinks to a short, readable flow:
few actions, one after the other, with the plainest condition that still shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.properties import flows
from tests.properties.concrete import STAGES
from tests.properties.flows import Json

SENDS = "hs_email_sends_since_last_engagement"
BLANKS = st.sampled_from([None, False, True])
ORDERED = (
    "IS_EQUAL_TO",
    "IS_NOT_EQUAL_TO",
    "IS_GREATER_THAN",
    "IS_GREATER_THAN_OR_EQUAL_TO",
    "IS_LESS_THAN",
    "IS_LESS_THAN_OR_EQUAL_TO",
)


# ---------------------------------------------------------------- filters on one property


def known_or_not(name: str) -> st.SearchStrategy[Json]:
    operators = ("IS_KNOWN", "IS_UNKNOWN", "IS_NOT_BLANK", "IS_BLANK")
    return st.sampled_from([flows.prop(name, "ALL_PROPERTY", operator) for operator in operators])


def options(name: str, values: tuple[str, ...], most: int = 3) -> st.SearchStrategy[Json]:
    """Is any of, is none of: one to ``most`` values."""
    chosen = st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True)
    return st.builds(
        lambda make, picked, blank: make(name, *picked, blank=blank),
        st.sampled_from([flows.any_of, flows.none_of]),
        chosen,
        BLANKS,
    )


def booleans(name: str) -> st.SearchStrategy[Json]:
    return st.builds(
        lambda value, operator, blank: flows.flag(name, value, operator, blank=blank),
        st.booleans(),
        st.sampled_from(["IS_EQUAL_TO", "IS_NOT_EQUAL_TO"]),
        BLANKS,
    )


def numbers(name: str, values: tuple[float, ...]) -> st.SearchStrategy[Json]:
    compared = st.builds(
        lambda operator, value, blank: flows.number(name, operator, value, blank=blank),
        st.sampled_from(ORDERED),
        st.sampled_from(values),
        BLANKS,
    )
    return compared | ranges(name, values)


def ranges(name: str, values: tuple[float, ...]) -> st.SearchStrategy[Json]:
    any_bounds = st.tuples(st.sampled_from(values), st.sampled_from(values))
    sorted_bounds = any_bounds.map(lambda ends: (min(ends), max(ends)))
    bounds = st.one_of(sorted_bounds, sorted_bounds, any_bounds)
    return st.builds(
        lambda operator, ends, blank: flows.prop(
            name, "NUMBER_RANGED", operator, blank=blank, lowerBound=ends[0], upperBound=ends[1]
        ),
        st.sampled_from(["IS_BETWEEN", "IS_NOT_BETWEEN"]),
        bounds,
        BLANKS,
    )


def texts(name: str, values: tuple[str, ...]) -> st.SearchStrategy[Json]:
    operators = st.sampled_from(["IS_EQUAL_TO", "IS_NOT_EQUAL_TO"])
    one = st.builds(
        lambda operator, value, blank: flows.text(name, operator, value, blank=blank),
        operators,
        st.sampled_from(values),
        BLANKS,
    )
    several = st.builds(
        lambda operator, picked, blank: flows.prop(
            name, "MULTISTRING", operator, blank=blank, values=picked
        ),
        operators,
        st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True),
        BLANKS,
    )
    return one | several


def existence(type_id: int) -> st.SearchStrategy[Json]:
    return st.sampled_from([flows.associated(type_id), flows.associated(type_id, "NOT_IN_LIST")])


# ---------------------------------------------------------------- topics: what a flow speaks of


@dataclass(frozen=True, slots=True)
class Topic:
    """One property or association: how it is asked for, written, and compared in a branch.

    ``guards`` are the plain tests that keep a hazard out, or let nothing but it in.
    """

    tests: st.SearchStrategy[Json]
    property: str = ""
    guards: tuple[Json, ...] = ()
    written: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    association: int | None = None


def _options(name: str, values: tuple[str, ...], *others: st.SearchStrategy[Json]) -> Topic:
    asked = st.one_of(options(name, values), known_or_not(name), *others)
    return Topic(asked, name, (), (*values[:3], ""), values)


def _flag(name: str, written: tuple[str, ...] = ()) -> Topic:
    guards = (flows.flag(name, False, blank=True), flows.flag(name, True))
    return Topic(booleans(name) | known_or_not(name), name, guards, written, ("true", "false"))


def _number(name: str, values: tuple[float, ...], written: tuple[str, ...] = ()) -> Topic:
    limits = (10, 11, 12) if name == SENDS else (1,)
    guards = tuple(
        flows.number(name, operator, limit, blank=operator == "IS_LESS_THAN")
        for limit in limits
        for operator in ("IS_LESS_THAN", "IS_GREATER_THAN_OR_EQUAL_TO", "IS_GREATER_THAN")
    )
    return Topic(numbers(name, values) | known_or_not(name), name, guards, written)


def _association(type_id: int) -> Topic:
    guards = (flows.associated(type_id), flows.associated(type_id, "NOT_IN_LIST"))
    return Topic(existence(type_id), guards=guards, association=type_id)


def _known(name: str) -> Topic:
    return Topic(known_or_not(name), name, (flows.known(name), flows.unknown(name)))


STAGE_NAMES = (*STAGES, "2210417")
SPELLINGS = ("north", "North", "south")

STAGE = Topic(
    st.one_of(
        options("lifecyclestage", STAGE_NAMES, most=4),
        known_or_not("lifecyclestage"),
        texts("lifecyclestage", STAGES),
    ),
    "lifecyclestage",
    (
        flows.any_of("lifecyclestage", *STAGES[:2]),
        flows.any_of("lifecyclestage", *STAGES[:3], blank=True),
        flows.none_of("lifecyclestage", *STAGES[2:], blank=True),
        flows.any_of("lifecyclestage", *STAGES[4:]),
        flows.unknown("lifecyclestage"),
    ),
    (*STAGES, ""),
    STAGES,
)
MARKETABLE = Topic(
    options("hs_marketable_status", ("true", "false"), most=2)
    | known_or_not("hs_marketable_status"),
    "hs_marketable_status",
    (
        flows.any_of("hs_marketable_status", "true"),
        flows.none_of("hs_marketable_status", "true", blank=True),
    ),
    (),
    ("true", "false"),
)
STATUSES = ("NEW", "OPEN", "open")
LEAD_STATUS = _options("hs_lead_status", STATUSES, texts("hs_lead_status", STATUSES))
PIPELINE = _options("hs_pipeline", SPELLINGS, texts("hs_pipeline", SPELLINGS))
"""Holds one value, whatever it is read by; other enumerations may be multi-selects, which are
beyond the exact fragment."""
LEVEL = Topic(
    st.one_of(
        numbers("level", (0, 1, 2.5, -1, 0.1)),
        known_or_not("level"),
        texts("level", ("1", "one")),
    ),
    "level",
    (),
    ("1", "1.0", "2", ""),
    ("1", "2"),
)
EMAIL_TOPICS = (
    MARKETABLE,
    _flag("hs_email_optout", ("true", "false", "")),
    _known("hs_email_hard_bounce_reason_enum"),
    _known("hs_email_hard_bounce_reason"),
    _flag("hs_email_is_ineligible"),
    _number(SENDS, (0, 5, 10, 10.5, 11, 12), ("3", "11", "")),
)


COUNT_VALUES = (0, 0.5, 1, 2)
DEALS = _number("num_associated_deals", COUNT_VALUES)
CONTACTS = _number("num_associated_contacts", COUNT_VALUES)


# ---------------------------------------------------------------- conditions


def conditions(topics: tuple[Topic, ...]) -> st.SearchStrategy[Json]:
    """A guard, such as people write, or any tree at all."""
    guards = [guard for topic in topics for guard in topic.guards]
    if not guards:
        return trees(topics)
    plain = st.builds(
        flows.branch,
        st.sampled_from(["AND", "AND", "NOT_ANY"]),
        st.sampled_from(guards),
    )
    return st.one_of(plain, plain, trees(topics))


def trees(topics: tuple[Topic, ...], depth: int = 3) -> st.SearchStrategy[Json]:
    """A filter branch over the topics, at most ``depth`` levels of branches deep."""
    leaf = st.sampled_from(topics).flatmap(lambda topic: topic.tests)
    part = leaf if depth == 1 else st.one_of(leaf, leaf, trees(topics, depth - 1))
    content = st.lists(part, min_size=1, max_size=3 if depth < 3 else 2)
    kinds = st.sampled_from(["AND", "OR", "NOT_ANY", "NOT_ALL"])
    return st.builds(lambda kind, parts: flows.branch(kind, *parts), kinds, content)


# ---------------------------------------------------------------- actions


@dataclass(frozen=True, slots=True)
class Setting:
    """What the actions of one flow are made of."""

    object_type: str
    topics: tuple[Topic, ...]
    related: tuple[Topic, ...]
    size: int

    def next(self, at: int) -> st.SearchStrategy[Json | None]:
        """Mostly the next action, sometimes the one after it or none."""
        return self._edges([at + 1, at + 1, at + 1, at + 1, at + 2], at)

    def target(self, at: int) -> st.SearchStrategy[Json | None]:
        """Where a branch leads: the next action, none, or one further on; never back."""
        return self._edges([at + 1, at + 2, at + 3, at + 4], at)

    def _edges(self, ahead: list[int], at: int) -> st.SearchStrategy[Json | None]:
        ids = [str(each) if each <= self.size else None for each in ahead]
        return st.builds(
            flows.edge, st.sampled_from([*ids, None]), st.sampled_from(["STANDARD", "GOTO"])
        )


ActionMaker = Callable[[Setting, int], st.SearchStrategy[Json]]


def emails(setting: Setting, at: int) -> st.SearchStrategy[Json]:
    return st.builds(flows.email, st.just(str(at)), setting.next(at))


def delays(setting: Setting, at: int) -> st.SearchStrategy[Json]:
    return st.builds(flows.delay, st.just(str(at)), setting.next(at))


def marketables(setting: Setting, at: int) -> st.SearchStrategy[Json]:
    if setting.object_type != "0-1":
        return delays(setting, at)
    return st.builds(flows.marketable, st.just(str(at)), setting.next(at))


def stage_writes(setting: Setting, at: int) -> st.SearchStrategy[Json]:
    values = st.sampled_from([*STAGES, "", "2210417"])
    return st.builds(
        flows.write, st.just(str(at)), st.just("lifecyclestage"), values, setting.next(at)
    )


def other_writes(setting: Setting, at: int) -> st.SearchStrategy[Json]:
    pairs = [
        (topic.property, value)
        for topic in setting.topics
        for value in topic.written
        if topic.property != "lifecyclestage"
    ]
    return st.builds(
        lambda pair, then: flows.write(str(at), *pair, then),
        st.sampled_from(pairs or [("unrelated", "x")]),
        setting.next(at),
    )


def associated_writes(setting: Setting, at: int) -> st.SearchStrategy[Json]:
    related = [topic.association for topic in setting.related if topic.association]
    favoured = [topic.association for topic in setting.topics if topic.association]
    types = [*favoured, *favoured, *favoured, *related] or [280]
    return st.builds(
        flows.write_associated, st.just(str(at)), st.sampled_from(types), setting.next(at)
    )


def list_branches(setting: Setting, at: int) -> st.SearchStrategy[Json]:
    ways = st.tuples(conditions(setting.topics), setting.target(at))
    return st.builds(
        lambda rows, default: flows.list_branch(str(at), *rows, default=default),
        st.lists(ways, min_size=1, max_size=3),
        setting.target(at),
    )


def gates(setting: Setting, at: int) -> st.SearchStrategy[Json]:
    """Goes on if a condition holds, or if it does not, and leaves otherwise."""
    then = flows.edge(str(at + 1)) if at < setting.size else None
    return st.builds(
        lambda condition, met: (
            flows.list_branch(str(at), (condition, then))
            if met
            else flows.list_branch(str(at), (condition, None), default=then)
        ),
        conditions(setting.topics),
        st.booleans(),
    )


def static_branches(setting: Setting, at: int) -> st.SearchStrategy[Json]:
    topics = [topic for topic in setting.topics if topic.compared]
    if not topics:
        return list_branches(setting, at)
    return st.sampled_from(topics).flatmap(lambda topic: _compared(setting, at, topic))


def _compared(setting: Setting, at: int, topic: Topic) -> st.SearchStrategy[Json]:
    values = st.lists(st.sampled_from(topic.compared), min_size=1, max_size=3, unique=True)
    targets = st.lists(setting.target(at), min_size=3, max_size=3)
    return st.builds(
        lambda picked, ways, default: flows.static_branch(
            str(at), topic.property, *zip(picked, ways, strict=False), default=default
        ),
        values,
        targets,
        setting.target(at),
    )


# ---------------------------------------------------------------- what a flow is about


@dataclass(frozen=True, slots=True)
class Focus:
    """Topics and actions that belong together, so that conditions and hazards meet."""

    object_type: str
    topics: tuple[Topic, ...]
    makers: tuple[ActionMaker, ...]
    most_topics: int = 3


BRANCHES = (list_branches, list_branches, static_branches)
ASSOCIATED = (associated_writes, associated_writes, delays, *BRANCHES, other_writes)
STAGED = (stage_writes, stage_writes, stage_writes, delays, *BRANCHES)
MAILED = (emails, emails, delays, marketables, *BRANCHES, other_writes)
MIXED = (emails, stage_writes, associated_writes, delays, marketables, other_writes, *BRANCHES)
PLAIN_CONTACT = (LEAD_STATUS, PIPELINE, LEVEL)
COMPANY = (*map(_association, (1, 279, flows.LABEL)), _known("associatedcompanyid"))
DEAL = (_association(4), DEALS)
OF_DEALS = (*map(_association, (3, 5, 341, flows.LABEL)), CONTACTS)
OF_COMPANIES = (*map(_association, (2, 280, 6, 342)), CONTACTS, DEALS)
DEAL_STAGE = _options("dealstage", ("won", "lost", "open"))

FOCUSES = (
    Focus("0-1", (STAGE,), STAGED),
    Focus("0-1", (STAGE, *PLAIN_CONTACT), (*STAGED, other_writes)),
    Focus("0-1", EMAIL_TOPICS, MAILED, most_topics=1),
    Focus("0-1", EMAIL_TOPICS, MAILED, most_topics=4),
    Focus("0-1", COMPANY, ASSOCIATED),
    Focus("0-1", DEAL, ASSOCIATED),
    Focus("0-1", (*COMPANY, *DEAL, PIPELINE), ASSOCIATED, most_topics=4),
    Focus("0-1", (STAGE, *EMAIL_TOPICS, *COMPANY, *DEAL, *PLAIN_CONTACT), MIXED, most_topics=4),
    Focus("0-3", OF_DEALS, ASSOCIATED),
    Focus("0-3", (STAGE, *OF_DEALS, DEAL_STAGE, PIPELINE, LEVEL), MIXED, most_topics=4),
    Focus("0-2", OF_COMPANIES, ASSOCIATED),
    Focus("0-2", (STAGE, *OF_COMPANIES, LEAD_STATUS, LEVEL), MIXED, most_topics=4),
)


# ---------------------------------------------------------------- whole flows


def enrolments(topics: tuple[Topic, ...]) -> st.SearchStrategy[Json | None]:
    by_list = st.builds(
        lambda condition, unenrol: flows.by_list(condition, unenrol=unenrol),
        conditions(topics),
        st.sampled_from([None, True, True, False]),
    )
    by_event = st.builds(flows.by_event, st.none() | conditions(topics))
    anyone = st.sampled_from([None, flows.MANUAL])
    return st.one_of(anyone, by_list, by_list, by_list, by_event)


def exits(topics: tuple[Topic, ...], object_type: str) -> st.SearchStrategy[Json]:
    """A goal (contacts) or suppression criteria (others), mostly none."""
    key = "goalFilterBranch" if object_type == "0-1" else "suppressionFilterBranch"
    none: st.SearchStrategy[Json] = st.just({})
    return st.one_of(none, none, st.builds(lambda node: {key: node}, conditions(topics)))


_MARKETING: list[tuple[ActionMaker, ...]] = [
    (marketables, delays, emails),
    (gates, marketables, emails, delays, emails),
]


def openings(focus: Focus) -> list[tuple[ActionMaker, ...]]:
    """Beginnings that people write: a check, a wait, what can fail."""
    hazard = focus.makers[0]
    if hazard is emails:
        return [*_MARKETING, *_checks(hazard)]
    return _checks(hazard)


def _checks(hazard: ActionMaker) -> list[tuple[ActionMaker, ...]]:
    return [
        (delays, hazard),
        (gates, hazard),
        (gates, delays, hazard),
        (hazard, delays, hazard),
        (gates, delays, gates, hazard),
    ]


@st.composite
def exact_flows(draw: st.DrawFn, largest: int = 8) -> Json:
    """A flow in the exact fragment, with at most ``largest`` actions."""
    focus = draw(st.sampled_from(FOCUSES))
    most = min(focus.most_topics, len(focus.topics))
    picked = st.lists(
        st.sampled_from(range(len(focus.topics))), min_size=1, max_size=most, unique=True
    )
    topics = tuple(focus.topics[at] for at in draw(picked))
    size = draw(st.sampled_from(range(1, largest + 1)))
    setting = Setting(focus.object_type, topics, focus.topics, size)
    makers = draw(st.sampled_from([(), *openings(focus)]))
    actions = [
        draw(makers[at - 1](setting, at))
        if at <= len(makers)
        else draw(st.sampled_from(focus.makers).flatmap(lambda make, at=at: make(setting, at)))
        for at in range(1, size + 1)
    ]
    others = draw(exits(topics, focus.object_type))
    if draw(st.booleans()):
        others = {**others, "dataSources": flows.label_leads_to_company()}
    enrolment = draw(enrolments(topics))
    return flows.flow(*actions, enrolment=enrolment, object_type=focus.object_type, **others)
