"""Fold the outcomes of all conditions into one row per theorem and per rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from pocket_conformance.formal import registry
from pocket_conformance.formal.model import Level, Obligation, Outcome, Row, State, proof_level
from pocket_conformance.formal.verdicts import Outcomes
from pocket_spec.theorems import CheckedRule, Exhausted, SolverTheorem, Theorem

Pairs = list[tuple[Obligation, Outcome]]


def of(outcomes: Outcomes, module: str, function: str, kind: str) -> Pairs:
    """Select the outcomes of one kind about one function."""
    return [
        (o, outcome)
        for o, outcome in outcomes.items()
        if o.kind == kind and o.function == function and o.module == module
    ]


def summary(found: Pairs) -> str:
    """Say in a word or two what came out of the conditions of one function."""
    states = Counter(str(outcome.state) for _, outcome in found)
    if not states:
        return "-"
    if len(states) == 1 or sum(states.values()) == 1:
        return next(iter(states))
    return ", ".join(f"{count} {state}" for state, count in sorted(states.items()))


def level_of(main: Pairs, everything: Pairs, scope: str, *, by_induction: bool) -> Level:
    """Say what the outcomes of one function are worth together: as much as the weakest, nothing if the canary lives."""
    if not main:
        return Level.NOT_ANALYSED
    if any(outcome.state not in o.accepted for o, outcome in everything):
        return Level.FAILED
    if all(outcome.state is State.CONFIRMED for _, outcome in main):
        return proof_level(scope, by_induction=by_induction)
    return Level.SEARCHED


def theorem_row(room: str, theorem: Theorem, outcomes: Outcomes, factor: int) -> Row:
    """Report on one theorem."""
    name = theorem.function.__name__
    main = of(outcomes, room, name, "theorem")
    canary = of(outcomes, room, theorem.canary.__name__, "canary")
    symbolic = of(outcomes, room, name, "symbolic") + of(outcomes, room, name, "symbolic canary")
    everything = main + canary + symbolic
    return Row(
        subject="theorem",
        room=room,
        function=name,
        statement=registry.statement(theorem.function),
        expected=theorem.expected,
        verdict=summary(main),
        level=level_of(main, everything, theorem.scope, by_induction=theorem.by_induction),
        scope=theorem.scope,
        preconditions=registry.preconditions(theorem.function),
        assumptions=theorem.assumptions + tuple(f"lemma {lemma.__name__}" for lemma in theorem.lemmas),
        rules=tuple(registry.name_of(rule) for rule in theorem.rules),
        theorems=1,
        canary="refuted" if summary(canary) == State.REFUTED else summary(canary),
        symbolic=symbolic_summary(symbolic),
        witness=next((outcome.witness for _, outcome in main if outcome.witness), ""),
        canary_counterexample=next((outcome.message for _, outcome in canary), ""),
        seconds=round(sum(outcome.seconds for _, outcome in everything), 2),
        budget=theorem.seconds * factor,
        paths=sum(outcome.paths for _, outcome in main),
        tries=max((outcome.tries for _, outcome in everything), default=0),
        cached=bool(everything) and all(outcome.cached for _, outcome in everything),
        remark="",
        solvers=next((outcome.solvers for o, outcome in symbolic if o.kind == "symbolic"), ()),
    )


def direct_row(room: str, direct: SolverTheorem | Exhausted, outcomes: Outcomes, factor: int) -> Row:
    """Report on a claim that the solvers, or the enumeration of cases, decide without CrossHair."""
    name, solved = direct.function.__name__, isinstance(direct, SolverTheorem)
    main = of(outcomes, room, name, "solver theorem" if solved else "exhaustive")
    canary = of(outcomes, room, name, "solver canary" if solved else "exhaustive canary")
    level = level_of(
        main, main + canary, direct.scope, by_induction=isinstance(direct, SolverTheorem) and direct.by_induction
    )
    if not solved and level is not Level.FAILED:
        level = Level.EXHAUSTED
    return Row(
        subject="solver theorem" if solved else "exhaustive theorem",
        room=room,
        function=name,
        statement=registry.statement(direct.function),
        expected="confirmed",
        verdict=summary(main),
        level=level,
        scope=direct.scope,
        preconditions=(registry.domain_text(direct.given),) if isinstance(direct, SolverTheorem) else (),
        assumptions=direct.assumptions,
        rules=tuple(registry.name_of(rule) for rule in direct.rules),
        theorems=1,
        canary="refuted" if summary(canary) == State.REFUTED else summary(canary),
        symbolic=symbolic_summary(main + canary) if solved else "-",
        witness=next((outcome.witness for _, outcome in main), ""),
        canary_counterexample=next((outcome.message for _, outcome in canary), ""),
        seconds=round(sum(outcome.seconds for _, outcome in main + canary), 2),
        budget=direct.seconds * factor,
        paths=sum(outcome.paths for _, outcome in main),
        tries=max((outcome.tries for _, outcome in main + canary), default=0),
        cached=bool(main) and all(outcome.cached for _, outcome in main + canary),
        remark="",
        solvers=next((outcome.solvers for _, outcome in main), ()),
    )


def failed_if_flawed(row: Row, problems: list[str]) -> Row:
    """Take from a row what it is worth if anything is wrong with its entry, whatever the checker said."""
    place = f"{row.room}.{row.function}" if row.subject != "rule" else row.rules[0]
    flawed = any(problem.startswith((f"{place}:", f"{place} [")) for problem in problems)
    return replace(row, level=Level.FAILED) if flawed else row


def symbolic_summary(found: Pairs) -> str:
    """Say what the direct solvers made of a symbolic form and of its wrong variant."""
    if not found:
        return "-"
    if all(outcome.state in o.accepted for o, outcome in found):
        (proof,) = (outcome for o, outcome in found if o.kind in {"symbolic", "solver theorem"})
        return "proved (" + ", ".join(f"{name} {verdict} {took:g} s" for name, verdict, took in proof.solvers) + ")"
    return ", ".join(f"{o.kind}: {outcome.state}" for o, outcome in found)


def rule_row(room: str, checked: CheckedRule, outcomes: Outcomes, known: registry.Registry, factor: int) -> Row:
    """Report on the contract of one rule."""
    rule = checked.rule
    found = of(outcomes, rule.__module__, rule.__name__, "rule")
    mentions = [t for r in known.rooms for t in r.claims if rule in t.rules]
    return Row(
        subject="rule",
        room=room,
        function=registry.name_of(rule).removeprefix("pocket_spec."),
        statement="; ".join(registry.conditions(rule)),
        expected=checked.expected,
        verdict=summary(found) if found else State.NOT_ANALYSED,
        level=level_of(found, found, checked.scope, by_induction=False),
        scope=checked.scope,
        preconditions=registry.preconditions(rule),
        assumptions=(),
        rules=(registry.name_of(rule),),
        theorems=len(mentions),
        canary="-",
        symbolic="-",
        witness=next((outcome.witness for _, outcome in found if outcome.witness), ""),
        canary_counterexample="",
        seconds=round(sum(outcome.seconds for _, outcome in found), 2),
        budget=checked.seconds * factor,
        paths=sum(outcome.paths for _, outcome in found),
        tries=max((outcome.tries for _, outcome in found), default=0),
        cached=bool(found) and all(outcome.cached for _, outcome in found),
        remark=checked.remark,
    )
