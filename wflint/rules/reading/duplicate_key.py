"""WF002."""

from wflint.rules.base import Rule


class DuplicateKey(Rule):
    """The same key stands twice in one object, and all but the last are ignored.

    JSON does not say which of the two counts. Most programs, HubSpot's among them, take the last
    one without a word; the other is usually the remains of an edit or of a merge.

    **Example.** `{"startActionId": "1", "startActionId": "2"}`: records start at action 2.

    **Repair.** Remove the one that is not meant.
    """

    code = "WF002"
    name = "duplicate-key"
