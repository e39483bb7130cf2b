"""What the rules share that predict a run-time error of an action.

Such a rule says when the action fails, as a condition on the record that is there, and how to put
it. Whether that can happen, for whom and on which path is the engine's to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from msgspec.structs import replace

from wflint.analysis.witness import Example
from wflint.findings import Fix, Level, Place, Verdict
from wflint.hubspot.catalogue import record_names
from wflint.rules.base import Case, Rule
from wflint.rules.repairs.guards import Guard, guarding
from wflint.workflow.conditions import Condition
from wflint.workflow.model import Action, Meaning

_WHO = {
    Verdict.CERTAIN: "only {records} {who} get here",
    Verdict.POSSIBLE: "{records} {who} can get here",
    Verdict.STALE: "{records} {who} can get here if that changes while they wait",
    Verdict.BYPASS: "{records} {who} can get here if they are enrolled past the trigger",
}


class Prediction(Rule):
    """A rule that predicts an error HubSpot logs at an action."""

    about: ClassVar[tuple[type[Meaning], ...]]
    """The kinds of actions that can fail in this way; it is asked about no others."""
    possible_level: ClassVar[Level]
    """The level of *possible*; certain is an error, stale and bypass are information."""

    clause: ClassVar[str] = ""
    """The records for which it fails, after their plural: ``without a company``."""
    repair: ClassVar[str] = ""
    """How to repair it, one sentence."""

    def fails_when(self, action: Action, case: Case) -> Condition | None:
        """When ``action`` fails; None: it cannot fail in this way."""
        raise NotImplementedError

    def what(self, action: Action, case: Case) -> str:
        """What the action tries, the start of a sentence: ``sets the lifecycle stage to lead``."""
        raise NotImplementedError

    def who(self, case: Case) -> str:
        """``clause``, or what takes its place in this portal."""
        return self.clause

    def help(self, action: Action, case: Case) -> str:
        """``repair``, or what takes its place for this action."""
        return self.repair

    def guard(self, action: Action, case: Case) -> Guard | None:
        """Which records have to be let through to ``action``; None: no filter can tell them."""
        return None

    def fixes(self, action: Action, case: Case, verdict: Verdict) -> Iterable[Fix]:
        """The repairs: the first is the one that is applied, the others are alternatives.

        Where every record fails, a guard would let nobody through and only hide what is wrong.
        """
        guard = self.guard(action, case) if verdict is not Verdict.CERTAIN else None
        return guarding(guard, action, case.workflow) if guard is not None else ()

    def place(self, action: Action) -> Place:
        """The smallest thing in the file that shows it."""
        return Place(action.pointer)

    def unknowable(self, action: Action, case: Case) -> str | None:
        """Why no condition of the workflow can settle it; None: one can."""
        return None

    def concrete(self, example: Example, action: Action, case: Case) -> Example:
        """``example``, with what fails where no condition of the analysis can name it."""
        return example

    def message(self, action: Action, case: Case, verdict: Verdict) -> str:
        """The finding's text."""
        why = self.unknowable(action, case)
        if why is None:
            records = plural(case.workflow.object_type_id)
            why = _WHO[verdict].format(records=records, who=self.who(case))
        return f"{self.what(action, case)}, but {why}"

    def level_of(self, action: Action, case: Case, verdict: Verdict) -> Level:
        """How loud the finding is."""
        if verdict is Verdict.CERTAIN:
            return Level.ERROR
        if verdict is Verdict.POSSIBLE and self.unknowable(action, case) is None:
            return self.possible_level
        return Level.INFO


def plural(object_type_id: str) -> str:
    """What people call records of this type."""
    return record_names(object_type_id)[1]


def with_associated(example: Example, type_id: str, properties: Mapping[str, str]) -> Example:
    """``example`` with a record associated by ``type_id`` that has these ``properties``."""
    first, *others = example.associations.get(type_id, ({},))
    changed = ({**first, **properties}, *others)
    return replace(example, associations={**example.associations, type_id: changed})
