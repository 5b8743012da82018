"""Symbolic integers that a rule can compute with, and the ways a rule can take through its branches on them.

A comparison of terms has no truth value of its own. Where a rule branches on one, the explorer takes both ways, one
after the other, unless what holds so far excludes one of them. A claim with a single path admits no branch at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import z3

from pocket_spec.rejections import Rejected

PRUNING_MILLISECONDS = 2000
"""How long to try to exclude one side of a branch; a side that may be possible is simply explored."""
STANDS_FOR_POSITIVE = "271828"
"""What is written in a text for a positive amount that is not known."""

TRUE = z3.BoolVal(val=True)
"""What always holds."""


def every(*formulas: Any) -> Any:
    """Give the conjunction of some formulas: a solver's own has no form for none of them."""
    return z3.And(*formulas) if len(formulas) > 1 else (*formulas, TRUE)[0]


def against(path: Any, parts: list[Any]) -> Iterator[Any]:
    """Give the ways to break one of several claims on a path, one by one; the obvious claims together, as one."""
    obvious = [part for part in parts if z3.is_true(z3.simplify(part))]
    if obvious:
        yield z3.And(path, z3.Not(every(*obvious)))
    for part in parts:
        if not z3.is_true(z3.simplify(part)):
            yield z3.And(path, z3.Not(part))


@dataclass(slots=True)
class Explorer:
    """The ways through a rule: `limit` is how many there may be, `excluded` what no input can satisfy."""

    given: Any = None
    limit: int = 1
    excluded: list[Any] = field(default_factory=list)
    waiting: list[list[bool]] = field(default_factory=lambda: [[]])
    prefix: list[bool] = field(default_factory=list)
    taken: list[bool] = field(default_factory=list)
    condition: list[Any] = field(default_factory=list)
    obligations: list[Any] = field(default_factory=list)

    def decide(self, formula: Any) -> bool:
        """Say which way a branch goes on the path being explored; keep the other way for later if it is possible."""
        formula = z3.simplify(formula)
        if z3.is_true(formula) or z3.is_false(formula):
            return bool(z3.is_true(formula))
        if self.limit == 1:
            raise TypeError("the rule branches on a symbolic value")
        choice = self._known(formula) if len(self.taken) >= len(self.prefix) else self.prefix[len(self.taken)]
        self.taken.append(choice)
        self.condition.append(formula if choice else z3.Not(formula))
        return choice

    def _known(self, formula: Any) -> bool:
        if self._impossible(formula):
            return False
        if not self._impossible(z3.Not(formula)):
            self.waiting.append([*self.taken, False])
        return True

    def _impossible(self, formula: Any) -> bool:
        """Tell whether z3 excludes a side of a branch. What it excludes is recorded, for the second solver to check."""
        solver = z3.Solver()
        solver.set("timeout", PRUNING_MILLISECONDS)
        question = every(self.given, *self.condition, formula)
        solver.add(question)
        if str(solver.check()) != "unsat":
            return False
        self.excluded.append(question)
        return True

    def is_certain(self, formula: Any) -> bool:
        """Tell whether something holds on the path being explored, without taking any way because of it."""
        return self._impossible(z3.Not(formula))

    def paths(self, function: Callable[[], tuple[Any, ...]]) -> Iterator[list[Any]]:
        """Go every way through a function and give what would break its claims there, each as a formula of its own.

        A way that ends in a rejection claims what is false: it must be impossible.
        """
        count = 0
        while self.waiting:
            self.prefix, self.taken, self.condition, self.obligations = self.waiting.pop(), [], [], []
            count += 1
            if count > self.limit:
                raise TypeError(f"the rule has more than {self.limit} paths")
            try:
                parts = [Proposition.of(part) for part in function()]
            except Rejected:
                parts = [z3.Not(TRUE)]
            yield list(against(every(self.given, *self.condition), [*self.obligations, *parts]))


ACTIVE = [Explorer()]
"""The explorer of the claim being checked; the first admits no branch."""


