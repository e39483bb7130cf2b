"""All rules there are, found in the packages of this one: a new module is a new rule.

``wflint/rule_table.py`` is generated from it, for those who need no more than the names.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from wflint.rules import code, logic, predictions, reading, structure, suppressions, upkeep
from wflint.rules.base import Rule

FAMILIES = (reading, predictions, structure, logic, code, upkeep, suppressions)


@cache
def catalogue() -> tuple[type[Rule], ...]:
    """Every rule class, by code."""
    found = [
        rule
        for family in FAMILIES
        for module in iter_modules(family.__path__)
        for rule in _rules_in(f"{family.__name__}.{module.name}")
    ]
    return tuple(sorted(found, key=lambda rule: rule.code))


def _rules_in(module_name: str) -> list[type[Rule]]:
    """The rules that a module defines itself."""
    module = import_module(module_name)
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Rule)
        and value.__module__ == module_name
        and "code" in vars(value)
    ]
