"""Suite `morse`: sessions, application stake, evidence and rewards of the v0 network."""

from __future__ import annotations

from typing import Any

from pocket_conformance.operations import Operation
from pocket_conformance.shapes import BOOLEAN, DEC, HEX, UINT64, array, decimal, hex_of, integer, record
from pocket_spec.morse import application, evidence, session
from pocket_spec.morse import reward as rewards
from pocket_spec.morse.decimals import decimal_from_text, decimal_text
from pocket_spec.numbers import UINT64_MAX

COUNT = integer(0, 2**63 - 1)
LARGEST_AMOUNT = 2**255 - 1
"""Amounts are 255 bits at most."""
HASH = hex_of(32)


def session_key(values: dict[str, Any]) -> dict[str, Any]:
    """Derive a session's key."""
    return {"key": session.session_key(**values)}


def session_nodes(values: dict[str, Any]) -> dict[str, Any]:
    """Draw a session's nodes."""
    nodes = session.session_nodes(
        values["session_key"], values["candidates"], frozenset(values["ineligible"]), values["node_count"]
    )
    return {"nodes": list(nodes)}


def app_max_relays(values: dict[str, Any]) -> dict[str, Any]:
    """Turn an application's stake into relays, and these into one node's share."""
    max_relays = application.app_max_relays(
        values["stake_upokt"], values["base_relays_per_pokt"], values["stability_adjustment"]
    )
    share = application.max_possible_relays(max_relays, values["num_chains"], values["session_node_count"])
    return {"max_relays": max_relays, "max_possible_relays": share}


def merkle_root(values: dict[str, Any]) -> dict[str, Any]:
    """Build the tree over a session's relays."""
    root = evidence.merkle_root(values["leaf_preimages"], values["indexed_parents"])
    return {
        "root": {"hash": root.hash, "lower": root.lower, "upper": root.upper},
        "order": list(evidence.leaf_order(values["leaf_preimages"])),
    }


def required_index(values: dict[str, Any]) -> dict[str, Any]:
    """Draw the leaf to prove."""
    return {"index": evidence.required_index(**values)}


def reward(values: dict[str, Any]) -> dict[str, Any]:
    """Give the reward of a claim and the weight of the node's stake."""
    steps = rewards.stake_bin(values["stake"], values["floor_multiplier"], values["weight_ceiling"])
    weight = rewards.stake_weight(
        steps, decimal_from_text(values["floor_exponent"]), decimal_from_text(values["weight_multiplier"])
    )
    coins = rewards.relay_reward(values["relays"], values["rttm"], weight)
    return {"coins": coins, "weight": decimal_text(weight)}


OPERATIONS = (
    Operation(
        suite="morse",
        op="session_key",
        input=record({"app_public_key": HEX, "chain": HEX, "block_hash": HEX}),
        output=record({"key": HASH}),
        rule="pocket_spec.morse.session.session_key",
        run=session_key,
    ),
    Operation(
        suite="morse",
        op="session_nodes",
        input=record({"session_key": HASH, "candidates": array(HEX), "ineligible": array(HEX), "node_count": COUNT}),
        output=record({"nodes": array(HEX)}),
        rule="pocket_spec.morse.session.session_nodes",
        run=session_nodes,
    ),
    Operation(
        suite="morse",
        op="app_max_relays",
        input=record(
            {
                "stake_upokt": decimal(0, LARGEST_AMOUNT),
                "base_relays_per_pokt": COUNT,
                "stability_adjustment": integer(-(2**63), 2**63 - 1),
                "num_chains": COUNT,
                "session_node_count": COUNT,
            }
        ),
        output=record(
            {
                "max_relays": decimal(-(2**63), UINT64_MAX),
                "max_possible_relays": decimal(-(2**63), UINT64_MAX),
            }
        ),
        rule="pocket_spec.morse.application.app_max_relays",
        run=app_max_relays,
    ),
    Operation(
        suite="morse",
        op="merkle_root",
        input=record({"leaf_preimages": array(HEX), "indexed_parents": BOOLEAN}),
        output=record(
            {
                "root": record({"hash": HASH, "lower": UINT64, "upper": UINT64}),
                "order": array(COUNT),
            }
        ),
        rule="pocket_spec.morse.evidence.merkle_root",
        run=merkle_root,
    ),
    Operation(
        suite="morse",
        op="required_index",
        input=record({"block_hash": HASH, "session_header_hash": HASH, "total_proofs": COUNT}),
        output=record({"index": COUNT}),
        rule="pocket_spec.morse.evidence.required_index",
        run=required_index,
    ),
    Operation(
        suite="morse",
        op="reward",
        input=record(
            {
                "relays": COUNT,
                "rttm": COUNT,
                "stake": decimal(0, LARGEST_AMOUNT),
                "floor_multiplier": COUNT,
                "floor_exponent": DEC,
                "weight_multiplier": DEC,
                "weight_ceiling": COUNT,
            }
        ),
        output=record({"coins": decimal(0, 2**256 - 1), "weight": DEC}),
        rule="pocket_spec.morse.reward.relay_reward",
        run=reward,
    ),
)
