"""WF108."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from wflint.analysis.questions import Enrolled, ask_enrolled
from wflint.analysis.witness import Example
from wflint.findings import (
    Applicability,
    Change,
    Finding,
    Fix,
    Level,
    Place,
    Verdict,
    Witness,
)
from wflint.rules.base import Case, WorkflowRule, logged
from wflint.rules.dates import day_of, lies_in_future, lies_in_past
from wflint.rules.prediction import Prediction
from wflint.rules.repairs.wiring import without
from wflint.rules.witness import prove_somewhere
from wflint.workflow.conditions import TRUE, Condition, Opaque, negation
from wflint.workflow.model import Action, Anchor, AnchorKind, PropertySchedule, WaitUntilDate

_YEARLY_KIND = re.compile(r"birth|anniversar|jubilee|(^|_)(bday|dob)(_|$)", re.IGNORECASE)


class ActionInThePast(Prediction, WorkflowRule):
    """A step is planned for a date that has passed, and the date does not recur.

    HubSpot skips such a step, logs that it would execute in the past, and goes on with the next
    one (knowledge base, "Troubleshoot common workflow errors"). It happens in workflows that are
    centred on a date, and at delays until a date.

    A fixed date without a year recurs each year. For a workflow centred on a date *property*, the
    switch "recur annually" is not in automation v4 exports: if it is on, say so in the
    configuration with `recurring = true` in an override for the workflow.

    **Example.** `"eventAnchor": {"type": "STATIC_DATE_ANCHOR", "month": "MAY", "dayOfMonth": 4,
    "year": 2024}` two years later.

    **Repair.** Let the date recur, move it, or enrol only records whose date lies ahead (a date
    filter such as "is after today" in the trigger). wflint offers to take the year from a fixed
    date, to let a schedule recur, and to take out a delay that is skipped; none of it without
    asking, since the first two start the workflow again.
    """

    code = "WF108"
    name = "action-in-the-past"
    about = (WaitUntilDate,)
    possible_level = Level.WARNING
    repairs = Applicability.UNSAFE
    repair = "wait for a date that lies ahead, or take the delay out"

    # -------------------------------------------------------------- delays until a date

    def fails_when(self, action: Action, case: Case) -> Condition | None:
        """A delay until a fixed day before today, or until whatever a property says."""
        meaning = action.meaning
        if not isinstance(meaning, WaitUntilDate):
            return None
        if meaning.property is not None:
            return Opaque("the date may have passed")
        if meaning.fixed is None:
            return None
        day = day_of(meaning.fixed, meaning.offset_minutes, case.portal.time_zone)
        return TRUE if day is not None and day < case.context.today else None

    def message(self, action: Action, case: Case, verdict: Verdict) -> str:
        """Names the day, or the property."""
        meaning = action.meaning
        assert isinstance(meaning, WaitUntilDate)
        if meaning.fixed is None:
            return f"waits for the date in {meaning.property}, which may have passed"
        day = day_of(meaning.fixed, meaning.offset_minutes, case.portal.time_zone)
        return f"waits for {day}, which has passed"

    def unknowable(self, action: Action, case: Case) -> str | None:
        """What a date property says."""
        fixed = isinstance(action.meaning, WaitUntilDate) and action.meaning.fixed is not None
        return None if fixed else "nothing is known of that date"

    def concrete(self, example: Example, action: Action, case: Case) -> Example:
        """A property that is waited for holds a date that has passed."""
        meaning = action.meaning
        waited_for = meaning.property if isinstance(meaning, WaitUntilDate) else None
        return example if waited_for is None else _past(example, waited_for, case)

    def place(self, action: Action) -> Place:
        """The date."""
        return Place(action.place("date"))

    def fixes(self, action: Action, case: Case, verdict: Verdict) -> Iterator[Fix]:
        """The delay taken out."""
        changes = without(action, case.workflow)
        yield Fix("take the delay out", Applicability.UNSAFE, changes)

    # -------------------------------------------------------------- the workflow's own date

    def check(self, case: Case) -> Iterator[Finding]:
        """At most one finding, on the anchor or the schedule."""
        anchor, schedule = case.workflow.anchor, case.workflow.schedule
        if anchor is not None and anchor.kind is AnchorKind.STATIC:
            yield from self._fixed(anchor, case)
        elif anchor is not None and anchor.property is not None and not _recurs(anchor, case):
            yield from self._by_property(anchor.property, anchor.pointer, case)
        elif schedule is not None and _should_recur(schedule, case):
            yield from self._birthday(schedule.property, schedule.pointer, case)

    def _fixed(self, anchor: Anchor, case: Case) -> Iterator[Finding]:
        if anchor.date is None:
            return
        anyone = ask_enrolled(case.study, TRUE)
        if anchor.date < case.context.today:
            message = f"centred on {anchor.date}, which has passed: every step is skipped"
            yield from self._about(case, anchor.pointer, message, Verdict.CERTAIN, anyone)
        else:
            message = f"centred on {anchor.date}: whoever is enrolled later misses its steps"
            about = self._about(
                case, anchor.pointer, message, Verdict.POSSIBLE, anyone, level=Level.INFO
            )
            yield from about

    def _by_property(self, name: str, pointer: str, case: Case) -> Iterator[Finding]:
        trigger, today = case.workflow.enrolment.trigger, case.context.today
        may_be_past = negation(lies_in_future(name, trigger, today))
        unguarded = ask_enrolled(case.study, may_be_past)
        past = ask_enrolled(case.study, lies_in_past(name, trigger, today))
        text = f"centred on the date in {name}"
        if past.every:
            message = f"{text}, which has passed for every record that is enrolled"
            yield from self._about(case, pointer, message, Verdict.CERTAIN, past, name)
        elif unguarded.some:
            message = f"{text}, which may have passed{_switch(case)}"
            yield from self._about(case, pointer, message, Verdict.POSSIBLE, unguarded, name)
        elif ask_enrolled(case.study, TRUE).some:
            message = f"{text}, which only the trigger keeps from having passed"
            anyone = Enrolled(some=True, every=False, example=None)
            yield from self._about(case, pointer, message, Verdict.BYPASS, anyone)

    def _birthday(self, name: str, pointer: str, case: Case) -> Iterator[Finding]:
        anyone = ask_enrolled(case.study, TRUE)
        message = f"runs once on the date in {name}, which looks like one that recurs each year"
        yield from self._about(case, pointer, message, Verdict.POSSIBLE, anyone, name)

    def _about(
        self,
        case: Case,
        pointer: str,
        message: str,
        verdict: Verdict,
        enrolled: Enrolled,
        dated: str | None = None,
        level: Level | None = None,
    ) -> Iterator[Finding]:
        if not enrolled.some:
            return
        levels: Mapping[Verdict, Level] = {
            Verdict.CERTAIN: Level.ERROR,
            Verdict.POSSIBLE: self.possible_level,
        }
        finding = self.finding(
            case,
            message,
            pointer,
            help="let the date recur, or enrol only records whose date lies ahead",
            subject=dated or "",
            fixes=_recurring(case),
        )
        finding = replace(
            finding,
            level=level or levels.get(verdict, Level.INFO),
            verdict=verdict,
            hubspot_message=logged(self.code, case.workflow),
        )
        if verdict is Verdict.BYPASS or not case.context.is_shown(finding):
            yield finding
            return
        witness = self._witness(enrolled.example, dated, case)
        proved = witness is not None and witness.reproduced
        yield replace(finding, witness=witness, approximate=not proved)

    def _witness(self, example: Example | None, dated: str | None, case: Case) -> Witness | None:
        if example is None:
            return None
        if dated is not None:
            return prove_somewhere(_past(example, dated, case), self.code, case)
        return prove_somewhere(example, self.code, case, _too_late(case))


def _recurring(case: Case) -> Iterable[Fix]:
    """The workflow's own date recurs each year."""
    workflow = case.workflow
    anchor, schedule = workflow.anchor, workflow.schedule
    if workflow.format != "v4":
        return
    if anchor is not None and anchor.kind is AnchorKind.STATIC:
        change = Change("remove", f"{anchor.pointer}/year")
    elif anchor is None and schedule is not None:
        change = Change("replace", f"{schedule.pointer}/yearly", True)
    else:
        return
    yield Fix("let the date recur each year", Applicability.UNSAFE, (change,))


