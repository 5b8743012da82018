# ruff: noqa: INP001 - a script, not a package
"""What a relay costs, by stage: this miner and the network's own Go libraries, in turns, in one run.

Processor time of one operation, the least of all batches, so that others who use the machine disturb little; and the
relays per second that a miner serves end to end, with backend and client on the same machine.

    python benchmarks/relays.py [--json] [--seconds S] [--rounds N] [--relays N]
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from coincurve import PrivateKey
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from timing import least

from pocket_conformance.contracts import unchecked
from pocket_conformance.network.local import local_network
from pocket_conformance.network.relaying import BLOCK_NUMBER
from pocket_reference.client.load import PERCENTILES, Load
from pocket_reference.devnet.network import SERVICE
from pocket_reference.miner.payload import request_payload
from pocket_reference.miner.relays import IncomingRelay, header_bytes, read_relay, request_bytes, request_hash, serve
from pocket_reference.ring import curve
from pocket_reference.ring import signature as ring
from pocket_reference.ring.multiples import COLUMNS, TABLES, WORTH_IT
from pocket_reference.smst.tree import Tree
from pocket_spec.crypto.secp256k1 import CURVE_ORDER, multiply_base
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.state import defaults

REPOSITORY = Path(__file__).resolve().parents[1]
GO_PROGRAM = REPOSITORY / "build" / "benchmark-go-relays"
RING_SIZES = (2, 3, 4, 8)
RELAY_BYTES, WEIGHT, CONCURRENCY, TREE_LEAVES = 700, 100, 16, 10_000
JSON_RPC = 3
UNSEEN = ", ring not seen before"
MINER_STAGES = ("read", "ring verify 2", "response sign", "insert and root")
"""What a relay of a session with one gateway goes through, without HTTP and disk."""


def own_stages(seconds: float) -> dict[str, float]:
    """Time the stages of this miner."""
    measured = {}
    for size in RING_SIZES:
        private = 1 + secrets.randbelow(CURVE_ORDER - 1)
        keys = [multiply_base(private), *(multiply_base(1 + secrets.randbelow(2**200)) for _ in range(size - 1))]
        message = hashlib.sha256(b"a relay").digest()
        signed = ring.sign(message, keys, private)
        if not ring.verify(ring.read(signed), message):
            raise SystemExit("a signature does not verify")
        measured[f"ring verify {size}{UNSEEN}"] = least(seconds / 2, 20, verifying_first(signed, message))
        for _ in range(WORTH_IT + COLUMNS):
            ring.verify(ring.read(signed), message)
        measured[f"ring verify {size}"] = least(seconds, 20, verifying(signed, message))
        measured[f"ring sign {size}"] = least(seconds, 20, signing(message, keys, private))
    relay, body, key = example()
    digest = hashlib.sha256(b"a response").digest()
    measured["read"] = least(seconds, 100, lambda _: request_hash(read_relay(body)))
    measured["response sign"] = least(seconds, 100, lambda _: key.sign_recoverable(digest, hasher=None))
    measured["serve: sign, encode, hash"] = least(seconds, 100, lambda _: serve(relay, b"x" * 300, key))
    measured["relay hash"] = least(seconds, 1000, lambda number: hashlib.sha256(leaf(number)).digest())
    measured["insert and root"] = least(seconds, TREE_LEAVES, inserting())
    return measured


def verifying(signed: bytes, message: bytes) -> Callable[[int], bool]:
    """Read and verify a ring signature."""
    return lambda _: ring.verify(ring.read(signed), message)


def verifying_first(signed: bytes, message: bytes) -> Callable[[int], bool]:
    """The same, with nothing remembered of the ring."""

    def verify(_: int) -> bool:
        for remembered in (curve.base.cache_clear, curve.hash_to_curve.cache_clear, TABLES.clear):
            remembered()
        return ring.verify(ring.read(signed), message)

    return verify


def signing(message: bytes, keys: list[bytes], private: int) -> Callable[[int], bytes]:
    """Make a ring signature."""
    return lambda _: ring.sign(message, keys, private)


def example() -> tuple[IncomingRelay, bytes, PrivateKey]:
    """Make a relay as clients send it."""
    header = header_bytes(SessionHeader("pokt1" + "a" * 38, "anvil", "ab" * 32, 1, 10))
    payload = request_payload("POST", "/", {"Content-Type": "application/json"}, BLOCK_NUMBER.encode())
    body = request_bytes(header, bytes(199), "pokt1" + "s" * 38, payload)
    return read_relay(body), body, PrivateKey(b"\x07" * 32)


def leaf(number: int) -> bytes:
    """Make the bytes of a relay, as the Go program does."""
    return number.to_bytes(8, "big") + bytes(RELAY_BYTES - 8)


def inserting() -> Callable[[int], None]:
    """Insert relays into trees of some leaves, and take the root of each."""
    trees = [Tree()]

    def insert(number: int) -> None:
        content = leaf(number)
        trees[0].update(hashlib.sha256(content).digest(), content, WEIGHT)
        if number % TREE_LEAVES == TREE_LEAVES - 1:
            trees[0].root()
            trees[0] = Tree()

    return insert


def build_go_program() -> str:
    """Compile the Go program; gives why there is none, nothing where there is."""
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    if go is None:
        return "there is no Go on this machine"
    done = subprocess.run(  # noqa: S603 - the program is part of this repository
        [go, "build", "-o", str(GO_PROGRAM), "."],
        cwd=REPOSITORY / "benchmarks" / "go-relays", capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "it does not build: " + done.stderr.strip()[-200:] if done.returncode else ""


def go_stages(seconds: float) -> dict[str, float]:
    """Time the stages of the Go libraries, on one processor."""
    done = subprocess.run(  # noqa: S603 - our own program
        [str(GO_PROGRAM), "-seconds", str(seconds)],
        env={**os.environ, "GOMAXPROCS": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


async def end_to_end(relays: int) -> dict[str, Any]:
    """Serve relays with one miner and measure what its client sees, and what the miner's processor time is."""
    with tempfile.TemporaryDirectory(prefix="pocket-spec-bench-") as directory:
        async with local_network(
            Path(directory), suppliers=1, blocks_per_session=10, proof=defaults.PROOF_PARAMS
        ) as network:
            load = Load(
                network.gateway,
                network.members["app"].address,
                SERVICE,
                JSON_RPC,
                lambda number: request_payload("POST", "/", {"X-Request": str(number)}, BLOCK_NUMBER.encode()),
            )
            await load.run(100, CONCURRENCY)
            load.outcome.latencies, load.outcome.seconds = type(load.outcome.latencies)("d"), 0.0
            before = processor_seconds(network.miners[0].process)
            outcome = await load.run(relays, CONCURRENCY, first=100)
            used = processor_seconds(network.miners[0].process) - before
    return {
        "relays": outcome.answered,
        "relays_per_second": outcome.answered / outcome.seconds,
        "latency_ms": {f"p{percent}": outcome.percentile(percent) * 1000 for percent in PERCENTILES},
        "miner_processor_seconds_per_relay": used / max(1, outcome.answered),
    }


