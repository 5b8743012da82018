"""What a soak finds: what was acknowledged, against what was claimed and what was missed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pocket_conformance.network.processes import Service
from pocket_reference.client.load import PERCENTILES, Outcome
from pocket_reference.smst.tree import Tree
from pocket_reference.store.log import read_log
from pocket_reference.store.records import MinedRelay

Json = Any


@dataclass
class Soak:
    """What happened: relays acknowledged, kills, the claims seen on chain by session and supplier."""

    directory: Path
    draw: random.Random
    outcome: Outcome = field(default_factory=Outcome)
    acknowledged: set[bytes] = field(default_factory=set)
    kills: Counter[str] = field(default_factory=Counter)
    claims: dict[tuple[str, str], str] = field(default_factory=dict)
    peak_bytes: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    stalled: set[str] = field(default_factory=set)
    """Sessions whose claim window passed in a stall."""
    missed: int = 0
    """Claims that the miners counted as missed in the stalls."""
    kills_pause: asyncio.Lock = field(default_factory=asyncio.Lock)
    blocks_pause: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def archive(self) -> Path:
        """Where logs are linked."""
        return self.directory / "archive"

    def look(self, miners: list[Service]) -> None:
        """Link logs that are new, and note how much memory the miners take."""
        for path in self.directory.glob("*.store/*.relays"):
            with contextlib.suppress(FileExistsError, FileNotFoundError):
                (self.archive / path.name).hardlink_to(path)
        for miner in miners:
            self.peak_bytes = max(self.peak_bytes, resident_bytes(miner))

    def kept(self) -> Iterator[tuple[str, str, Tree, set[bytes]]]:
        """Grow the trees of all logs in which there are relays; gives session, supplier, tree and hashes."""
        for path in sorted(self.archive.glob("*.relays")):
            tree, keys = Tree(), set[bytes]()

            def visit(relay: MinedRelay, tree: Tree = tree, keys: set[bytes] = keys) -> None:
                tree.update(relay.key, relay.value, relay.weight)
                keys.add(relay.key)

            read_log(path, visit)
            supplier, session, _ = path.name.split(".")
            if keys or (session, supplier) in self.claims:
                yield session, supplier, tree, keys

    def verdict(self) -> Json:
        """Compare what was acknowledged with what was claimed and what was missed."""
        found, missed, missed_in, wrong_roots = Counter[bytes](), Counter[bytes](), list[str](), list[str]()
        for session, supplier, tree, keys in self.kept():
            root = self.claims.get((session, supplier))
            (missed if root is None else found).update(keys)
            if root is None:
                missed_in.append(session)
            elif tree.root().hex() != root:
                wrong_roots.append(session)
        counts = found + missed
        told = len(missed_in) == self.missed and self.stalled.issuperset(missed_in)
        lost = sum(relay not in counts for relay in self.acknowledged)
        twice = sum(times > 1 for times in counts.values())
        return {
            "acknowledged": len(self.acknowledged),
            "lost": lost,
            "in_several_claims": twice,
            "claimed_but_not_acknowledged": len(set(found) - self.acknowledged),
            "claims": len(self.claims),
            "claims_with_another_root": len(wrong_roots),
            "stalls": len(self.stalled),
            "missed_claims": len(missed_in),
            "missed_claims_counted_by_the_miners": self.missed,
            "acknowledged_relays_in_missed_claims": sum(relay in missed for relay in self.acknowledged),
            "settled": self.ended["settled"],
            "expired": self.ended["expired"],
            "kills": dict(self.kills),
            "refused": dict(self.outcome.refused),
            "seconds": round(self.outcome.seconds, 1),
            "relays_per_second": round(self.outcome.answered / self.outcome.seconds, 1),
            "latency_ms": {f"p{part}": round(self.outcome.percentile(part) * 1e3, 3) for part in PERCENTILES},
            "peak_bytes_of_a_miner": self.peak_bytes,
            "succeeded": bool(self.acknowledged)
            and told
            and (bool(self.missed) or not self.stalled)
            and not (lost or twice or wrong_roots or self.ended["expired"]),
        }


def resident_bytes(service: Service) -> int:
    """Give the resident memory of a program; 0 where the system does not say."""
    if service.process is None:
        return 0
    try:
        pages = int(Path(f"/proc/{service.process.pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
