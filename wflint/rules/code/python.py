"""What Python code does, read with the standard library's parser."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence

from wflint.rules.code.facts import Facts
from wflint.source.places import Span

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_READERS = ("getenv", "get")


def facts_of(text: str) -> Facts:
    """What the code does; code that Python cannot read never answers."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in a text is nobody's business
            tree = ast.parse(text)
    except SyntaxError as error:
        start = _offset(text, error.lineno or 1, (error.offset or 1) - 1)
        return Facts(unanswered=(((start, start + 1), f"Python cannot read it: {error.msg}"),))
    except (ValueError, RecursionError, MemoryError):
        return Facts()
    return Facts(tuple(_environment(tree, text)), tuple(_unanswered(tree, text)))


def _offset(text: str, line: int, column: int) -> int:
    """The offset of a line, counted from 1, and a column, counted from 0, in characters."""
    lines = text.split("\n")
    return sum(len(one) + 1 for one in lines[: line - 1]) + max(0, column)


def _span(node: ast.expr | ast.stmt, text: str) -> Span:
    lines = text.split("\n")
    ends = (
        (node.lineno, node.col_offset),
        (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset),
    )
    # The parser counts columns in bytes.
    offsets = [
        _offset(text, line, len(lines[line - 1].encode()[:column].decode(errors="ignore")))
        for line, column in ends
    ]
    return offsets[0], offsets[1]


# ---------------------------------------------------------------- the environment


def _environment(tree: ast.Module, text: str) -> Iterator[tuple[str, Span]]:
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=owner, slice=ast.Constant(value=str() as name)):
                if _is_environ(owner):
                    yield name, _span(node.slice, text)
            case ast.Call(
                func=ast.Attribute(value=owner, attr=method),
                args=[ast.Constant(value=str() as name), *_],
            ):
                if method in _READERS and (_is_environ(owner) or _is_os(owner, method)):
                    yield name, _span(node.args[0], text)
            case ast.Call(func=ast.Name(id="getenv"), args=[ast.Constant(value=str() as name), *_]):
                yield name, _span(node.args[0], text)
            case _:
                pass


def _is_environ(node: ast.expr) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="os"), attr="environ") | ast.Name(id="environ"):
            return True
        case _:
            return False


def _is_os(node: ast.expr, method: str) -> bool:
    return method == "getenv" and isinstance(node, ast.Name) and node.id == "os"


# ---------------------------------------------------------------- the ways out of main


def _unanswered(tree: ast.Module, text: str) -> Iterator[tuple[Span, str]]:
    mains = [n for n in tree.body if isinstance(n, _Function) and n.name == "main"]
    if not mains:
        if not any(_may_define_main(statement) for statement in tree.body):
            yield (0, min(1, len(text))), "it has no function main"
        return
    main = mains[-1]
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in _own(main)):
        return
    for node in _own(main):
        if isinstance(node, ast.Return) and _is_nothing(node.value):
            yield _span(node, text), "it returns nothing here"
    if _falls_through(main.body):
        last = main.body[-1]
        start = _span(main, text)[0]
        line_end = text.find("\n", start)
        yield (
            (start, line_end if line_end >= 0 else _span(last, text)[1]),
            "it can end without a return",
        )


def _is_nothing(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


def _may_define_main(statement: ast.stmt) -> bool:
    """Whether ``main`` may come from here in another way than by its definition."""
    match statement:
        case ast.Assign(targets=targets):
            return any(isinstance(t, ast.Name) and t.id == "main" for t in targets)
        case ast.ImportFrom(names=names):
            return any((name.asname or name.name) in ("main", "*") for name in names)
        case ast.If() | ast.Try() | ast.With():
            return True
        case _:
            return False


def _own(function: _Function) -> Iterator[ast.AST]:
    """Every node of the function but those of functions and classes in it."""
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, _Function | ast.ClassDef | ast.Lambda):
            pending += ast.iter_child_nodes(node)


def _falls_through(body: Sequence[ast.stmt]) -> bool:
    """Whether what follows ``body`` can be reached."""
    return not any(_never_ends(statement) for statement in body)


def _never_ends(statement: ast.stmt) -> bool:
    """Whether nothing after ``statement`` is ever reached."""
    match statement:
        case ast.Return() | ast.Raise() | ast.Continue() | ast.Break():
            return True
        case ast.If(body=body, orelse=orelse):
            return bool(orelse) and not _falls_through(body) and not _falls_through(orelse)
        case ast.While(test=ast.Constant(value=value)) if value:
            return not _breaks(statement)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return not _falls_through(body)
        case ast.Try():
            return _try_never_ends(statement)
        case ast.Match(cases=cases):
            whole = any(_takes_all(case) for case in cases)
            return whole and not any(_falls_through(case.body) for case in cases)
        case ast.Expr(value=ast.Call(func=called)):
            return _exits(called)
        case _:
            return False


def _try_never_ends(statement: ast.Try) -> bool:
    if statement.finalbody and not _falls_through(statement.finalbody):
        return True
    handled = all(not _falls_through(handler.body) for handler in statement.handlers)
    straight = not _falls_through([*statement.body, *statement.orelse])
    return handled and straight


def _takes_all(case: ast.match_case) -> bool:
    return (
        case.guard is None
        and isinstance(case.pattern, ast.MatchAs)
        and case.pattern.pattern is None
    )


def _breaks(loop: ast.stmt) -> bool:
    """Whether the loop itself can be left by ``break``."""
    pending = list(ast.iter_child_nodes(loop))
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Break):
            return True
        if not isinstance(node, ast.For | ast.While | _Function | ast.ClassDef):
            pending += ast.iter_child_nodes(node)
    return False


def _exits(called: ast.expr) -> bool:
    match called:
        case ast.Name(id="exit" | "quit"):
            return True
        case ast.Attribute(value=ast.Name(id="sys"), attr="exit"):
            return True
        case _:
            return False