def processor_seconds(process: asyncio.subprocess.Process | None) -> float:
    """Give what a process has used; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{process.pid if process else 0}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def table(own: dict[str, float], go: dict[str, float], whole: dict[str, Any], reason: str) -> Table:
    """Lay the measurements out."""
    found = Table(title="A relay by stage, processor time of one operation", caption=caption(own, whole, reason))
    for heading in ("stage", "this miner, us", "Go, us", "ratio"):
        found.add_column(heading, justify="left" if heading == "stage" else "right")
    for stage, seconds in own.items():
        theirs = go.get(stage.removesuffix(UNSEEN))
        found.add_row(
            stage,
            f"{seconds * 1e6:,.2f}",
            f"{theirs * 1e6:,.2f}" if theirs else "",
            f"{theirs / seconds:.2f}x" if theirs else "",
        )
    return found


def caption(own: dict[str, float], whole: dict[str, Any], reason: str) -> str:
    """Say what the stages add up to, and what a client sees."""
    latency = ", ".join(f"{name} {value:.1f} ms" for name, value in whole["latency_ms"].items())
    speed, used = whole["relays_per_second"], whole["miner_processor_seconds_per_relay"] * 1000
    stages = 1 / sum(own[stage] for stage in MINER_STAGES)
    lines = [
        f"stages of a relay together: {stages:,.0f} relays per second and core",
        f"end to end, client, backend and chain on this machine: {speed:,.0f} relays per second, {latency};",
        f"the miner uses {used:.2f} ms of a processor per relay",
    ]
    return "\n".join([*lines, *([f"no Go: {reason}"] if reason else [])])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=0.3, help="of a stage and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--relays", type=int, default=2_000, help="end to end")
    options = parser.parse_args()
    reason = build_go_program()
    own: dict[str, float] = {}
    go: dict[str, float] = {}
    turns: list[tuple[dict[str, float], Callable[[float], dict[str, float]]]] = [(own, own_stages)]
    turns += [] if reason else [(go, go_stages)]
    with unchecked(), Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("stages of a relay", total=options.rounds * len(turns) + 1)
        for kept, measure in turns * options.rounds:
            new = measure(options.seconds)
            kept.update({stage: min(value, kept.get(stage, value)) for stage, value in new.items()})
            progress.advance(task)
        progress.update(task, description=f"{options.relays} relays end to end")
        whole = asyncio.run(end_to_end(options.relays))
    if options.json:
        ratios = {stage: go[each] / own[stage] for stage in own if (each := stage.removesuffix(UNSEEN)) in go}
        sys.stdout.write(
            json.dumps({"own": own, "go": go, "ratios": ratios, "end_to_end": whole, "no_go": reason}) + "\n"
        )
    else:
        Console(width=None if sys.stdout.isatty() else 140).print(table(own, go, whole, reason))


if __name__ == "__main__":
    main()
