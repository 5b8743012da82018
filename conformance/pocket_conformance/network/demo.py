"""A network of two miners, in a directory of its own, for some sessions: who served what, and who was paid what.

Blocks come on demand, one when the miners have done what was due after the one before, so that the result does not
depend on how fast the machine is. The devnet checks the invariants at every block and stops where one does not hold.
Every second claim or so must be proven: those above a threshold, and those that the drawing block draws.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from rich.table import Table

from pocket_conformance.network.local import LocalNetwork, local_network
from pocket_conformance.network.relaying import BLOCK_NUMBER
from pocket_conformance.output import table_of
from pocket_reference.client.load import PERCENTILES, Load, Outcome
from pocket_reference.devnet.network import COMPUTE_UNITS_PER_RELAY, SERVICE
from pocket_reference.miner.config import RPC_TYPES
from pocket_reference.miner.payload import request_payload
from pocket_spec.state import defaults
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.proof import ProofParams

Json = Any
SUPPLIERS, BLOCKS_PER_SESSION, CONCURRENCY = 2, 4, 16
WEIGHTS = (2, 1)
"""How often the suppliers are asked."""
MULTIPLIER = 42
"""uPOKT of a compute unit."""
PROBABILITY = 0.5
LONGEST_SETTLEMENT = 60
"""Blocks within which all claims must be settled."""
MICRO = 1_000_000
LOWEST_DIFFICULTY = 2**256 - 1
"""The target hash under which every relay counts."""


@dataclass(frozen=True, slots=True)
class Point:
    """The chain after a block: uPOKT, the difficulty as a multiple of the lowest, and claims that wait."""

    height: int
    supply: int
    balances: dict[str, int]
    difficulty: float
    claims: int


@dataclass
class Demonstration:
    """What happened: blocks, relays, the claims as they were settled, and what everybody held before and after."""

    sessions: int
    seconds: float = 0.0
    relays: Outcome = field(default_factory=Outcome)
    points: list[Point] = field(default_factory=list)
    settled: list[Json] = field(default_factory=list)
    lost: list[Json] = field(default_factory=list)
    proofs: int = 0
    blocks_checked: int = 0

    @property
    def succeeded(self) -> bool:
        """Tell whether every relay that was answered was paid for, and every relay was answered."""
        paid = sum(int(claim["num_relays"]) for claim in self.settled)
        return not self.lost and not self.relays.refused and paid == self.relays.answered

    def to_json(self) -> Json:
        """Give it as JSON: latencies in milliseconds, amounts in uPOKT."""
        return {
            "succeeded": self.succeeded,
            "sessions": self.sessions,
            "seconds": round(self.seconds, 1),
            "relays": {
                "answered": self.relays.answered,
                "refused": dict(self.relays.refused),
                "per_second": round(self.relays.answered / self.relays.seconds, 1),
                "latency_ms": {f"p{part}": round(self.relays.percentile(part) * 1e3, 3) for part in PERCENTILES},
            },
            "claims": self.settled,
            "lost": self.lost,
            "proofs": self.proofs,
            "blocks_with_invariants_checked": self.blocks_checked,
            "points": [asdict(point) for point in self.points],
        }


async def run(sessions: int, relays: int, advance: Callable[[str], None]) -> Demonstration:
    """Run the network in a temporary directory."""
    with tempfile.TemporaryDirectory(prefix="pocket-spec-demo-") as directory:
        proof = _proof_params(relays / sessions)
        async with local_network(
            Path(directory), suppliers=SUPPLIERS, blocks_per_session=BLOCKS_PER_SESSION, proof=proof
        ) as network:
            return await _play(network, sessions, relays, advance)


def _proof_params(relays_per_session: float) -> ProofParams:
    """Set the threshold between what the two suppliers will claim."""
    threshold = int(relays_per_session / 2 * COMPUTE_UNITS_PER_RELAY * MULTIPLIER)
    return replace(
        defaults.PROOF_PARAMS,
        proof_request_probability=PROBABILITY,
        proof_requirement_threshold=upokt(max(1, threshold)),
    )


async def _play(network: LocalNetwork, sessions: int, relays: int, advance: Callable[[str], None]) -> Demonstration:
    found, started = Demonstration(sessions), time.perf_counter()
    load = Load(
        network.gateway,
        network.members["app"].address,
        SERVICE,
        RPC_TYPES["json_rpc"],
        _payload,
        advance=lambda: advance(""),
        weights=WEIGHTS,
        outcome=found.relays,
    )
    await _look(network, found)
    sent = 0
    for number in range(1, sessions + 1):
        upto = relays * number // sessions
        await load.run(upto - sent, CONCURRENCY, first=sent)
        sent = upto
        for _ in range(BLOCKS_PER_SESSION):
            await _block(network, found)
    for _ in range(LONGEST_SETTLEMENT):
        await _block(network, found)
        if not found.points[-1].claims and found.points[-1].height > sessions * BLOCKS_PER_SESSION + BLOCKS_PER_SESSION:
            break
    found.settled = await _attributes(network, "EventClaimSettled")
    found.lost = [*await _attributes(network, "EventClaimExpired"), *await _attributes(network, "EventClaimDiscarded")]
    found.proofs = len(await _attributes(network, "EventProofSubmitted"))
    found.seconds = time.perf_counter() - started
    return found


def _payload(number: int) -> bytes:
    headers = {"Content-Type": "application/json", "X-Request": str(number)}
    return request_payload("POST", "/", headers, BLOCK_NUMBER.encode())


async def _attributes(network: LocalNetwork, kind: str) -> list[Json]:
    return [event["attributes"] for event in (await network.ask("/v1/events", type=kind))["events"]]


async def _block(network: LocalNetwork, found: Demonstration) -> None:
    await network.produce_block()
    found.blocks_checked += 1
    await _look(network, found)


async def _look(network: LocalNetwork, found: Demonstration) -> None:
    """Note what the chain holds after a block."""
    state = await network.ask("/v1/state")
    held = {entry["address"]: int(entry["amount"]) for entry in state["bank"]["balances"]}
    stake = {entry["address"]: int(entry["stake"]["amount"]) for entry in state["application"]["applications"]}
    targets = [entry["target_hash"] for entry in state["service"]["relay_mining_difficulties"]]
    found.points.append(
        Point(
            height=int(state["height"]) - 1,
            supply=sum(held.values()),
            balances={
                name: held.get(member.address, 0) + stake.get(member.address, 0)
                for name, member in network.members.items()
            },
            difficulty=_difficulty(targets[0]) if targets else 1.0,
            claims=len(state["proof"]["claims"]),
        )
    )


def _difficulty(target: str) -> float:
    return LOWEST_DIFFICULTY / max(1, int(target, 16))


def tables(found: Demonstration) -> list[Table]:
    """Show who served what and who was paid what."""
    return [_claims_table(found), _paid_table(found), _summary_table(found)]


def _claims_table(found: Demonstration) -> Table:
    rows = [
        (
            claim["session_end_block_height"],
            claim["supplier_operator_address"],
            f"{int(claim['num_relays']):,}",
            claim["claimed_upokt"],
            "required" if str(claim["proof_requirement_int"]) != "0" else "not required",
            claim["settled_upokt"],
        )
        for claim in found.settled
    ]
    columns = ("session ended", "supplier", "relays", "claimed", "proof", "settled")
    return table_of(
        "claims that were settled", columns, rows, numbers=("session ended", "relays", "claimed", "settled")
    )


def _paid_table(found: Demonstration) -> Table:
    first, last = found.points[0].balances, found.points[-1].balances
    rows: list[tuple[str, ...]] = [
        (
            name,
            f"{first[name] / MICRO:,.6f}",
            f"{last[name] / MICRO:,.6f}",
            f"{(last[name] - first[name]) / MICRO:+,.6f}",
        )
        for name in first
        if last[name] != first[name]
    ]
    rows.append(("supply", *(f"{point.supply / MICRO:,.6f}" for point in (found.points[0], found.points[-1])),
                 f"{(found.points[-1].supply - found.points[0].supply) / MICRO:+,.6f}"))  # fmt: skip
    numbers = ("before", "after", "change")
    return table_of(
        "who was paid what, in POKT, the application with its stake", ("account", *numbers), rows, numbers=numbers
    )


def _summary_table(found: Demonstration) -> Table:
    relays = found.to_json()["relays"]
    rows = [
        ("relays answered and verified", f"{relays['answered']:,}"),
        ("relays in settled claims", f"{sum(int(claim['num_relays']) for claim in found.settled):,}"),
        ("claims lost", str(len(found.lost))),
        ("proofs submitted", str(found.proofs)),
        ("relays per second", f"{relays['per_second']:,}"),
        *((f"latency {name}", f"{value:,} ms") for name, value in relays["latency_ms"].items()),
        ("blocks, invariants checked at each", str(found.blocks_checked)),
        ("seconds", f"{found.seconds:.1f}"),
    ]
    rows += [(f"refused: {label}", str(number)) for label, number in relays["refused"].items()]
    return table_of("summary", ("", "value"), rows, numbers=("value",))
