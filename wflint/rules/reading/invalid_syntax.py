"""WF001."""

from wflint.rules.base import Rule


class InvalidSyntax(Rule):
    """The file cannot be read as UTF-8 text in JSON, JSON Lines or YAML.

    Nothing in the file is checked until it can be read. The place is where the reader gave up; the
    mistake is there or just before it.

    wflint reads strict JSON (no comments, no trailing commas, no `NaN`), JSON Lines, and YAML 1.2
    with its core schema: tags that construct objects, aliases that expand without end and nesting
    deeper than 256 levels are refused.

    **Example.** `{"actions": [],}`: JSON allows no comma before a closing bracket.

    **Repair.** Export the workflow again, or mend the place that is shown.
    """

    code = "WF001"
    name = "invalid-syntax"
