"""Ways to break an expression or a statement: the common slips, and those behind incidents of the past.

Each operator takes a node and its surroundings and yields pairs: the name of the mistake, and the node in its place
(None where a statement is dropped).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise

Replacement = tuple[str, ast.AST | None]

ARITHMETIC: Mapping[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.FloorDiv: (ast.Mod,),
    ast.Mod: (ast.FloorDiv,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitXor: (ast.BitOr,),
    ast.Pow: (ast.Mult,),
}
ORDERED = (ast.Sub, ast.FloorDiv, ast.Mod, ast.LShift, ast.RShift, ast.Pow)
COMPARISONS: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any"}
CONFUSED = (
    ("session_start_block_height", "session_end_block_height"),
    ("owner_address", "operator_address"),
    ("supplier_operator_address", "application_address"),
    ("start", "end"),
    ("claim_open", "claim_close"),
    ("proof_open", "proof_close"),
)
"""Fields of one type that are taken for one another: a parameter of another height, another recipient."""
OTHER_FIELD = {a: b for pair in CONFUSED for a, b in (pair, pair[::-1])}
ADDRESS_WORDS = ("address", "owner", "operator", "recipient", "module", "pool", "sender", "signer", "delegator",
                 "source", "destination", "creator")  # fmt: skip
HEIGHT_WORDS = ("height", "start", "end", "session_end", "session_start", "effective")
NOTHING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True)
class Surroundings:
    """What a function has in reach: its parameters, and the names it has given values before a line."""

    parameters: frozenset[str]
    assigned: Mapping[str, int]


def _name_of(node: ast.AST) -> str:
    """Give the last name of an expression: of `claim.owner_address` the field, of `height` itself."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_address(node: ast.AST) -> bool:
    return any(word in _name_of(node).lower() for word in ADDRESS_WORDS)


def _is_height(node: ast.AST) -> bool:
    return any(_name_of(node) == word or _name_of(node).endswith(f"_{word}") for word in HEIGHT_WORDS)


def arithmetic(node: ast.AST, _: Surroundings) -> Iterator[Replacement]:
    """Another operator, operands exchanged, one operand in both places, ceiling for floor."""
    if not isinstance(node, ast.BinOp):
        return
    for other in ARITHMETIC.get(type(node.op), ()):
        yield "arithmetic", ast.BinOp(node.left, other(), node.right)
    if isinstance(node.op, ORDERED) and not _is_power_of_unit(node):
        yield "operands swapped", ast.BinOp(node.right, node.op, node.left)
    if not isinstance(node.left, ast.Constant) and not isinstance(node.right, ast.Constant):
        yield "wrong operand", ast.BinOp(node.left, node.op, node.left)
        yield "wrong operand", ast.BinOp(node.right, node.op, node.right)
    if isinstance(node.op, ast.FloorDiv):
        negated = ast.BinOp(ast.UnaryOp(ast.USub(), node.left), ast.FloorDiv(), node.right)
        yield "ceiling for floor", ast.UnaryOp(ast.USub(), negated)


def _is_power_of_unit(node: ast.BinOp) -> bool:
    """Tell whether a named number is raised: two to the power of 10**18 fits no memory, so nobody could judge it."""
    return isinstance(node.op, ast.Pow) and not isinstance(node.left, ast.Constant)


def comparison(node: ast.AST, _: Surroundings) -> Iterator[Replacement]:
    """Another comparison: the boundary moved by one, or the opposite."""
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            for other in COMPARISONS.get(type(operator), ()):
                ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
                yield "comparison", ast.Compare(node.left, ops, node.comparators)


