"""What wflint reports: one module a rule; the mechanisms they share stand beside them."""

from wflint.rule_table import rule_names
from wflint.rules.base import Rule, RuleContext
from wflint.rules.catalogue import catalogue
from wflint.rules.judge import judge

__all__ = ["Rule", "RuleContext", "catalogue", "judge", "rule_names"]
