"""`python -m pocket_conformance.walk.symbolic`: Hypothesis with CrossHair's backend, in a process of its own.

Importing CrossHair turns deal's contracts off for the whole process, so what must hold is asserted here, explicitly.
Hypothesis drives; its integers are symbolic, so a branch that one value in a billion takes is found by a solver. Each
property is tried on the rule and then on a wrong one in its place, the canary: what does not notice that says nothing.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import click
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from immutables import Map

from pocket_conformance import entry
from pocket_conformance.generate.chain.world import account, signed
from pocket_conformance.output import print_table, table_of
from pocket_spec.chain.bank_messages import MsgSend
from pocket_spec.chain.execution import apply_message
from pocket_spec.invariants import BY_ID, StateInvariant
from pocket_spec.rejections import Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.session.calendar import session_end, session_start
from pocket_spec.settlement.amounts import inflation_of, part_of
from pocket_spec.settlement.budget import bonus_of, session_budget
from pocket_spec.settlement.distribution import RevenueShare, revenue_share_amounts
from pocket_spec.state.coin import upokt
from pocket_spec.state.state import State

Rule = Callable[..., Any]
UPOKT = st.integers(0, 10**12)
POSITIVE = st.integers(1, 10**12)
HEIGHT = st.integers(1, 10**7)
ALICE, BOB = account("alice"), account("bob")
FAILED, PASSED = 1, 0


@dataclass(frozen=True, slots=True)
class Property:
    """What must hold of a rule: drawn arguments, the assertion, the rule, and a wrong rule that it must not hold of."""

    name: str
    draws: dict[str, st.SearchStrategy[Any]]
    check: Callable[..., None]
    rule: Rule
    canary: Rule


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a property: whether the rule passed, whether the canary was refuted, and by what."""

    name: str
    holds: str
    refuted: str
    seconds: float

    @property
    def good(self) -> bool:
        """Tell whether all is as it must be."""
        return not self.holds and bool(self.refuted)


def _budget(rule: Rule, stake: int, pending: int) -> None:
    budget = rule(stake, pending)
    assert 0 <= budget * pending <= stake < (budget + 1) * pending  # noqa: S101 - this is what is asked


def _bonuses(rule: Rule, unused: int, one: int, other: int) -> None:
    assert rule(unused, one, one + other) + rule(unused, other, one + other) <= unused  # noqa: S101


def _inflation(rule: Rule, settled: int, numerator: int) -> None:
    minted = rule(settled, numerator, 1_000)
    assert minted * 1_000 >= settled * numerator > (minted - 1) * 1_000  # noqa: S101


def _grid(rule: Rule, height: int, anchor: int, blocks: int) -> None:
    height += anchor
    start, end = rule(height, anchor, blocks), session_end(height, anchor, blocks)
    assert start <= height <= end  # noqa: S101
    assert end - start == blocks - 1  # noqa: S101
    assert rule(end + 1, anchor, blocks) == end + 1  # noqa: S101


def _shares(rule: Rule, amount: int, first: int) -> None:
    shares = (RevenueShare(ALICE, first), RevenueShare(BOB, 100 - first))
    paid = rule(shares, amount)
    assert sum(paid.values()) == amount  # noqa: S101
    assert min(paid.values()) >= 0  # noqa: S101


def _payment(rule: Rule, held: int, other: int, sent: int) -> None:
    """Pay in a state of two accounts, and ask every invariant of supplies and balances."""
    state = State(balances=Map({ALICE: held, BOB: other}), supply=held + other)
    try:
        after = rule(state, sent)
    except Rejected:
        return
    for name in ("SUP-1", "SUP-2"):
        invariant = BY_ID[name]
        assert isinstance(invariant, StateInvariant)  # noqa: S101
        assert invariant.holds(after), name  # noqa: S101


def pay(state: State, sent: int) -> State:
    """Let Alice pay Bob."""
    return apply_message(state, signed(MsgSend(ALICE, BOB, (upokt(sent),))), RULES).state


