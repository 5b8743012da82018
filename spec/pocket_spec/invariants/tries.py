"""Tries and what is shown of them: an accepted proof is worth something only if these hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import deal

from pocket_spec.invariants.model import WITHHELD, DataInvariant
from pocket_spec.smst.closest import prove_closest
from pocket_spec.smst.nodes import PATH_BITS, TRAILER_BYTES, path_bit, sum_and_count
from pocket_spec.smst.trie import build, key_path, root, root_count, root_sum
from pocket_spec.smst.types import ClosestProof, TrieSpec, Update
from pocket_spec.smst.verify import verify_closest

RELAY_MINERS = TrieSpec("smst", None)
"""The trie of claims: its leaves hold their values themselves."""


@dataclass(frozen=True, slots=True)
class Showing:
    """A trie by its leaves (key, value and weight), the root that is claimed of it, and a closest proof that is shown.

    `accepted` says whether whoever checked the proof against the root accepted it.
    """

    leaves: Mapping[bytes, tuple[bytes, int]]
    root_hash: bytes
    proof: ClosestProof
    accepted: bool


@deal.pre(lambda leaves, path: len(leaves) > 0)
@deal.ensure(
    lambda leaves, path, result: result.accepted == verify_closest(RELAY_MINERS, result.root_hash, result.proof)
)
def shown(leaves: Mapping[bytes, tuple[bytes, int]], path: bytes) -> Showing:
    """Build a trie and show its closest leaf to a path, as a RelayMiner and the chain do.

    Source: poktroll v0.1.35 pkg/relayer/session/proof.go, x/proof/keeper/proof_validation.go
    """
    trie = build(RELAY_MINERS, [Update(key, value, weight) for key, (value, weight) in leaves.items()])
    proof = prove_closest(trie, path)
    return Showing(leaves, root(trie), proof, verify_closest(RELAY_MINERS, root(trie), proof))


@deal.pre(lambda paths, path: len(paths) > 0)
@deal.ensure(lambda paths, path, result: result in paths)
def closest_of(paths: list[bytes], path: bytes) -> bytes:
    """Give the closest of some paths by definition: bit by bit those that go on alike, or all where there are none.

    Source: this project (docs/smst.md)
    """
    for position in range(PATH_BITS):
        paths = [other for other in paths if path_bit(other, position) == path_bit(path, position)] or paths
    return paths[0]


def _is_closest(showing: Showing) -> bool:
    return showing.proof.closest_path == closest_of([key_path(key) for key in showing.leaves], showing.proof.path)


def _shows_what_is_stored(showing: Showing) -> bool:
    data = showing.proof.closest_value_hash
    if not showing.accepted or data is None:
        return True
    stored = {key_path(key): (value, weight) for key, (value, weight) in showing.leaves.items()}
    weight, count = sum_and_count(data)
    return count == 1 and stored.get(showing.proof.closest_path) == (data[:-TRAILER_BYTES], weight)


def _can_be_shown(showing: Showing) -> bool:
    honest = shown(showing.leaves, showing.proof.path)
    return verify_closest(RELAY_MINERS, showing.root_hash, honest.proof)


def _is_counted(showing: Showing) -> bool:
    weights = [weight for _, weight in showing.leaves.values()]
    return root_sum(showing.root_hash) == sum(weights) and root_count(showing.root_hash) == len(weights)


SOUND = DataInvariant(
    id="TRI-1",
    sentence="What an accepted proof shows at a path is the leaf that the trie has there, with its value and weight.",
    assumes="SHA-256 has no collisions, and the value is not empty.",
    silent_on="Which leaf had to be shown: TRI-5 speaks of that.",
    holds=_shows_what_is_stored,
)
COMPLETE = DataInvariant(
    id="TRI-2",
    sentence="Of a trie that holds anything, the closest leaf to every path can be shown to its root.",
    assumes="Leaves have values, and none was deleted.",
    silent_on="What else can be shown.",
    holds=_can_be_shown,
)
ONE_CLOSEST = DataInvariant(
    id="TRI-3",
    sentence="For every path there is one closest leaf, and it is the one that an honest prover shows.",
    assumes="The proof is that of an honest prover.",
    silent_on="Other provers.",
    holds=_is_closest,
)
COUNTED = DataInvariant(
    id="TRI-4",
    sentence="The root has the sum of the weights of all leaves, and their number.",
    assumes="The sum fits 64 bits.",
    silent_on="Whether the leaves are relays.",
    holds=_is_counted,
)
CLOSEST_SHOWN = DataInvariant(
    id="TRI-5",
    sentence="The leaf that an accepted proof shows is the closest to the path for which it was asked.",
    assumes="SHA-256 has no collisions.",
    silent_on="Which path is asked for.",
    fails=WITHHELD,
    holds=lambda showing: not showing.accepted or _is_closest(showing),
)
