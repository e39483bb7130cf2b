"""WF113."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from wflint.findings import Applicability, Finding, Fix, Level
from wflint.hubspot.filters import (
    EmailEventFilter,
    PageViewFilter,
    PropertyFilter,
    UnifiedEventsBranch,
)
from wflint.rules.base import Case
from wflint.rules.on_path import PathRule, Question
from wflint.rules.repairs.actions import delay
from wflint.rules.repairs.wiring import inserted_before
from wflint.workflow.conditions import Since, is_less_than
from wflint.workflow.filters import Part, operands_of
from wflint.workflow.model import Action, Criteria, Role

_ANALYTICS_MINUTES = 80
_EMAIL_MINUTES = 60
_PAGE_VISITED = "4-96000"
_EMAIL_EVENTS = ("4-666440", "4-665538", "4-666288", "4-665536", "4-5470331", "4-666289")
"""Opened, replied, clicked, delivered, bounced, subscription updated."""
_VISITS = (
    *("hs_analytics_num_page_views", "hs_analytics_num_visits", "hs_analytics_last_url"),
    *("hs_analytics_last_timestamp", "hs_analytics_last_visit_timestamp"),
    *("hs_analytics_last_referrer", "hs_analytics_average_page_views"),
    "hs_analytics_num_event_completions",
)
"""Properties that analytics fills in while a contact visits pages."""
_ABOUT_EVENTS = (PageViewFilter, UnifiedEventsBranch, EmailEventFilter)


class BranchBeforeEventCanHappen(PathRule):
    """A branch asks about something that cannot have happened, or arrived, yet.

    Page views and analytics reach the workflow with a delay; HubSpot advises to wait 80 minutes
    before branching on them (knowledge base, "Use if/then branches"). Whether an e-mail that this
    path has just sent was opened or clicked is not decided a minute later either: wait an hour at
    least, better a day. Only delays of a set length count; events, dates and time windows may
    take no time at all.

    **Example.** *Send e-mail*, and right after it a branch on *opened that e-mail*: nobody has.

    **Repair.** Put a delay before the branch. wflint offers the shortest that is enough; what comes
    after is then sent later, so it is not done without asking.
    """

    code = "WF113"
    name = "branch-before-event-can-happen"
    level = Level.WARNING
    repairs = Applicability.UNSAFE

    def questions(self, case: Case) -> Iterator[Question]:
        """One finding for each question that comes too early."""
        for criteria in case.workflow.criteria:
            if criteria.role is not Role.BRANCH or criteria.action_id is None:
                continue
            for part in filter(_may_come_too_early, criteria.parts):
                yield from self._about(part, criteria, criteria.action_id, case)

    def _about(
        self, part: Part, criteria: Criteria, action_id: str, case: Case
    ) -> Iterator[Question]:
        if part.own and _is_about_pages(part):
            since, minutes = Since(enrolment=True, limit=_ANALYTICS_MINUTES), _ANALYTICS_MINUTES
            message = "asks about page views less than 80 minutes after the record came in"
        else:
            sent = _sends_asked_about(part, case)
            if not sent:
                return
            since, minutes = Since(starts=sent, limit=_EMAIL_MINUTES), _EMAIL_MINUTES
            message = "asks what became of an e-mail less than 60 minutes after it was sent"
        report = partial(self._finding, case, part, criteria, message, minutes)
        yield Question(action_id, is_less_than(since, minutes), report)

    def _finding(
        self, case: Case, part: Part, criteria: Criteria, message: str, minutes: int
    ) -> Finding:
        action = case.workflow.by_id()[criteria.action_id or ""]
        return self.finding(
            case,
            message,
            part.pointer,
            action=action,
            help=f"wait {minutes} minutes or more before this branch",
            subject=f"{criteria.role} {message}",
            fixes=_delayed(minutes, action, case),
        )


def _delayed(minutes: int, action: Action, case: Case) -> Iterator[Fix]:
    changes = inserted_before(action, case.workflow, partial(delay, minutes))
    yield Fix(f"wait {minutes} minutes before this branch", Applicability.UNSAFE, changes)


def _may_come_too_early(part: Part) -> bool:
    node = part.node
    if isinstance(node, PropertyFilter):
        return node.property in _VISITS
    return isinstance(node, _ABOUT_EVENTS)


def _is_about_pages(part: Part) -> bool:
    match part.node:
        case PageViewFilter():
            return True
        case UnifiedEventsBranch(event_type_id=kind):
            return bool(kind == _PAGE_VISITED)
        case PropertyFilter(property=name):
            return name in _VISITS
        case _:
            return False


def _sends_asked_about(part: Part, case: Case) -> frozenset[str]:
    """The actions that send the e-mail about which ``part`` asks."""
    match part.node:
        case EmailEventFilter(email_id=named, operator=operator) if operator != "SENT":
            return _sending(case, [named] if named is not None else [])
        case UnifiedEventsBranch(event_type_id=kind, filters=filters) if kind in _EMAIL_EVENTS:
            asked = [one.operation for one in filters if isinstance(one, PropertyFilter)]
            return _sending(case, [text for one in asked for text in operands_of(one)])
        case _:
            return frozenset()


def _sending(case: Case, contents: Iterable[str]) -> frozenset[str]:
    """The actions that send one of ``contents``; none given: any e-mail."""
    sends = case.sends
    wanted = set(contents) or sends.keys()
    return frozenset().union(*(sends[content] for content in wanted if content in sends))
