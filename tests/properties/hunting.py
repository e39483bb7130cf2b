"""How hard the properties are tried."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

HUNT = os.environ.get("HUNT_EXAMPLES")
"""How many examples each property is tried with, drawn anew each time; unset: few, the same."""


def hunting(usual: int) -> settings:
    """The settings of a property: ``usual`` examples, or as many as HUNT_EXAMPLES says."""
    return settings(
        max_examples=int(HUNT or usual),
        derandomize=HUNT is None,
        database=None,
        print_blob=HUNT is not None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
