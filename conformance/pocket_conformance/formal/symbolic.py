"""Run a rule on symbolic integers and hand the result to z3, and to cvc5 where it is installed.

CrossHair reaches z3 through its own model of Python. Here the rule itself is evaluated on terms instead, so the two
ways to a proof have only z3 in common, and with cvc5 not even that. A rule that branches on a term is refused.
"""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

import z3

from pocket_spec.theorems import Symbolic, Theorem


class Proposition:
    """A comparison of terms; it has no truth value, so no branch can silently pick one."""

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

    def __bool__(self) -> bool:
        raise TypeError("the rule branches on a symbolic value")


class Term:
    """An integer term with Python's floor division; each divisor adds the obligation that it is positive."""

    def __init__(self, expression: Any, obligations: list[Any]) -> None:
        self.expression = expression
        self.obligations = obligations

    def _of(self, value: Any) -> Any:
        if isinstance(value, Term):
            return value.expression
        if type(value) is int:
            return z3.IntVal(value)
        raise TypeError(f"not an integer: {value!r}")

    def _term(self, expression: Any) -> Term:
        return Term(expression, self.obligations)

    def __add__(self, other: Any) -> Term:
        return self._term(self.expression + self._of(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Term:
        return self._term(self.expression - self._of(other))

    def __rsub__(self, other: Any) -> Term:
        return self._term(self._of(other) - self.expression)

    def __mul__(self, other: Any) -> Term:
        return self._term(self.expression * self._of(other))

    __rmul__ = __mul__

    def __neg__(self) -> Term:
        return self._term(-self.expression)

    def __pos__(self) -> Term:
        return self

    # The solvers divide so that the remainder is not negative, which is floor division for a positive divisor only.
    def __floordiv__(self, other: Any) -> Term:
        divisor = self._of(other)
        self.obligations.append(divisor > 0)
        return self._term(self.expression / divisor)

    def __rfloordiv__(self, other: Any) -> Term:
        return self._term(self._of(other)) // self

    def __mod__(self, other: Any) -> Term:
        divisor = self._of(other)
        self.obligations.append(divisor > 0)
        return self._term(self.expression % divisor)

    def __rmod__(self, other: Any) -> Term:
        return self._term(self._of(other)) % self

    def __divmod__(self, other: Any) -> tuple[Term, Term]:
        return self // other, self % other

    def __lt__(self, other: Any) -> Proposition:
        return Proposition(self.expression < self._of(other))

    def __le__(self, other: Any) -> Proposition:
        return Proposition(self.expression <= self._of(other))

    def __gt__(self, other: Any) -> Proposition:
        return Proposition(self.expression > self._of(other))

    def __ge__(self, other: Any) -> Proposition:
        return Proposition(self.expression >= self._of(other))

    def __eq__(self, other: object) -> Proposition:  # type: ignore[override]
        return Proposition(self.expression == self._of(other))

    def __ne__(self, other: object) -> Proposition:  # type: ignore[override]
        return Proposition(self.expression != self._of(other))

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise TypeError("the rule branches on a symbolic value")

    def __index__(self) -> int:
        raise TypeError("the rule needs a concrete integer")


def formulas(form: Symbolic, *, wrong: bool) -> tuple[Any, Any]:
    """Give the domain and the claim of a symbolic form as two formulas."""
    obligations: list[Any] = []
    variables = [Term(z3.Int(name), obligations) for name in form.variables]
    given = [Proposition.of(part) for part in form.given(*variables)]
    if obligations:
        raise TypeError("the domain of a symbolic claim divides")
    parts = (form.wrong_goal if wrong else form.goal)(*variables)
    goal = z3.And(*obligations, *(Proposition.of(part) for part in parts))
    return z3.And(*given), goal


def satisfiable(formula: Any, seconds: int) -> tuple[str, str]:
    """Ask z3 for a model: `sat` with the model, `unsat`, or `unknown`."""
    solver = z3.Solver()
    solver.set("timeout", seconds * 1000)
    solver.add(formula)
    answer = str(solver.check())
    if answer != "sat":
        return answer, ""
    model = solver.model()
    return answer, ", ".join(sorted(f"{name} = {model[name]}" for name in model.decls() if name.arity() == 0))


def second_opinion(formula: Any, seconds: int) -> str:
    """Ask cvc5 the same question; empty where it is not installed."""
    if importlib.util.find_spec("cvc5") is None:
        return ""
    cvc5 = importlib.import_module("cvc5")
    solver = z3.Solver()
    solver.add(formula)
    manager = cvc5.TermManager()
    other = cvc5.Solver(manager)
    other.setOption("tlimit-per", str(seconds * 1000))
    parser = cvc5.InputParser(other)
    text = "(set-logic QF_NIA)\n" + solver.to_smt2()
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "claim")
    answer = ""
    while not (command := parser.nextCommand()).isNull():
        answer += command.invoke(other, parser.getSymbolManager())
    return answer.strip().splitlines()[-1] if answer.strip() else "unknown"


def solve(request: dict[str, Any]) -> dict[str, Any]:
    """Prove or refute the symbolic form of the theorem that a request names."""
    module = importlib.import_module(request["module"])
    theorems: tuple[Theorem, ...] = module.THEOREMS
    form = next(t.symbolic for t in theorems if t.function.__name__ == request["function"])
    if form is None:
        return {"state": "not analysed", "message": "the theorem has no symbolic form"}
    given, goal = formulas(form, wrong=request["kind"] == "symbolic canary")
    possible, witness = satisfiable(given, request["seconds"])
    if possible != "sat":
        return {"state": "vacuous", "message": f"no input satisfies the domain ({possible})"}
    against = z3.And(given, z3.Not(goal))
    answer, model = satisfiable(against, request["seconds"])
    other = second_opinion(against, request["seconds"])
    if {answer, other} == {"sat", "unsat"}:
        return {"state": "crash", "message": f"the solvers disagree: z3 {answer}, cvc5 {other}"}
    state = {"unsat": "confirmed", "sat": "counterexample"}.get(answer, "not confirmed")
    solvers = "z3" + (f", cvc5 {other}" if other and other != answer else ", cvc5" if other else "")
    return {"state": state, "message": model or solvers, "witness": witness}
