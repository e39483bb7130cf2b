"""WF119."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from wflint.findings import Finding, Level
from wflint.rules.base import Case
from wflint.rules.on_path import PathRule, Question
from wflint.workflow.conditions import Since, is_known, is_less_than
from wflint.workflow.model import Action, SendEmail

_DAY = 24 * 60
_AGAIN = "sends an e-mail that was sent on this path before"
_SOON = "sends an e-mail less than 24 hours after another one on this path"


class RepeatedSend(PathRule):
    """One record gets the same e-mail twice, or two e-mails within a day.

    What counts is the time that surely passes between the two: delays of a set length. Waiting for
    an event, a date or a time window may take no time at all. HubSpot sends every one of them, or
    drops the second where the account limits how often it sends (`RECIPIENT_FATIGUE_SUPPRESSED`).

    **Example.** Two *Send e-mail* actions with *Delay until event* between them: whoever clicks at
    once gets the second one minutes later.

    **Repair.** Put a delay of a day or more between them; send another e-mail, or let one of the
    paths end before.
    """

    code = "WF119"
    name = "repeated-send"
    level = Level.WARNING

    def key(self, finding: Finding) -> object:
        """At most one finding an e-mail, on the later one."""
        return finding.place.pointer

    def questions(self, case: Case) -> Iterator[Question]:
        """Of each e-mail, whether it was sent before, or another one just now."""
        sends = [a for a in case.workflow.by_id().values() if isinstance(a.meaning, SendEmail)]
        circling = {one for group in case.graph.cycles for one in group}
        if len(sends) < 2 and circling.isdisjoint(action.id for action in sends):
            return
        every = frozenset(action.id for action in sends)
        for action in sends:
            same = _sending_the_same(action, case.sends)
            if len(same) > 1 or action.id in circling:
                again = partial(self._about, case, action, _AGAIN)
                yield Question(action.id, is_known(Since(starts=same)), again)
            soon = partial(self._about, case, action, _SOON)
            yield Question(action.id, is_less_than(Since(starts=every, limit=_DAY), _DAY), soon)

    def _about(self, case: Case, action: Action, message: str) -> Finding:
        return self.finding(
            case,
            message,
            action.place("content"),
            action=action,
            help="wait a day or more between them, or send another one",
            subject=message,
        )


def _sending_the_same(action: Action, sends: Mapping[str | None, frozenset[str]]) -> frozenset[str]:
    content = action.meaning.content_id if isinstance(action.meaning, SendEmail) else None
    # Where there is none, nobody knows which e-mail it is.
    return sends.get(content, frozenset()) if content is not None else frozenset()
