"""What holds for all tests."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees what another one has found out, or leaves anything in the checkout."""
    monkeypatch.setenv("WFLINT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
