"""What is kept of the paths that were walked last."""

from __future__ import annotations

import pytest

from wflint.analysis import witness
from wflint.analysis.reach import Node

ONE, OTHER, THIRD = (Node(name, {}, None, name, True) for name in ("1", "2", "3"))


def test_the_oldest_goes_where_there_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "_MOST_KEPT", 10)
    newest: witness._Newest[str] = witness._Newest()
    newest.keep(ONE, "a", 6)
    newest.keep(OTHER, "b", 4)
    assert (newest.of(ONE), newest.of(OTHER)) == ("a", "b")
    newest.keep(THIRD, "c", 1)
    assert (newest.of(ONE), newest.of(OTHER), newest.of(THIRD)) == (None, "b", "c")


def test_what_is_kept_anew_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "_MOST_KEPT", 10)
    newest: witness._Newest[str] = witness._Newest()
    for _ in range(9):
        newest.keep(ONE, "a", 6)
    newest.keep(OTHER, "b", 4)
    assert (newest.of(ONE), newest.of(OTHER)) == ("a", "b")


def test_what_alone_is_too_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "_MOST_KEPT", 10)
    newest: witness._Newest[str] = witness._Newest()
    newest.keep(ONE, "a", 100)
    assert newest.of(ONE) == "a"
    assert newest.of(None) is None
