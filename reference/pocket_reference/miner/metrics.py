"""What the miner counts, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """The counters of one miner, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.relays = Counter("pocket_miner_relays", "Relays served.", ["service"], registry=self.registry)
        self.mined = Counter("pocket_miner_mined_relays", "Relays that count.", ["service"], registry=self.registry)
        self.refused = Counter("pocket_miner_refused", "Requests not served.", ["reason"], registry=self.registry)
        self.claims = Counter("pocket_miner_claims", "Claims by what came of them.", ["result"], registry=self.registry)
        self.proofs = Counter("pocket_miner_proofs", "Proofs by what came of them.", ["result"], registry=self.registry)
        self.failures = Counter(
            "pocket_miner_failures", "What failed and is tried again.", ["kind"], registry=self.registry
        )
        self.height = Gauge("pocket_miner_chain_height", "Height of the chain's last block.", registry=self.registry)
        self.sessions = Gauge("pocket_miner_open_sessions", "Sessions with relays.", registry=self.registry)
        self.stage = Histogram(
            "pocket_miner_stage_seconds", "Seconds by stage of a relay.", ["stage"], registry=self.registry,
            buckets=(1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3, 10),
        )  # fmt: skip

    def text(self) -> bytes:
        """Write them in Prometheus' text format."""
        return generate_latest(self.registry)
