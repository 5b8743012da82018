"""Run a rule on symbolic integers and hand what it claims to two solvers, z3 and cvc5, which must agree.

CrossHair reaches z3 through its own model of Python. Here the rule itself is evaluated on terms instead, so the two
ways to a proof have only z3 in common, and with cvc5 not even that. What a solver finds against a claim is computed
once more on Python's own integers: a counterexample that is none there means that the terms stand for something else.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import z3

from pocket_conformance.formal.digests import variable_of
from pocket_conformance.formal.terms import TRUE, Explorer, Proposition, Term, every, exploring
from pocket_spec.theorems import SolverTheorem, Symbolic, Theorem

Claim = Callable[..., tuple[bool, ...]]

QUANTITIES = ("Upokt", "ComputeUnits", "RelayCount", "Height")
"""Names of the types of `pocket_spec.numbers.quantities`."""
WORK_PER_SECOND, CLOCK_FACTOR = 150_000, 3
"""Units of work that cvc5 may spend for each second, the same on every machine; and how much slower one may be."""
SECONDS_AGAINST = 3
"""How long cvc5 may look where it is not expected to prove: against wrong claims, which Python itself has refuted."""


@dataclass(frozen=True, slots=True)
class Question:
    """A claim as the solvers get it: names and types of its variables, the domain, and what must hold there."""

    variables: dict[str, Any]
    given: Claim
    goal: Claim
    paths: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver says of a list of formulas: `unsat` if of all of them, and the time it took in seconds."""

    solver: str
    verdict: str
    seconds: float
    model: Any = None


def question_of(request: dict[str, Any]) -> Question:
    """Find the claim that a request names, or its wrong variant."""
    module = importlib.import_module(request["module"])
    wrong = request["kind"].endswith("canary")
    if request["kind"].startswith("solver"):
        solved: tuple[SolverTheorem, ...] = module.SOLVED
        found = next(t for t in solved if t.function.__name__ == request["function"])
        parameters = inspect.signature(found.function).parameters
        types = {name: parameter.annotation for name, parameter in parameters.items()}
        return Question(types, found.given, found.canary if wrong else found.function, found.paths)
    theorems: tuple[Theorem, ...] = module.THEOREMS
    form = next(t.symbolic for t in theorems if t.function.__name__ == request["function"])
    if form is None:
        raise TypeError("the theorem has no symbolic form")
    return of_form(form, wrong=wrong)


def admit_terms() -> None:
    """Let terms pass where a rule names the quantity that a number is, which is `int` at run time and refuses them.

    This process is a fork that answers one question and ends.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("pocket_spec."):
            for quantity in QUANTITIES:
                if vars(module).get(quantity) is int:
                    setattr(module, quantity, itself)


def itself(value: Any) -> Any:
    """Give a number as it is."""
    return value


def of_form(form: Symbolic, *, wrong: bool) -> Question:
    """Put the symbolic form of a theorem as a question."""
    return Question(
        dict.fromkeys(form.variables, "int"), form.given, form.wrong_goal if wrong else form.goal, form.paths
    )


def domain(question: Question, variables: list[Any]) -> Any:
    """Give the domain of a claim as a formula; it may not branch, nor divide by what it admits as zero."""
    with exploring(TRUE, 1) as explorer:
        given = every(*(Proposition.of(part) for part in question.given(*variables)))
        if ask_z3([every(given, z3.Not(obligation)) for obligation in explorer.obligations], 5).verdict != "unsat":
            raise TypeError("the domain of a symbolic claim divides by what may be zero")
    return given


def ask_z3(formulas: Iterable[Any], seconds: float) -> Answer:
    """Ask z3 whether every formula is impossible; stop at the first that is not."""
    begun = time.monotonic()
    for formula in formulas:
        solver = z3.Solver()
        solver.set("timeout", int(seconds * 1000))
        solver.add(formula)
        verdict = str(solver.check())
        if verdict != "unsat":
            model = solver.model() if verdict == "sat" else None
            return Answer("z3", verdict, round(time.monotonic() - begun, 3), model)
    return Answer("z3", "unsat", round(time.monotonic() - begun, 3))


def ask_cvc5(formulas: Iterable[Any], seconds: float) -> Answer:
    """Ask cvc5 the same."""
    begun = time.monotonic()
    for formula in formulas:
        verdict = cvc5_verdict(formula, seconds)
        if verdict != "unsat":
            return Answer("cvc5", verdict, round(time.monotonic() - begun, 3))
    return Answer("cvc5", "unsat", round(time.monotonic() - begun, 3))


def cvc5_verdict(formula: Any, seconds: float) -> str:
    """Hand a formula to cvc5 as text and read its answer."""
    cvc5 = importlib.import_module("cvc5")
    writer = z3.Solver()
    writer.add(formula)
    text = writer.to_smt2()
    manager = cvc5.TermManager()
    solver = cvc5.Solver(manager)
    solver.setOption("rlimit-per", str(int(seconds * WORK_PER_SECOND)))
    solver.setOption("tlimit-per", str(int(seconds * 1000 * CLOCK_FACTOR)))
    parser = cvc5.InputParser(solver)
    logic = "ALL" if "declare-datatypes" in text else "QF_NIA"
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, f"(set-logic {logic})\n{text}", "claim")
    answer = ""
    while not (command := parser.nextCommand()).isNull():
        answer += command.invoke(solver, parser.getSymbolManager())
    lines = answer.strip().splitlines()
    return lines[-1] if lines and lines[-1] in {"sat", "unsat"} else "unknown"


def concrete(model: Any, variables: list[Any]) -> list[int] | None:
    """Read the integers that a model gives to the variables; nothing where one of them is not an integer."""
    if not all(isinstance(variable, Term) for variable in variables):
        return None
    return [model.eval(variable.expression, model_completion=True).as_long() for variable in variables]


def holds(claim: Claim, numbers: list[int]) -> bool:
    """Tell whether a claim holds of Python's own integers; it does not where a rule refuses them."""
    try:
        return all(claim(*numbers))
    except Exception:  # noqa: BLE001 - whatever keeps the rule from returning, the claim does not hold
        return False


