"""WF604."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule

_NODE = re.compile(r"NODE_?(\d{1,3})(?:X|_X|\.X)?", re.ASCII)
_CURRENT = 24
_RUNNING = 20
"""No new code can be written for it since November 2026, but what there is still runs."""


class RetiredRuntime(WorkflowRule):
    """Custom code runs on a version of Node.js that HubSpot has retired.

    Node.js 16 and older get no security updates any more, and HubSpot asks for an upgrade to 24
    before November 17, 2026; since November 3, 2026 no new action can be made with 20 either
    (developer documentation, "Upgrade custom code actions to Node.js 24"). Actions on 20 still run:
    that is information. On 24 the code has to return its outputs, there is no callback.

    **Example.** `"runtime": "NODE12X"`.

    **Repair.** Choose Node.js 24, and test the action.
    """

    code = "WF604"
    name = "retired-runtime"
    level = Level.WARNING

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each action with such a runtime."""
        for source in case.sources:
            found = _NODE.fullmatch(source.runtime)
            version = int(found[1]) if found else _CURRENT
            if version < _CURRENT:
                state = "is being" if version >= _RUNNING else "has been"
                finding = self.finding(
                    case,
                    f"Node.js {version} {state} retired",
                    f"{source.action.pointer}/runtime",
                    action=source.action,
                    help=f"choose Node.js {_CURRENT}, and test the action",
                    subject=source.runtime,
                )
                yield replace(finding, level=Level.INFO) if version >= _RUNNING else finding