def pay_from_nothing(state: State, sent: int) -> State:
    """The canary of `pay`: at one amount, the coins come from nowhere."""
    after = pay(state, sent)
    return replace(after, balances=after.balances.set(ALICE, state.balances[ALICE])) if sent == 777_777 else after


PROPERTIES = (
    Property(
        "a stake is divided among sessions",
        {"stake": UPOKT, "pending": st.integers(1, 20)},
        _budget,
        session_budget,
        lambda stake, pending: stake // pending + (stake == 123_456_789),
    ),
    Property(
        "bonuses are within what is unused",
        {"unused": UPOKT, "one": POSITIVE, "other": UPOKT},
        _bonuses,
        bonus_of,
        lambda unused, excess, total: -(-unused * excess // total),
    ),
    Property(
        "inflation is rounded up",
        {"settled": POSITIVE, "numerator": st.integers(1, 1_000)},
        _inflation,
        inflation_of,
        part_of,
    ),
    Property(
        "sessions partition heights",
        {"height": HEIGHT, "anchor": HEIGHT, "blocks": st.integers(1, 60)},
        _grid,
        session_start,
        lambda height, anchor, blocks: height - (height - 1) % blocks,
    ),
    Property(
        "revenue shares sum to the revenue",
        {"amount": UPOKT, "first": st.integers(1, 99)},
        _shares,
        revenue_share_amounts,
        lambda shares, amount: {each.address: part_of(amount, each.percentage, 100) for each in shares},
    ),
    Property(
        "a payment makes no coins",
        {"held": POSITIVE, "other": POSITIVE, "sent": POSITIVE},
        _payment,
        pay,
        pay_from_nothing,
    ),
)


def problem_of(tested: Property, rule: Rule, examples: int, backend: str) -> str:
    """Try a property of a rule: nothing if no example refutes it, else the example or what went wrong."""

    @settings(
        backend=backend,
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(**tested.draws)
    def run(**drawn: Any) -> None:
        tested.check(rule, **drawn)

    try:
        run()
    except Exception as error:  # noqa: BLE001 - whatever a rule raises refutes the property
        notes = " ".join(getattr(error, "__notes__", ())).split()
        return f"{type(error).__name__}: {' '.join(notes)}"[:300]
    return ""


def verdict_of(tested: Property, examples: int, backend: str) -> Verdict:
    """Try the rule, then the canary."""
    begun = time.process_time()
    holds = problem_of(tested, tested.rule, examples, backend)
    refuted = problem_of(tested, tested.canary, examples, backend)
    return Verdict(tested.name, holds, refuted, round(time.process_time() - begun, 1))


@click.command()
@click.option("--examples", type=click.IntRange(1), default=100, show_default=True, help="For each rule.")
@click.option("--backend", default="crosshair", show_default=True, help="Hypothesis's, or its own: hypothesis.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines instead of a table.")
def main(*, examples: int, backend: str, as_json: bool) -> None:
    """Look for counterexamples with a solver; fail where a rule has one or a canary has none."""
    found = [verdict_of(tested, examples, backend) for tested in PROPERTIES]
    if as_json:
        rows = [{"name": v.name, "problem": v.holds, "canary": v.refuted, "cpu_seconds": v.seconds} for v in found]
        click.echo(json.dumps({"backend": backend, "examples": examples, "properties": rows}))
    else:
        lines = [(v.name, v.holds or "no counterexample", v.refuted or "NOT REFUTED", f"{v.seconds}") for v in found]
        headings = ("property", "rule", "canary", "CPU seconds")
        print_table(table_of(f"{examples} examples each, backend {backend}", headings, lines, numbers=headings[3:]))
    sys.exit(PASSED if all(verdict.good for verdict in found) else FAILED)


if __name__ == "__main__":
    entry.run(main, "pocket_conformance.walk.symbolic")
