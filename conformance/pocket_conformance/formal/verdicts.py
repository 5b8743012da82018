"""Compare what came out with what the registry expects, and say in words where they differ."""

from __future__ import annotations

from collections.abc import Iterator

from pocket_conformance.formal.model import Obligation, Outcome, State
from pocket_spec.theorems import Theorem

Outcomes = dict[Obligation, Outcome]

FAILURES = {
    State.NOT_CONFIRMED: "lost its proof, even with more time",
    State.REFUTED: "has a counterexample",
    State.VACUOUS: "is vacuous",
    State.ERROR: "raised an error",
    State.NOT_ANALYSED: "was not analysed",
    State.CRASH: "made the checker break",
    State.KILLED: "had to be killed",
}
CANARY_FAILURES = {
    **FAILURES,
    State.NOT_CONFIRMED: "was not refuted",
    State.CONFIRMED: "was confirmed, it must be refuted",
}


def verdict_problems(obligations: list[Obligation], outcomes: Outcomes) -> Iterator[str]:
    """List the conditions whose outcome is not the registered one."""
    for obligation in obligations:
        outcome = outcomes[obligation]
        if outcome.state not in obligation.accepted:
            yield f"{obligation.name}: {explain(obligation, outcome)}: {outcome.message}"[:600]


def explain(obligation: Obligation, outcome: Outcome) -> str:
    """Say in words why an outcome is a failure."""
    words = CANARY_FAILURES if State.REFUTED in obligation.accepted else FAILURES
    subject = {
        "symbolic": "symbolic form",
        "rule": "rule's contract",
        "exhaustive": "exhaustive theorem",
    }.get(obligation.kind, obligation.kind)
    return f"the {subject} {words[outcome.state]} ({obligation.text})"


def lost_lemmas(theorems: list[tuple[str, Theorem]], outcomes: Outcomes) -> Iterator[str]:
    """List the theorems whose lemmas were not proved in this run."""
    proved = {
        (o.module, o.function)
        for o, outcome in outcomes.items()
        if o.kind == "theorem" and outcome.state is State.CONFIRMED
    }
    for room, theorem in theorems:
        for lemma in theorem.lemmas:
            if (room, lemma.__name__) not in proved:
                yield f"{room}.{theorem.function.__name__}: its lemma {lemma.__name__} is not proved"


def better_than_registered(obligations: list[Obligation], outcomes: Outcomes) -> Iterator[str]:
    """List the conditions of which the registry expects less than was found."""
    for obligation in obligations:
        if State.NOT_CONFIRMED in obligation.accepted and outcomes[obligation].state is State.CONFIRMED:
            yield f"{obligation.name}: confirmed, though registered as not confirmed ({obligation.text})"
        by_second = [verdict for solver, verdict, _ in outcomes[obligation].solvers if solver == "cvc5"]
        if (
            obligation.second != "confirmed"
            and by_second == ["unsat"]
            and obligation.kind in {"symbolic", "solver theorem"}
        ):
            yield f"{obligation.name}: proved by cvc5 too, though registered as not confirmed by it"