def constant(node: ast.AST, _: Surroundings) -> Iterator[Replacement]:
    """A number off by one, a truth value for the other."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "boolean", ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield "off by one", ast.Constant(node.value + 1)
        yield "off by one", ast.Constant(node.value - 1)


def boolean(node: ast.AST, _: Surroundings) -> Iterator[Replacement]:
    """And for or, a condition left out, a negation lost."""
    if isinstance(node, ast.BoolOp):
        yield "boolean", ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        for index in range(len(node.values)):
            rest = [*node.values[:index], *node.values[index + 1 :]]
            yield "condition dropped", rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield ("boolean" if isinstance(node.op, ast.Not) else "arithmetic"), node.operand
    elif isinstance(node, ast.IfExp):
        yield "boolean", ast.IfExp(node.test, node.orelse, node.body)


def call(node: ast.AST, around: Surroundings) -> Iterator[Replacement]:
    """The smallest for the largest, an arbitrary order, a field of a record not set, a parameter of another height."""
    if not isinstance(node, ast.Call):
        return
    name = _name_of(node.func)
    if name in OPPOSITES and isinstance(node.func, ast.Name):
        yield "boolean", ast.Call(ast.Name(OPPOSITES[name]), node.args, node.keywords)
    if name == "sorted" and isinstance(node.func, ast.Name):
        yield "unsorted iteration", ast.Call(ast.Name("list"), node.args, [])
        yield "unsorted iteration", ast.Subscript(node, ast.Slice(step=ast.Constant(-1)))
    if name == "replace":
        for index in range(len(node.keywords)):
            rest = [*node.keywords[:index], *node.keywords[index + 1 :]]
            yield "field not set", ast.Call(node.func, node.args, rest)
    yield from _other_height(node, around)
    yield from _other_recipient(node)


def _other_height(node: ast.Call, around: Surroundings) -> Iterator[Replacement]:
    """The height of now in place of one of the past."""
    now = next((source for source in ("state", "ledger.state") if source.partition(".")[0] in around.parameters), "")
    if now:
        for index, argument in enumerate(node.args):
            if _is_height(argument) and ast.unparse(argument) != f"{now}.height":
                changed = deepcopy(node)
                changed.args[index] = ast.parse(f"{now}.height", mode="eval").body
                yield "parameter of another height", changed


def _other_recipient(node: ast.Call) -> Iterator[Replacement]:
    """Two addresses among the arguments of a call exchanged."""
    places = [index for index, argument in enumerate(node.args) if _is_address(argument)]
    for first, second in pairwise(places):
        changed = deepcopy(node)
        changed.args[first], changed.args[second] = node.args[second], node.args[first]
        yield "recipient swapped", changed
    named = [index for index, keyword in enumerate(node.keywords) if _is_address(keyword.value)]
    for first, second in pairwise(named):
        changed = deepcopy(node)
        changed.keywords[first].value, changed.keywords[second].value = (
            node.keywords[second].value,
            node.keywords[first].value,
        )
        yield "recipient swapped", changed


def field(node: ast.AST, _: Surroundings) -> Iterator[Replacement]:
    """A field of a record for another of the same type."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.attr in OTHER_FIELD:
        kind = "recipient swapped" if "address" in node.attr else "parameter of another height"
        yield kind, ast.Attribute(node.value, OTHER_FIELD[node.attr], ast.Load())


def aggregate(node: ast.AST, _: Surroundings) -> Iterator[Replacement]:
    """A collection over more than it should be."""
    if isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
        for index, loop in enumerate(node.generators):
            for condition in range(len(loop.ifs)):
                changed = deepcopy(node)
                del changed.generators[index].ifs[condition]
                yield "aggregate over a wider set", changed


def statement(node: ast.AST, around: Surroundings) -> Iterator[Replacement]:
    """A statement or a guard left out, an addition that forgets what was there, an error that stops everything."""
    if isinstance(node, ast.If) and not node.orelse:
        yield _guard(node), None
        if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            yield "boolean", ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, [])
    elif isinstance(node, ast.AugAssign):
        yield "statement dropped", None
        yield "assignment for addition", ast.Assign([node.target], node.value, lineno=0)
    elif (isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)) or _assigns_again(node, around):
        yield "statement dropped", None
    elif isinstance(node, ast.Continue):
        yield "abort for discard", ast.Break()
    elif isinstance(node, ast.Try):
        for index, handler in enumerate(node.handlers):
            if not isinstance(handler.body[0], ast.Raise):
                changed = deepcopy(node)
                changed.handlers[index].body = [ast.Raise()]
                yield "abort for discard", changed


def _guard(node: ast.If) -> str:
    if not isinstance(node.body[-1], NOTHING):
        return "statement dropped"
    for part in ast.walk(node.test):
        if isinstance(part, ast.Constant) and type(part.value) is int and part.value in (0, 1):
            return "zero guard dropped"
        if isinstance(part, ast.In | ast.NotIn | ast.IsNot):
            return "only-once guard dropped"
    return "guard dropped"


def _assigns_again(node: ast.AST, around: Surroundings) -> bool:
    """Say whether a statement can be left out and its target still has a value."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return False
    (target,) = node.targets
    if isinstance(target, ast.Subscript | ast.Attribute):
        return True
    if not isinstance(target, ast.Name):
        return False
    return target.id in around.parameters or around.assigned.get(target.id, node.lineno) < node.lineno


OPERATORS: tuple[Callable[[ast.AST, Surroundings], Iterator[Replacement]], ...] = (
    arithmetic,
    comparison,
    constant,
    boolean,
    call,
    field,
    aggregate,
    statement,
)
