"""WF003."""

from wflint.findings import Applicability
from wflint.rules.base import Rule


class SchemaViolation(Rule):
    """Something in the workflow is not of the shape that HubSpot's API describes.

    The shape is that of automation v4 (and its dated successors) or of classic v3, read as
    tolerantly as real exports demand: what HubSpot leaves out may be left out, and kinds that
    wflint does not know are kept (WF005). A name that is nearly a known one is taken for a slip of
    the pen. `wflint schema flow-v4` prints the schema.

    What does not fit is left aside; the rest of the workflow is checked as if that part could do
    anything.

    **Example.** `"operator": "IS_ANYOF"` in a filter on options; `IS_ANY_OF` is meant.

    **Repair.** The message says what stands there, what is allowed, and the nearest valid name.
    That name is a guess, so wflint does not write it without asking.
    """

    code = "WF003"
    name = "schema-violation"
    repairs = Applicability.UNSAFE
