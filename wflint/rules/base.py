"""What every rule is: a code, a name, a level, and a docstring that is its page."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import ClassVar

from msgspec import Struct

from wflint.analysis.elapsed import Elapsed
from wflint.analysis.study import Study
from wflint.findings import Applicability, Finding, Fix, Level, Place, Related, WorkflowRef
from wflint.hubspot.catalogue import record_names
from wflint.rules.code.sources import Source, sources
from wflint.rules.dry_runs import DryRuns
from wflint.rules.structure.graph import Graph
from wflint.simulate.messages import HUBSPOT_MESSAGES
from wflint.workflow.axioms import closed_values, conditions_of
from wflint.workflow.conditions import Subject, tests
from wflint.workflow.model import Action, AssignOwner, SendEmail, SetProperty, Workflow
from wflint.workflow.portal import Portal
from wflint.workflow.references import properties_asked


def _always(_: Finding) -> bool:
    return True


class RuleContext(Struct, frozen=True):
    """What a rule may ask for beside the workflow.

    ``today`` is a day in the portal's time zone. ``recurring``: the configuration says that HubSpot
    repeats this date-centred workflow yearly. ``is_shown``: whether a finding will be seen; those
    that are only counted need no witness.
    """

    file: str
    today: date
    recurring: bool = False
    is_shown: Callable[[Finding], bool] = _always
    repairs: bool = False


class Case(Struct, frozen=True, dict=True):
    """One workflow in its portal, as a rule sees it."""

    study: Study
    context: RuleContext

    @cached_property
    def graph(self) -> Graph:
        """What the connections make of the workflow."""
        return Graph(self.workflow)

    @cached_property
    def elapsed(self) -> Elapsed:
        """What the connections tell of the time since an action."""
        return Elapsed(self.workflow)

    @cached_property
    def dry_runs(self) -> DryRuns:
        """Dry runs of witnesses."""
        today, recurring = self.context.today, self.context.recurring
        return DryRuns(self.workflow, self.portal, today, recurring)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The custom code in the workflow."""
        return tuple(sources(self.workflow))

    @cached_property
    def closed(self) -> Mapping[str, tuple[str, ...]]:
        """All values that properties can have when they are set, where that is known."""
        return closed_values(self.workflow, self.portal)

    @cached_property
    def asked(self) -> Collection[Subject]:
        """What the trigger, the goal, the suppression and the branches ask about."""
        return dict.fromkeys(
            test.subject for condition in conditions_of(self.workflow) for test in tests(condition)
        )

    @cached_property
    def properties_asked(self) -> frozenset[str]:
        """The properties of the enrolled record that those ask about."""
        asked = map(properties_asked, conditions_of(self.workflow))
        return frozenset[str]().union(*asked)

    @cached_property
    def properties_written(self) -> frozenset[str]:
        """The properties of the enrolled record that actions write."""
        meanings = [action.meaning for action in self.workflow.actions]
        return frozenset(
            meaning.property
            for meaning in meanings
            if isinstance(meaning, AssignOwner)
            or (isinstance(meaning, SetProperty) and meaning.target is None)
        )

    @cached_property
    def sends(self) -> Mapping[str | None, frozenset[str]]:
        """Content of an e-mail → the actions that send it; None: those of which nobody knows."""
        found: dict[str | None, list[str]] = {}
        for action in self.workflow.by_id().values():
            if isinstance(action.meaning, SendEmail):
                found.setdefault(action.meaning.content_id, []).append(action.id)
        return {content: frozenset(ids) for content, ids in found.items()}

    @property
    def workflow(self) -> Workflow:
        return self.study.workflow

    @property
    def portal(self) -> Portal:
        return self.study.portal

    def titles(self, *action_ids: str) -> str:
        """What people see of those actions: for fingerprints, as ids and their order change."""
        known = self.workflow.by_id()
        return ", ".join(sorted(known[one].title for one in action_ids if one in known))


class Rule:
    """Base of all rules. A rule that only names what the readers find has no checks of its own."""

    code: ClassVar[str]
    name: ClassVar[str]
    level: ClassVar[Level] = Level.ERROR
    """The level where no verdict sets it."""
    default: ClassVar[bool] = True
    """On unless ignored."""
    repairs: ClassVar[Applicability | None] = None
    """Whether wflint can make a repair, and whether without asking; None: none."""

    @classmethod
    def page(cls) -> str:
        """The rule's page, Markdown: the first line sums it up."""
        return inspect.cleandoc(cls.__doc__ or "")

    @classmethod
    def summary(cls) -> str:
        """One sentence about the rule."""
        return cls.page().partition("\n")[0]


class WorkflowRule(Rule):
    """A rule that looks at one workflow."""

    def check(self, case: Case) -> Iterator[Finding]:
        """The findings of this rule, in the workflow's order."""
        raise NotImplementedError

    def finding(
        self,
        case: Case,
        message: str,
        pointer: str,
        *,
        action: Action | None = None,
        on_key: bool = False,
        help: str = "",  # noqa: A002 - the name of the finding's field
        subject: str = "",
        related: tuple[Related, ...] = (),
        fixes: Iterable[Fix] = (),
    ) -> Finding:
        """A finding of this rule at ``pointer``; ``fixes`` are looked at only if wanted."""
        return Finding(
            code=self.code,
            name=self.name,
            level=self.level,
            message=message,
            file=case.context.file,
            place=Place(pointer, on_key),
            workflow=reference(case.workflow),
            action_id=action.id if action is not None else None,
            action_title=action.title if action is not None else "",
            help=help,
            subject=subject,
            related=related,
            fixes=tuple(fixes) if case.context.repairs else (),
        )


def logged(code: str, workflow: Workflow) -> str:
    """What HubSpot logs for the error that the rule ``code`` predicts."""
    record, _ = record_names(workflow.object_type_id)
    return HUBSPOT_MESSAGES[code].format(record=record)


def reference(workflow: Workflow) -> WorkflowRef:
    """How findings name ``workflow``."""
    return WorkflowRef(workflow.id, workflow.name, workflow.index)
