"""What JavaScript code does, read with tree-sitter's grammar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import tree_sitter_javascript
from msgspec import Struct, field
from tree_sitter import Language, Node, Parser

from wflint.rules.code.facts import Facts
from wflint.source.places import Span

_FUNCTIONS = (
    *("function_declaration", "function_expression", "arrow_function", "method_definition"),
    *("generator_function", "generator_function_declaration", "function"),
)
_ENVIRONMENT = "process.env"
_LOOPS = ("for_statement", "for_in_statement", "while_statement", "do_statement")


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_javascript.language()))


def facts_of(text: str) -> Facts:
    """What the code does; nothing where it cannot be parsed."""
    code = text.encode("utf-8", "replace")
    root = _parser().parse(code).root_node
    if root.has_error:
        return Facts()
    file = _File(text, code)
    read = _environment(root) if _ENVIRONMENT in text else ()
    environment = tuple((name, file.span(node)) for name, node in read)
    try:
        unanswered = tuple((file.span(node), why) for node, why in _unanswered(root))
    except RecursionError:  # statements nested deeper than anybody writes
        unanswered = ()
    return Facts(environment, unanswered)


class _File(Struct, frozen=True, dict=True):
    """The text, and as the bytes in which the parser counts."""

    text: str
    code: bytes

    def span(self, node: Node) -> Span:
        first = len(self.code[: node.start_byte].decode("utf-8", "replace"))
        line_end = self.text.find("\n", first)
        last = len(self.code[: node.end_byte].decode("utf-8", "replace"))
        return first, last if line_end < 0 else min(last, line_end)


def _text(node: Node | None) -> str:
    return node.text.decode("utf-8", "replace") if node is not None and node.text else ""


def _all(node: Node, *, inside: bool = True) -> Iterator[Node]:
    """``node`` and all below it; without ``inside``, not what is in functions below it."""
    pending = [node]
    while pending:
        here = pending.pop()
        yield here
        if inside or here is node or here.type not in _FUNCTIONS:
            pending += reversed(here.named_children)


# ---------------------------------------------------------------- the environment


def _environment(root: Node) -> Iterator[tuple[str, Node]]:
    """``process.env.NAME``, ``process.env["NAME"]`` and ``const { NAME } = process.env``."""
    for node in _all(root):
        owner = node.child_by_field_name("object")
        if node.type == "member_expression" and _text(owner) == _ENVIRONMENT:
            named = node.child_by_field_name("property")
            if named is not None:
                yield _text(named), named
        elif node.type == "subscript_expression" and _text(owner) == _ENVIRONMENT:
            index = node.child_by_field_name("index")
            if index is not None and index.type == "string":
                yield _text(index)[1:-1], index
        elif node.type == "variable_declarator":
            yield from _taken_apart(node)


def _taken_apart(node: Node) -> Iterator[tuple[str, Node]]:
    if _text(node.child_by_field_name("value")) != _ENVIRONMENT:
        return
    pattern = node.child_by_field_name("name")
    for part in pattern.named_children if pattern is not None else ():
        key = part.child_by_field_name("key") if part.type == "pair_pattern" else part
        if key is not None and part.type != "rest_pattern":
            yield _text(key), key


# ---------------------------------------------------------------- the ways out of main


def _unanswered(root: Node) -> Iterator[tuple[Node, str]]:
    if "exports" not in _text(root):
        yield root, "it exports no function main"
        return
    main = _main(root)
    body = main.child_by_field_name("body") if main is not None else None
    if main is None or body is None or body.type != "statement_block":
        return
    callback = _second_parameter(main)
    if "arguments" in _text(body):
        return  # the callback may be taken from there
    walk = _Walk(frozenset(_answering(root, callback) if callback else ()))
    if walk.block(body.named_children, answered=False):
        walk.silent.append((main, "it can end without calling the callback or returning a value"))
    yield from walk.silent


def _main(root: Node) -> Node | None:
    """The function that is exported as ``main``."""
    for node in _all(root):
        if node.type != "assignment_expression":
            continue
        left = _text(node.child_by_field_name("left")).replace(" ", "")
        right = node.child_by_field_name("right")
        if left in ("exports.main", "module.exports.main", "exports['main']", 'exports["main"]'):
            return _function(right, root)
        if left == "module.exports" and right is not None and right.type == "object":
            return _function(_member(right, "main"), root)
    return None


def _member(value: Node, name: str) -> Node | None:
    for part in value.named_children:
        if part.type == "pair" and _text(part.child_by_field_name("key")) == name:
            return part.child_by_field_name("value")
        if part.type == "method_definition" and _text(part.child_by_field_name("name")) == name:
            return part
        if part.type == "shorthand_property_identifier" and _text(part) == name:
            return part
    return None


def _function(node: Node | None, root: Node) -> Node | None:
    """``node`` if it is a function, or the function that it names."""
    if node is None or node.type in _FUNCTIONS:
        return node
    name = _text(node)
    for other in _all(root):
        if _text(other.child_by_field_name("name")) != name:
            continue
        if other.type in _FUNCTIONS:
            return other
        value = other.child_by_field_name("value")
        if other.type == "variable_declarator" and value is not None and value.type in _FUNCTIONS:
            return value
    return None


def _second_parameter(main: Node) -> str | None:
    parameters = main.child_by_field_name("parameters")
    named = parameters.named_children if parameters is not None else []
    return _text(named[1]) if len(named) > 1 and named[1].type == "identifier" else None


def _answering(root: Node, callback: str) -> set[str]:
    """The callback, and the functions that use it or one another that does."""
    functions = {
        _text(node.child_by_field_name("name")): set(_identifiers(node))
        for node in _all(root)
        if node.type in ("function_declaration", "variable_declarator")
    }
    answering = {callback}
    grown = True
    while grown:
        more = {name for name, used in functions.items() if used & answering} - answering
        answering |= more
        grown = bool(more)
    return answering


def _identifiers(node: Node) -> Iterator[str]:
    for part in _all(node):
        if part.type in ("identifier", "shorthand_property_identifier"):
            yield _text(part)


class _Walk(Struct):
    """Goes through the statements of main, to find where it can end without an answer.

    To mention the callback, or what uses it, counts as an answer: it may be called later.
    """

    answering: frozenset[str]
    silent: list[tuple[Node, str]] = field(default_factory=list)

    def block(self, statements: Iterable[Node], *, answered: bool) -> bool:
        """Whether the end of the block can be reached without an answer."""
        unanswered = not answered
        for statement in statements:
            if not unanswered:
                return False
            unanswered = self._statement(statement)
        return unanswered

    def _statement(self, node: Node) -> bool:
        """Whether what follows can be reached without an answer, if there was none before."""
        match node.type:
            case "return_statement":
                if not node.named_children:
                    self.silent.append((node, "it returns here without having called the callback"))
                return False
            case "throw_statement":
                return False
            case "if_statement":
                return self._if(node)
            case "try_statement":
                return self._try(node)
            case "statement_block":
                return self.block(node.named_children, answered=False)
            case "function_declaration" | "generator_function_declaration" | "class_declaration":
                return True
            case "lexical_declaration" | "variable_declaration":
                return not self._answers_in_values(node)
            case _:
                return not self._answers(node)

    def _if(self, node: Node) -> bool:
        condition = node.child_by_field_name("condition")
        if condition is not None and self._answers(condition):
            return False
        then = node.child_by_field_name("consequence")
        other = node.child_by_field_name("alternative")
        first = self._statement(then) if then is not None else True
        inner = other.named_children if other is not None else []
        second = self.block(inner, answered=False) if other is not None else True
        return first or second

    def _try(self, node: Node) -> bool:
        finalizer = node.child_by_field_name("finalizer")
        if finalizer is not None and self._answers(finalizer):
            return False
        body = node.child_by_field_name("body")
        handler = node.child_by_field_name("handler")
        first = self._statement(body) if body is not None else True
        caught = handler.child_by_field_name("body") if handler is not None else None
        second = self._statement(caught) if caught is not None else False
        return first or second

    def _answers(self, node: Node) -> bool:
        if node.type in (*_LOOPS, "switch_statement") and _returns(node):
            return True
        return any(name in self.answering for name in _identifiers(node))

    def _answers_in_values(self, node: Node) -> bool:
        """A declaration answers where its value is used at once, not where it is a function."""
        for declarator in node.named_children:
            value = declarator.child_by_field_name("value")
            if value is not None and value.type not in _FUNCTIONS and self._answers(value):
                return True
        return False


def _returns(node: Node) -> bool:
    """Whether a value is returned from within; whether on each way is not asked."""
    return any(
        part.type == "return_statement" and bool(part.named_children)
        for part in _all(node, inside=False)
    )
