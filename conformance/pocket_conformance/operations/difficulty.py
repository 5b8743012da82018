"""Suite `difficulty`: relay mining difficulty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pocket_conformance.operations import Operation
from pocket_conformance.shapes import BOOLEAN, HEX, UINT64, Json, Schema, ShapeError, decimal, record
from pocket_spec.relay import difficulty

LONGEST_TARGET = 1024
"""Bytes of the longest target with a multiplier here; the chain's have 32. It bounds the work and the digits."""
WIDE = decimal(0, 2 ** (8 * LONGEST_TARGET))


@dataclass(frozen=True)
class TargetHash:
    """Hex of a bounded number of bytes."""

    def parse(self, value: Json, path: str) -> bytes:
        """Decode hex of up to `LONGEST_TARGET` bytes."""
        target: bytes = HEX.parse(value, path)
        if len(target) > LONGEST_TARGET:
            raise ShapeError(path, f"more than {LONGEST_TARGET} bytes")
        return target

    def render(self, value: bytes) -> str:
        """Encode as hex."""
        return HEX.render(value)

    def schema(self) -> Schema:
        """Return the string pattern with its greatest length."""
        return {**HEX.schema(), "maxLength": 2 * LONGEST_TARGET}


def applicable(values: dict[str, Any]) -> dict[str, Any]:
    """Compare a relay hash with a target."""
    return {"applicable": difficulty.is_relay_applicable(values["relay_hash"], values["target_hash"])}


def multiplier(values: dict[str, Any]) -> dict[str, Any]:
    """Invert a target's probability."""
    numerator, denominator = difficulty.relay_multiplier(values["target_hash"])
    return {"numerator": numerator, "denominator": denominator}


def target_hash(values: dict[str, Any]) -> dict[str, Any]:
    """Scale a target."""
    return {
        "target_hash": difficulty.new_target_hash(
            values["previous_target_hash"], values["target_num_relays"], values["new_relays_ema"]
        )
    }


def ema(values: dict[str, Any]) -> dict[str, Any]:
    """Move the average of relays."""
    return {"ema": difficulty.relays_ema(values["previous"], values["current"])}


OPERATIONS = (
    Operation(
        suite="difficulty",
        op="applicable",
        input=record({"relay_hash": HEX, "target_hash": HEX}),
        output=record({"applicable": BOOLEAN}),
        rule="pocket_spec.relay.difficulty.is_relay_applicable",
        run=applicable,
    ),
    Operation(
        suite="difficulty",
        op="multiplier",
        input=record({"target_hash": TargetHash()}),
        output=record({"numerator": WIDE, "denominator": WIDE}),
        rule="pocket_spec.relay.difficulty.relay_multiplier",
        run=multiplier,
    ),
    Operation(
        suite="difficulty",
        op="target_hash",
        input=record({"previous_target_hash": HEX, "target_num_relays": UINT64, "new_relays_ema": UINT64}),
        output=record({"target_hash": HEX}),
        rule="pocket_spec.relay.difficulty.new_target_hash",
        run=target_hash,
    ),
    Operation(
        suite="difficulty",
        op="ema",
        input=record({"previous": UINT64, "current": UINT64}),
        output=record({"ema": UINT64}),
        rule="pocket_spec.relay.difficulty.relays_ema",
        run=ema,
    ),
)
