"""All mutants of a module: function bodies only, decorated ones too; contracts, docstrings and types stay."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator

from pocket_conformance.mutation.digests import undocumented
from pocket_conformance.mutation.model import Mutant
from pocket_conformance.mutation.operators import OPERATORS, Surroundings

Function = ast.FunctionDef | ast.AsyncFunctionDef


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module's source, none twice and none that is the module itself."""
    for name, function in functions(ast.parse(source)):
        seen = {_shape(source, source, function)}
        for operator, node, text in _edits(function):
            changed = _spliced(source, node, text)
            shape = _shape(changed, source, function)
            if shape is not None and shape not in seen:
                seen.add(shape)
                yield Mutant(module, name, operator, node.lineno, source, changed, shape)


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function]]:
    """Yield the outermost functions of a module and the methods of its classes, by qualified name."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield f"{prefix}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{prefix}{node.name}.")


def _edits(function: Function) -> Iterator[tuple[str, ast.expr | ast.stmt, str]]:
    around = _surroundings(function)
    for node in _nodes(function):
        for operator in OPERATORS:
            for name, replacement in operator(node, around):
                yield name, node, _text(node, replacement)


def _nodes(function: Function) -> Iterator[ast.expr | ast.stmt]:
    """Yield what may be changed: not a docstring, an annotation, the text of an error, a default or a decorator."""
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Raise | ast.JoinedStr) or _is_text(node):
            continue
        if isinstance(node, ast.expr | ast.stmt):
            yield node
        children = [child for child in ast.iter_child_nodes(node) if child is not getattr(node, "annotation", None)]
        if isinstance(node, Function):
            children = list(node.body)
        waiting += reversed(children)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _surroundings(function: Function) -> Surroundings:
    arguments = function.args
    parameters = frozenset(a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))
    assigned: dict[str, int] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            assigned[node.id] = min(node.lineno, assigned.get(node.id, node.lineno))
    return Surroundings(parameters, assigned)


def _text(node: ast.AST, replacement: ast.AST | None) -> str:
    if replacement is None:
        return "pass"
    text = ast.unparse(ast.fix_missing_locations(replacement))
    if isinstance(node, ast.stmt):
        return text.replace("\n", "\n" + " " * node.col_offset)
    return f"({text})" if isinstance(replacement, _LOOSE) else text


_LOOSE = (ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.UnaryOp, ast.GeneratorExp)
"""Expressions that need parentheses to stay one whole wherever they are put."""


def _spliced(source: str, node: ast.expr | ast.stmt, text: str) -> str:
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    assert node.end_lineno is not None  # noqa: S101 - for the type checker: parsed nodes have an end
    assert node.end_col_offset is not None  # noqa: S101 - the same
    before = b"".join(lines[: node.lineno - 1]) + lines[node.lineno - 1][: node.col_offset]
    after = lines[node.end_lineno - 1][node.end_col_offset :] + b"".join(lines[node.end_lineno :])
    return (before + text.encode() + after).decode()


def _shape(changed: str, source: str, function: Function) -> str | None:
    """Give a changed function as it is parsed, without its docstring, None where it is no function any more."""
    assert function.end_lineno is not None  # noqa: S101 - for the type checker: parsed nodes have an end
    longer = changed.count("\n") - source.count("\n")
    lines = changed.split("\n")[function.lineno - 1 : function.end_lineno + longer]
    try:
        tree = ast.parse(textwrap.dedent("\n".join(lines)))
    except SyntaxError:
        return None
    undocumented(tree)
    return ast.dump(tree)
