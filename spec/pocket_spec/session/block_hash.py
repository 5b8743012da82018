"""The hashes of past blocks, from which sessions draw."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.rules import Rules
from pocket_spec.state.events import Transition
from pocket_spec.state.state import State
from pocket_spec.transitions import Step


@deal.ensure(lambda state, rules, result: result.state.block_hashes[state.height] == state.header_hash)
def store_block_hash(state: State, rules: Rules) -> Transition:
    """Record the hash of the block's header under its height, at the end of the block.

    Source: poktroll v0.1.35 x/session/keeper/keeper.go (StoreBlockHash)
    """
    return Transition(replace(state, block_hashes=state.block_hashes.set(state.height, state.header_hash)))


STORE_BLOCK_HASH = Step("store_block_hash", store_block_hash)


@deal.ensure(lambda state, height, result: height > 0 or result == b"")
def block_hash_at(state: State, height: int) -> bytes:
    """Give the hash of a past block, no bytes where none is recorded.

    Source: poktroll v0.1.35 x/session/keeper/block_hash.go (GetBlockHash)
    """
    return state.block_hashes.get(height, b"") if height > 0 else b""
