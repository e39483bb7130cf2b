"""The file of a cache: whatever is in it, a run is colder at worst."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import MsgspecError, Struct, json

from tests.cache.results import RESULTS, result
from wflint.cache import store
from wflint.cache.store import Cache, default_folder
from wflint.checked import Checked
from wflint.source.secrets import may_hold_secrets

KEY, OTHER = "k" * 32, "o" * 32


def written(folder: Path, **results: Any) -> bytes:
    cache = Cache.open(folder)
    for key, checked in (results or {KEY: result(), OTHER: result("other")}).items():
        cache.put(key, checked)
    cache.close()
    return file_in(folder).read_bytes()


def file_in(folder: Path) -> Path:
    return folder / "check-2.txt"


def at(day: int, folder: Path) -> Cache:
    cache = Cache.open(folder)
    cache._today += day
    return cache


def spelt(value: Any) -> str:
    """``value`` with the types of everything in it; sets have no order."""
    if isinstance(value, Struct):
        inner = [spelt(getattr(value, name)) for name in value.__struct_fields__]
    elif isinstance(value, tuple | list):
        inner = [spelt(one) for one in value]
    elif isinstance(value, frozenset):
        inner = sorted(map(spelt, value))
    else:
        return repr(value)
    return f"{type(value).__name__}({', '.join(inner)})"


def test_what_is_put_is_found_by_the_next_run(tmp_path: Path) -> None:
    written(tmp_path)
    assert Cache.open(tmp_path).get(KEY) == result()
    assert Cache.open(tmp_path).get("x" * 32) is None
    assert Cache.open(tmp_path / "none").is_empty


@settings(max_examples=60)
@given(RESULTS)
def test_whatever_is_found_is_the_very_result(
    tmp_path_factory: pytest.TempPathFactory, checked: Checked
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    cache = Cache.open(folder)
    cache.put(KEY, checked)
    cache.close()
    found = Cache.open(folder).get(KEY)
    if can_be_kept(checked):
        assert found == checked
        assert spelt(found) == spelt(checked), "with the very types"
    else:
        assert found is None


def can_be_kept(checked: Checked) -> bool:
    """Not what JSON has no words for, such as half characters and infinity; nor a secret."""
    try:
        text = json.encode(checked)
        same = json.decode(text, type=Checked) == checked
    except (MsgspecError, ValueError):
        return False
    return same and not may_hold_secrets(text.decode())


def test_most_can_be_kept() -> None:
    assert can_be_kept(result())


@pytest.mark.parametrize("name", Checked.__struct_fields__)
def test_every_field_has_its_type(tmp_path: Path, name: str) -> None:
    text = json.encode({**json.decode(json.encode(result())), name: 1.5})
    file_in(tmp_path).write_bytes(store._Line(Cache(tmp_path)._today, text).written(KEY))
    assert Cache.open(tmp_path).get(KEY) is None


def test_the_folder_says_what_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "cache"
    written(folder)
    assert (folder / ".gitignore").read_text() == "*\n"
    assert (folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f0688")
    written(tmp_path)
    assert not (tmp_path / ".gitignore").exists(), "a folder that was there is somebody's own"
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [".gitignore", "CACHEDIR.TAG", "check-2.txt"]
    )


@given(st.data())
def test_damaged_bytes_make_no_other_result(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    good = written(folder)
    place = data.draw(st.integers(0, len(good) - 1))
    length = data.draw(st.integers(0, 9))
    file_in(folder).write_bytes(
        good[:place] + data.draw(st.binary(max_size=9)) + good[place + length :]
    )
    cache = Cache.open(folder)
    assert cache.get(KEY) in (None, result())
    assert cache.get(OTHER) in (None, result("other"))


@given(st.binary(max_size=400))
def test_a_foreign_file_is_passed_over(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    file_in(folder).write_bytes(content)
    assert Cache.open(folder).is_empty
    written(folder)
    assert Cache.open(folder).get(KEY) == result()


def test_words_are_those_that_there_are(tmp_path: Path) -> None:
    (line,) = written(tmp_path, **{KEY: result()}).splitlines()
    text = line.split(b" ", 3)[3]
    for known, other in ((b'"error"', b'"loud"'), (b'"hidden":2', b'"hidden":"2"')):
        assert known in text
        changed = store._Line(Cache(tmp_path)._today, text.replace(known, other))
        file_in(tmp_path).write_bytes(changed.written(KEY))
        assert Cache.open(tmp_path).get(KEY) is None


@pytest.mark.parametrize(
    "text",
    [b"[", b"[" * 100_000, b"9" * 10_000, b"null", b'["a.json"]', b"\xff", b'{"file":"\xff"}'],
)
def test_a_hostile_line_with_a_true_checksum_is_passed_over(tmp_path: Path, text: bytes) -> None:
    line = store._Line(Cache(tmp_path)._today, text)
    file_in(tmp_path).write_bytes(line.written(KEY))
    cache = Cache.open(tmp_path)
    assert not cache.is_empty
    assert cache.get(KEY) is None


def test_what_is_no_plain_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(file_in(tmp_path))
    assert Cache.open(tmp_path).is_empty, "a pipe would wait for ever"
    file_in(tmp_path).unlink()
    (tmp_path / "else").write_bytes(written(tmp_path / "true"))
    file_in(tmp_path).symlink_to(tmp_path / "else")
    assert Cache.open(tmp_path).is_empty
    file_in(tmp_path).unlink()
    file_in(tmp_path).mkdir()
    cache = Cache.open(tmp_path)
    cache.put(KEY, result())
    cache.close()


def test_a_disk_that_is_full_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = written(tmp_path)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    cache = Cache.open(tmp_path)
    cache.put("n" * 32, result())
    monkeypatch.setattr(store, "write_whole", full)
    cache.close()
    assert file_in(tmp_path).read_bytes() == before


def test_a_folder_that_cannot_be_made_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache.open(tmp_path / "file" / "cache")
    cache.put(KEY, result())
    cache.close()


def test_runs_at_the_same_time_keep_what_the_other_wrote(tmp_path: Path) -> None:
    one, two = Cache.open(tmp_path), Cache.open(tmp_path)
    one.put(KEY, result())
    two.put(OTHER, result("other"))
    one.close()
    two.close()
    assert Cache.open(tmp_path).get(KEY) == result()
    assert Cache.open(tmp_path).get(OTHER) == result("other")


def test_a_run_with_nothing_new_writes_nothing(tmp_path: Path) -> None:
    written(tmp_path)
    file_in(tmp_path).touch()
    before = file_in(tmp_path).stat().st_mtime_ns
    cache = at(6, tmp_path)
    assert cache.get(KEY)
    cache.close()
    assert file_in(tmp_path).stat().st_mtime_ns == before


def test_what_is_not_used_for_long_is_dropped(tmp_path: Path) -> None:
    written(tmp_path)
    used = at(20, tmp_path)
    assert used.get(KEY)
    used.close()
    later = at(31, tmp_path)
    later.put("n" * 32, result("new"))
    later.close()
    left = Cache.open(tmp_path)
    assert left.get(KEY) == result()
    assert left.get(OTHER) is None


def test_no_more_is_kept_than_there_is_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_ROOM", 2_000)
    many = {f"{number:032}": result(str(number)) for number in range(40)}
    assert 1_000 < len(written(tmp_path, **many)) <= 2_000


def test_what_would_not_come_back_the_same_is_not_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    messages: list[Any] = [b"bytes", ("a", "tuple")]
    for message in messages:
        cache.put(KEY, result(message=message))
    cache.close()
    assert not (tmp_path / "cache").exists()


def test_it_stands_at_the_root_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    (tmp_path / ".git").mkdir()
    assert default_folder() == tmp_path / ".wflint_cache"
    (tmp_path / "a" / "wflint.toml").touch()
    assert default_folder() == tmp_path / "a" / ".wflint_cache"