@contextmanager
def exploring(given: Any, limit: int) -> Iterator[Explorer]:
    """Have branches on terms decided by a new explorer."""
    ACTIVE.append(Explorer(given, limit))
    try:
        yield ACTIVE[-1]
    finally:
        ACTIVE.pop()


class Proposition:
    """A comparison of terms; it becomes true or false only where the explorer says so."""

    def __init__(self, formula: Any) -> None:
        self.formula = formula

    @staticmethod
    def of(value: Any) -> Any:
        """Give the formula of a comparison, whether of terms or already decided."""
        return value.formula if isinstance(value, Proposition) else z3.BoolVal(bool(value))

    def __and__(self, other: Any) -> Proposition:
        return Proposition(z3.And(self.formula, Proposition.of(other)))

    __rand__ = __and__

    def __or__(self, other: Any) -> Proposition:
        return Proposition(z3.Or(self.formula, Proposition.of(other)))

    __ror__ = __or__

    def __eq__(self, other: object) -> Proposition:  # type: ignore[override]
        return Proposition(self.formula == Proposition.of(other))

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return ACTIVE[-1].decide(self.formula)


class Term:
    """An integer term with Python's floor division; each divisor adds the obligation that it is positive."""

    def __init__(self, expression: Any) -> None:
        self.expression = expression

    @staticmethod
    def of(value: Any) -> Any:
        """Give the expression of a term or of an integer."""
        if isinstance(value, Term):
            return value.expression
        if type(value) is int:
            return z3.IntVal(value)
        raise TypeError(f"not an integer: {value!r}")

    def __add__(self, other: Any) -> Term:
        return Term(self.expression + self.of(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Term:
        return Term(self.expression - self.of(other))

    def __rsub__(self, other: Any) -> Term:
        return Term(self.of(other) - self.expression)

    def __mul__(self, other: Any) -> Term:
        return Term(self.expression * self.of(other))

    __rmul__ = __mul__

    def __neg__(self) -> Term:
        return Term(-self.expression)

    def __pos__(self) -> Term:
        return self

    def __abs__(self) -> Term:
        return Term(z3.If(self.expression >= 0, self.expression, -self.expression))

    # The solvers divide so that the remainder is not negative, which is floor division for a positive divisor only.
    def __floordiv__(self, other: Any) -> Term:
        divisor = self.of(other)
        ACTIVE[-1].obligations.append(divisor > 0)
        return Term(self.expression / divisor)

    def __rfloordiv__(self, other: Any) -> Term:
        return Term(self.of(other)) // self

    def __mod__(self, other: Any) -> Term:
        divisor = self.of(other)
        ACTIVE[-1].obligations.append(divisor > 0)
        return Term(self.expression % divisor)

    def __rmod__(self, other: Any) -> Term:
        return Term(self.of(other)) % self

    def __divmod__(self, other: Any) -> tuple[Term, Term]:
        return self // other, self % other

    def __lt__(self, other: Any) -> Proposition:
        return Proposition(self.expression < self.of(other))

    def __le__(self, other: Any) -> Proposition:
        return Proposition(self.expression <= self.of(other))

    def __gt__(self, other: Any) -> Proposition:
        return Proposition(self.expression > self.of(other))

    def __ge__(self, other: Any) -> Proposition:
        return Proposition(self.expression >= self.of(other))

    def __eq__(self, other: object) -> Proposition:  # type: ignore[override]
        return Proposition(self.expression == self.of(other))

    def __ne__(self, other: object) -> Proposition:  # type: ignore[override]
        return Proposition(self.expression != self.of(other))

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return bool(self != 0)

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def __str__(self) -> str:
        """Write the term as a text: some positive number where it must be one, else what nobody can read as a number.

        Handlers announce amounts in texts, and look whether a text begins with a positive number; no rule computes
        with what it reads there.
        """
        return STANDS_FOR_POSITIVE if ACTIVE[-1].is_certain(self.expression > 0) else "(some amount)"

    def __index__(self) -> int:
        raise TypeError("the rule needs a concrete integer")

    def bit_length(self) -> Term:
        """Stand for any number at all: only the text of a rejection asks, and a claim about it would not be proved."""
        return Term(z3.FreshInt("bits"))
