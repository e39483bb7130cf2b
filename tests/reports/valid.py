"""What is wrong with a report, by the schema that is published for its format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import xmlschema
from jsonschema import Draft7Validator, Draft202012Validator
from markdown_it import MarkdownIt
from markdown_it.token import Token

from wflint.hubspot.schema import load

PUBLISHED = Path(__file__).parent / "published"
COMMAND = re.compile(
    r"::(error|warning|notice) ([a-zA-Z]+=[^,:\r\n]*(?:,[a-zA-Z]+=[^,:\r\n]*)*)::.+"
)
PERCENT = re.compile(r"%(?!25|0A|0D|3A|2C)")
HTML = re.compile(r"(<details>\n<summary>[^<>]*</summary>|</details>)\n?")


def published(name: str) -> Any:
    return json.loads((PUBLISHED / name).read_text(encoding="utf-8"))


@cache
def validator(kind: str) -> Any:
    if kind == "sarif":
        return Draft7Validator(published("sarif-2.1.0.schema.json"))
    if kind == "gitlab":
        return Draft202012Validator(published("gitlab-code-quality.schema.json"))
    if kind == "rdjson":
        return Draft202012Validator(published("rdjson.schema.json"))
    report = load("report-v1")
    return Draft202012Validator(
        report["properties"]["findings"]["items"] if kind == "jsonl" else report
    )


@cache
def xsd() -> xmlschema.XMLSchema10:
    return xmlschema.XMLSchema10(PUBLISHED / "junit-10.xsd")


def problems(kind: str, text: str) -> list[str]:
    """What is wrong with ``text`` as a report of that kind; it must be UTF-8 in any case."""
    text.encode("utf-8")
    return list(_CHECKS.get(kind, _json)(kind, text))


def _json(kind: str, text: str) -> Iterator[str]:
    for error in validator(kind).iter_errors(json.loads(text)):
        yield f"{error.json_path}: {error.message}"


def _lines(kind: str, text: str) -> Iterator[str]:
    assert text == "" or text.endswith("\n")
    for line in text.split("\n")[:-1]:
        yield from _json(kind, line)


def _junit(_: str, text: str) -> Iterator[str]:
    for error in xsd().iter_errors(text):
        yield str(error.reason)


def _github(_: str, text: str) -> Iterator[str]:
    for line in text.split("\n")[:-1]:
        if not COMMAND.fullmatch(line) or PERCENT.search(line):
            yield line


def _markdown(_: str, text: str) -> Iterator[str]:
    for token in markdown(text):
        if token.type == "html_block" and not HTML.fullmatch(token.content):
            yield f"HTML: {token.content}"
        for child in token.children or ():
            if child.type not in {
                "text",
                "code_inline",
                "strong_open",
                "strong_close",
                "softbreak",
            }:
                yield f"{child.type}: {child.content}"


def markdown(text: str) -> list[Token]:
    """``text`` read as GitHub does."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


_CHECKS: dict[str, Callable[[str, str], Iterator[str]]] = {
    "jsonl": _lines,
    "junit": _junit,
    "github": _github,
    "markdown": _markdown,
}