def _too_late(case: Case) -> datetime | None:
    """The morning after the fixed date that the workflow is centred on; None: that is long over."""
    anchor = case.workflow.anchor
    if anchor is None or anchor.date is None or anchor.date < case.context.today:
        return None
    return datetime.combine(anchor.date + _DAY, _MORNING, ZoneInfo(case.portal.time_zone))


_DAY = timedelta(days=1)
_MORNING = time(9)
_LONG_AGO = timedelta(days=3660)


def _past(example: Example, name: str, case: Case) -> Example:
    """``example`` with a date in property ``name`` that has passed, where it may hold any text."""
    if example.properties.get(name, "")[:1].isdigit():
        return example
    past = str(case.context.today - _LONG_AGO)
    return replace(example, properties={**example.properties, name: past})


def _recurs(anchor: Anchor, case: Case) -> bool:
    return case.context.recurring or anchor.recurs is True


def _switch(case: Case) -> str:
    """What an export of automation v4 does not say."""
    if case.workflow.format != "v4":
        return ""
    return " (exports do not say whether it recurs annually; `recurring = true` does)"


def _should_recur(schedule: PropertySchedule, case: Case) -> bool:
    """Whether it runs once on a date of the birthday or anniversary kind."""
    if schedule.yearly or case.context.recurring:
        return False
    name = schedule.property
    facts = case.portal.property(case.workflow.object_type_id, name)
    described = facts.description if facts is not None else ""
    return bool(_YEARLY_KIND.search(name) or _YEARLY_KIND.search(described))
