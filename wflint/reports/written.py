"""JSON for programs, whatever is in it."""

from __future__ import annotations

import json
import re

import orjson

_SURROGATE = re.compile("[\ud800-\udfff]")


def as_json(document: object) -> str:
    """``document`` as JSON over several lines, without surrogates."""
    try:
        return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"
    except TypeError:  # half a character, which orjson refuses to write
        text = json.dumps(document, ensure_ascii=False, indent=2)
        return without_surrogates(text) + "\n"


def without_surrogates(text: str) -> str:
    """``text`` with halves of characters, which UTF-8 cannot hold, replaced."""
    return _SURROGATE.sub("\ufffd", text)