def solve(request: dict[str, Any]) -> dict[str, Any]:
    """Prove or refute the claim that a request names, with both solvers."""
    if importlib.util.find_spec("cvc5") is None:
        return {"state": "crash", "message": "cvc5, the second solver, is not installed"}
    question, seconds = question_of(request), request["seconds"]
    admit_terms()
    variables = [variable_of(name, of) for name, of in question.variables.items()]
    given = domain(question, variables)
    possible = ask_z3([given], seconds)
    if possible.verdict != "sat":
        return {"state": "vacuous", "message": f"no input satisfies the domain ({possible.verdict})"}
    numbers = concrete(possible.model, variables)
    if numbers is not None and not holds(question.given, numbers):
        return {"state": "crash", "message": f"what satisfies the domain does not in Python: {numbers}"}
    with exploring(given, question.paths) as explorer:
        ways = list(explorer.paths(lambda: question.goal(*variables)))
        reply = judged(request, question, variables, [formula for way in ways for formula in way], explorer)
    return {**reply, "paths": len(ways), "witness": spelled(variables, numbers)}


def judged(
    request: dict[str, Any], question: Question, variables: list[Any], against: list[Any], explorer: Explorer
) -> dict[str, Any]:
    """Ask both solvers and say what they make of a claim together."""
    first = ask_z3(against, request["seconds"])
    refuting = request["kind"].endswith("canary")
    patience = request["seconds"] if request["second"] == "unsat" and not refuting else SECONDS_AGAINST
    second = ask_cvc5(against if refuting else [*explorer.excluded, *against], patience)
    reply = {
        "solvers": [[answer.solver, answer.verdict, answer.seconds] for answer in (first, second)],
    }
    verdicts = {first.verdict, second.verdict}
    if {"sat", "unsat"} <= verdicts:
        return {
            **reply,
            "state": "crash",
            "message": f"the solvers disagree: z3 {first.verdict}, cvc5 {second.verdict}",
        }
    if first.verdict == "sat":
        numbers = concrete(first.model, variables)
        if numbers is not None and holds(question.goal, numbers):
            return {**reply, "state": "crash", "message": f"z3's counterexample is none in Python: {numbers}"}
        return {**reply, "state": "counterexample", "message": spelled(variables, numbers) or str(first.model)}
    proved = first.verdict == "unsat" and second.verdict in {"unsat", request["second"]}
    told = ", ".join(f"{answer.solver} {answer.verdict}" for answer in (first, second))
    return {**reply, "state": "confirmed" if proved else "not confirmed", "message": told}


def spelled(variables: list[Any], numbers: list[int] | None) -> str:
    """Write down which numbers the variables have."""
    if numbers is None:
        return ""
    return ", ".join(f"{v.expression} = {number}" for v, number in zip(variables, numbers, strict=True))
