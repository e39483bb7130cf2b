"""WF602."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from wflint.findings import Finding, Place
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.code.sources import Source, at

_OF_THE_RUNTIME = ("NODE_ENV", "PATH", "HOME", "TZ", "LANG", "TMPDIR", "NODE_PATH", "PYTHONPATH")


class UndeclaredSecret(WorkflowRule):
    """Custom code reads a secret that the action does not ask for.

    Only secrets that the action names (`secretNames`) are there when the code runs; another one is
    undefined, and a call that is signed with it fails (developer documentation, "Custom code
    actions").

    **Example.** `process.env.CRM_TOKEN` with `"secretNames": []`.

    **Repair.** Add the secret to the action, or correct the name.
    """

    code = "WF602"
    name = "undeclared-secret"

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each name, where it is read first."""
        for source in case.sources:
            declared = source.raw.get("secretNames")
            seen = {*(declared if isinstance(declared, list) else ()), *_OF_THE_RUNTIME}
            for name, span in source.facts.environment:
                if name not in seen and not name.startswith(("AWS_", "LAMBDA_")):
                    seen.add(name)
                    yield self._about(source, name, span, case)

    def _about(self, source: Source, name: str, span: tuple[int, int], case: Case) -> Finding:
        finding = self.finding(
            case,
            f"reads the secret {name}, which is not among the secretNames of the action "
            f"({at(source.text, span[0])})",
            source.pointer,
            action=source.action,
            help=f"add {name} to secretNames, or correct the name",
            subject=name,
        )
        return replace(finding, place=Place(source.pointer, inside=span))
