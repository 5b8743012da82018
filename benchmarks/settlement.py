# ruff: noqa: INP001 - a script, not a package
"""Time the settlement of one block with claims as mainnet has them: the spec, contracts on and off."""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import time
from dataclasses import replace

import deal
from immutables import Map
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from pocket_conformance.generate.chain.settlement_world import (
    DUE,
    END,
    POKT,
    application,
    claim,
    config,
    delegation,
    header,
    operator,
    owner,
    service,
    settlement_state,
    supplier,
    validator,
)
from pocket_conformance.generate.chain.world import account
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.settlement.settle import settle
from pocket_spec.state.records.proof import ProofParams
from pocket_spec.state.records.service import RelayMiningDifficulty, RelayMiningDifficultyUpdate
from pocket_spec.state.state import State

MEBIBYTE = 1024 * 1024
KIBIBYTE = 1024


def network(options: argparse.Namespace) -> State:
    """Make a block in which so many claims are due, half a percent of them unproven."""
    apps = [account(f"application {number}") for number in range(options.applications)]
    sessions = [
        header(f"session {number}", apps[number % len(apps)], f"svc{number % options.services}")
        for number in range(-(-options.claims // options.suppliers_per_session))
    ]
    claims = [
        claim(
            number * options.suppliers_per_session % options.suppliers + place,
            50 + (number * 31 + place * 17) % 400,
            session,
        )
        for number, session in enumerate(sessions)
        for place in range(options.suppliers_per_session)
    ][: options.claims]
    numbers = range(options.suppliers + options.suppliers_per_session)
    services = [service(f"svc{number}") for number in range(options.services)]
    served = {
        (each.supplier_operator_address, each.session_header.service_id) for each in claims if each.session_header
    }
    configs = [
        config(number, [(owner(number), 60), (account(f"sharer {number % 97}"), 40)], each.id)
        for number in numbers
        for each in services
        if (operator(number), each.id) in served
    ]
    validators = [validator(f"validator {number}", (1_000 - number) * POKT, 5) for number in range(options.validators)]
    delegations = [
        delegation(f"delegator {number}", f"validator {number % options.validators}", (100 + number) * POKT)
        for number in range(options.delegations)
    ]
    state = settlement_state(
        claims,
        [application(100_000 * POKT, address, f"svc{place % options.services}") for place, address in enumerate(apps)],
        [supplier(number) for number in numbers],
        configs,
        services,
        validators,
        delegations,
    )
    history = {
        (each.id, height): RelayMiningDifficultyUpdate(height, RelayMiningDifficulty(each.id, height, 1, b"\x7f" * 32))
        for each in services
        for height in range(1, END, 10)
    }
    params: ProofParams = replace(state.proof_params, proof_request_probability=0.005)
    return replace(
        state, difficulty_history=Map(history), proof_params=params, block_hashes=Map({END + 5: b"\x01" * 32})
    )


def measure(state: State, rounds: int) -> tuple[list[tuple[float, float]], int]:
    """Settle the block so many times; seconds and CPU seconds of each, and how many claims were not settled."""
    seconds = []
    unsettled = 0
    for _ in range(rounds):
        begin, cpu_begin = time.perf_counter(), time.process_time()
        settled = settle(state, RULES)
        seconds.append((time.perf_counter() - begin, time.process_time() - cpu_begin))
        kinds = [event.kind.name.rpartition(".")[2] for event in settled.events]
        unsettled = len(state.claims) - kinds.count("EventClaimSettled")
    return seconds, unsettled


def main() -> int:
    """Run the command line."""
    options = _options()
    state = network(options)
    if options.without_contracts:
        deal.disable()
    before = _peak()
    seconds, unsettled = measure(state, options.rounds)
    result = {
        "claims": len(state.claims),
        "unsettled": unsettled,
        "min_seconds": min(wall for wall, _ in seconds),
        "median_seconds": statistics.median(wall for wall, _ in seconds),
        "min_cpu_seconds": min(cpu for _, cpu in seconds),
        "peak_bytes": _peak(),
        "peak_bytes_before": before,
        "contracts": not options.without_contracts,
        "height": DUE,
    }
    if options.json:
        sys.stdout.write(json.dumps(result) + "\n")
        return 0
    title = f"Settlement of {result['claims']} claims, {unsettled} of them expired or discarded"
    table = Table(title=title, box=SIMPLE, padding=(0, 1))
    for heading in ("contracts", "runs", "min s", "median s", "CPU s", "peak MiB", "before MiB"):
        table.add_column(heading, justify="right")
    table.add_row(
        "off" if options.without_contracts else "on",
        str(len(seconds)),
        f"{result['min_seconds']:.2f}",
        f"{result['median_seconds']:.2f}",
        f"{result['min_cpu_seconds']:.2f}",
        f"{_peak() / MEBIBYTE:.0f}",
        f"{before / MEBIBYTE:.0f}",
    )
    Console().print(table)
    return 0


def _peak() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * KIBIBYTE


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the settlement of a block.")
    parser.add_argument("--claims", type=int, default=5_000)
    parser.add_argument("--suppliers-per-session", type=int, default=50)
    parser.add_argument("--suppliers", type=int, default=2_000)
    parser.add_argument("--applications", type=int, default=200)
    parser.add_argument("--services", type=int, default=60)
    parser.add_argument("--validators", type=int, default=20)
    parser.add_argument("--delegations", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-contracts", action="store_true", help="switch the contracts of the rules off")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
