"""How sure we are of each message and each step of a block that it keeps the books: its best evidence, or why none.

`python -m pocket_conformance.formal.handlers` writes the page docs/handlers.md.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from pocket_conformance.formal.registry import name_of, statement
from pocket_spec.chain.registry import HANDLERS, STEPS
from pocket_spec.settlement.handlers import TOKENOMICS_END_BLOCK
from pocket_spec.theorems import ROOMS, Exhausted, SolverTheorem, Theorem

Claim = Theorem | SolverTheorem | Exhausted
Kind = Literal["message", "step"]

INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        "submit_proof": (
            "not analysed: a proof is bytes, with a relay that two parties signed, which no solver makes up. The fee, "
            "which is all that the handler does with coins, is proved as `pay_submission_fee`. Next rung: the "
            "walk submits plausible proofs and asks for every invariant after each; the vectors submit valid ones"
        ),
        "settle_pending_claims": (
            "not analysed by itself: it is the first half of `tokenomics_end_block`, which is proved; the other half "
            "moves no coins"
        ),
    }
)
"""What stands in for a theorem, by the handlers and steps that have none of their own."""
PARTS: Mapping[str, str] = MappingProxyType(
    {"submit_proof": "pocket_spec.claims.submit_proof.pay_submission_fee",
     "settle_pending_claims": "pocket_spec.settlement.handlers.end_block"}
)  # fmt: skip
"""The rule that is analysed instead of such a one."""
HEAD = """# Handlers and steps

Every message that the chain executes and every step of a block, with what shows that it keeps the books: that no coin
appears or disappears but where the catalogue says so, and that a module's pool holds the stakes it should
([SUP-1, SUP-3, ESC-1, ESC-2, ESC-3](invariants.md)). A theorem here runs the handler itself, in a small world whose
amounts are unknowns, and z3 and cvc5 go through every way it can take: one step of an induction over all blocks. Where
that takes too long, every case of a small scope is computed, which the scope says.
[Formal](formal.md) says what that is worth; `pocket-spec assurance` says whether it is proved of the code as it is.

This page is made by `python -m pocket_conformance.formal.handlers`.
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a handler or step: the theorems that run it, or what stands in for them."""

    op: str
    kind: Kind
    claims: tuple[Claim, ...]
    instead: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The dotted names of the theorems."""
        return tuple(name_of(claim.function).removeprefix("pocket_spec.") for claim in self.claims)


def claims_about(rule: str) -> tuple[Claim, ...]:
    """List the theorems of all rooms that speak about a rule, by its dotted name, and about where coins are."""
    found: list[Claim] = []
    for room in map(importlib.import_module, ROOMS):
        if room.__name__.startswith("pocket_spec.chain."):
            direct = (*getattr(room, "SOLVED", ()), *getattr(room, "EXHAUSTED", ()))
            found += [one for one in direct if rule in map(name_of, one.rules)]
    return tuple(found)


def evidence() -> tuple[Evidence, ...]:
    """Give the best evidence of every handler and step of the chain, in their order."""
    everything: list[tuple[str, Kind, Callable[..., object]]] = [(h.op, "message", h.execute) for h in HANDLERS]
    everything += [(step.op, "step", step.run) for step in (*STEPS, TOKENOMICS_END_BLOCK)]
    return tuple(
        Evidence(op, kind, claims_about(PARTS.get(op, name_of(function))), INSTEAD.get(op, ""))
        for op, kind, function in everything
    )


def problems(found: tuple[Evidence, ...]) -> list[str]:
    """List the handlers and steps that nobody has said anything about, and excuses that excuse nothing."""
    without = [f"{one.op}: no theorem runs it, and nothing says why" for one in found if not one.claims]
    known = {one.op for one in found}
    idle = [f"{op}: is excused but is no handler or step" for op in sorted({*INSTEAD, *PARTS} - known)]
    needless = [
        f"{h.op}: is excused but has a theorem"
        for h in HANDLERS
        if h.op in INSTEAD and claims_about(name_of(h.execute))
    ]
    return [*without, *idle, *needless]


def cell(one: Evidence) -> str:
    """Say in a table's cell what is known of a handler or step."""
    theorems = "<br>".join(
        f"`{name}`: {statement(claim.function)} ({claim.scope})"
        for name, claim in zip(one.names, one.claims, strict=True)
    )
    return "<br>".join(text for text in (one.instead, theorems) if text)


def to_markdown() -> str:
    """Write the page."""
    found = evidence()
    own = [one for one in found if not one.instead]
    lines = [
        HEAD,
        f"{len(found)} handlers and steps: {len(own)} run by theorems, {len(found) - len(own)} only in part.",
        "",
    ]
    for kind, title in (("message", "Messages"), ("step", "Steps of a block")):
        lines += [f"## {title}", "", f"| {kind} | evidence |", "|---|---|"]
        lines += [f"| `{one.op}` | {cell(one)} |" for one in found if one.kind == kind]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(to_markdown())
