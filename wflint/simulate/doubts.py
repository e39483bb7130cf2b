"""What in a record is probably a slip of the pen: values that a closed property cannot hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wflint.simulate.record import Record
from wflint.workflow.axioms import closed_values
from wflint.workflow.model import Workflow
from wflint.workflow.portal import Portal


def doubts(record: Record, workflow: Workflow, portal: Portal) -> Iterator[str]:
    """A sentence for each value of ``record`` that is none of its property's options."""
    closed = closed_values(workflow, portal)
    for name, value in sorted(record.properties.items()):
        options = closed.get(name)
        given = value.split(";") if name in workflow.multi_valued else [value]
        if options is not None and value and any(each not in options for each in given):
            yield f'{name}: "{value}" is none of its options{_nearest(value, options)}'


def _nearest(value: str, options: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for mistakes

    by_case = {option.casefold(): option for option in options}
    close = get_close_matches(value.casefold(), by_case, n=1)
    return f'; did you mean "{by_case[close[0]]}"?' if close else ""
