"""The names of all rules, for who needs no more: importing the rules takes long.

Generated: python3 scripts/dev.py python scripts/pages.py
"""

from wflint.findings import RuleName

_ALL = (
    RuleName("WF001", "invalid-syntax"),
    RuleName("WF002", "duplicate-key"),
    RuleName("WF003", "schema-violation"),
    RuleName("WF004", "unknown-key"),
    RuleName("WF005", "unknown-kind"),
    RuleName("WF006", "object-type-mismatch"),
    RuleName("WF007", "rejected-by-api"),
    RuleName("WF008", "legacy-format"),
    RuleName("WF101", "no-associated-record"),
    RuleName("WF102", "no-company"),
    RuleName("WF103", "lifecycle-stage-backward"),
    RuleName("WF104", "non-marketing-contact"),
    RuleName("WF105", "unsubscribed-recipient"),
    RuleName("WF106", "bounced-recipient"),
    RuleName("WF107", "unengaged-recipient"),
    RuleName("WF108", "action-in-the-past"),
    RuleName("WF109", "outside-time-window"),
    RuleName("WF110", "create-record-loop"),
    RuleName("WF111", "no-owner"),
    RuleName("WF112", "no-recipient-address"),
    RuleName("WF113", "branch-before-event-can-happen"),
    RuleName("WF114", "output-not-produced"),
    RuleName("WF115", "nobody-enrolled"),
    RuleName("WF116", "re-enrolment-never-triggers"),
    RuleName("WF117", "self-re-enrolment"),
    RuleName("WF118", "unenrols-its-own-records"),
    RuleName("WF119", "repeated-send"),
    RuleName("WF201", "missing-start"),
    RuleName("WF202", "dangling-connection"),
    RuleName("WF203", "unreachable-action"),
    RuleName("WF204", "endless-cycle"),
    RuleName("WF205", "cycle"),
    RuleName("WF206", "duplicate-action-id"),
    RuleName("WF207", "duplicate-branch-value"),
    RuleName("WF208", "empty-workflow"),
    RuleName("WF209", "too-many-branches"),
    RuleName("WF210", "split-not-whole"),
    RuleName("WF211", "action-id-collision"),
    RuleName("WF212", "trailing-delay"),
    RuleName("WF213", "action-after-delete"),
    RuleName("WF301", "contradictory-filters"),
    RuleName("WF302", "always-true-filters"),
    RuleName("WF303", "branch-never-taken"),
    RuleName("WF304", "value-gap"),
    RuleName("WF305", "overwritten-write"),
    RuleName("WF306", "constant-false-filter"),
    RuleName("WF307", "inverted-association-test"),
    RuleName("WF601", "hard-coded-secret"),
    RuleName("WF602", "undeclared-secret"),
    RuleName("WF603", "insecure-webhook"),
    RuleName("WF604", "retired-runtime"),
    RuleName("WF605", "code-never-returns"),
    RuleName("WF701", "default-name", default=False),
    RuleName("WF702", "missing-description", default=False),
    RuleName("WF703", "naming-convention", default=False),
    RuleName("WF704", "too-complex", default=False),
    RuleName("WF705", "portal-specific-id", default=False),
    RuleName("WF901", "unused-suppression"),
    RuleName("WF902", "suppression-without-reason"),
    RuleName("WF903", "expired-suppression"),
)


def rule_names() -> tuple[RuleName, ...]:
    """The names of all rules, by code."""
    return _ALL
