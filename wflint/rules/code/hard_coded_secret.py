"""WF601."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from wflint.findings import Finding, Place
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.code.sources import at
from wflint.source.secrets import hints_at_secrets, may_hold_secrets, secrets_in
from wflint.workflow.references import texts_in


class HardCodedSecret(WorkflowRule):
    """A token, a key or a password is written into the workflow.

    Everybody who may see the workflow, or the repository it is kept in, can use it. wflint shows
    where it is, never what it is: it is masked in every report.

    **Example.** `const token = "pat-na1-..."` in custom code.

    **Repair.** Revoke it; store the new one as a secret of custom code, and read it with
    `process.env.NAME`, or `os.getenv("NAME")` in Python.
    """

    code = "WF601"
    name = "hard-coded-secret"

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each secret, at the characters that are it."""
        workflow = case.workflow
        contents = (workflow.contents(action) for action in workflow.actions)
        hinting = (one for one in contents if hints_at_secrets(one.json))
        if not any(may_hold_secrets(text) for one in hinting for text in one.texts):
            return
        seen: set[str] = set()
        # In automation v3 actions stand inside others: the innermost one is meant.
        for action in sorted(case.workflow.by_id().values(), key=lambda a: -a.pointer.count("/")):
            for text, pointer in texts_in(case.workflow.raw(action), action.pointer):
                if pointer in seen:
                    continue
                seen.add(pointer)
                for number, secret in enumerate(secrets_in(text)):
                    code = pointer.endswith("/sourceCode")
                    where = f" in {at(text, secret.span[0])}" if code else ""
                    finding = self.finding(
                        case,
                        f"{secret.kind} is written here{where}",
                        pointer,
                        action=action,
                        help="revoke it, and keep the new one among the secrets of custom code",
                        subject=f"{secret.kind} {number}",
                    )
                    yield replace(finding, place=Place(pointer, inside=secret.span))
