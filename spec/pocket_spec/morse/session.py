"""Morse sessions: when one starts, its key, and the nodes that the key draws.

The key is a hash over the application, the chain and the hash of the session's first block; nobody's stake is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import deal

from pocket_spec.crypto.hashes import sha3_256
from pocket_spec.rejections import Reason, Rejected

BLOCKS_PER_SESSION_DEFAULT = 25
"""Source: pocket-core RC-0.12.0 x/nodes/types/params.go; mainnet's genesis says 4."""
SESSION_NODE_COUNT_DEFAULT = 5
"""Source: pocket-core RC-0.12.0 x/pocketcore/types/params.go; mainnet later had 24."""
HASH_LENGTH = 32
PUBLIC_KEY_LENGTH = 32
LONGEST_CHAIN = 4
"""Bytes of a chain id; staking admits 2 at most."""


@deal.pre(lambda height, blocks_per_session: height >= 1 and blocks_per_session >= 1)
@deal.ensure(
    lambda height, blocks_per_session, result: (
        result <= height < result + blocks_per_session and (result - 1) % blocks_per_session == 0
    )
)
def session_height(height: int, blocks_per_session: int) -> int:
    """Give the height of the first block of the session that a block belongs to; the first session starts at 1.

    Source: pocket-core RC-0.12.0 x/pocketcore/keeper/session.go
    """
    return (height - 1) // blocks_per_session * blocks_per_session + 1


@deal.pre(lambda draw, candidates: len(draw) >= 8 and candidates >= 1)
@deal.ensure(lambda draw, candidates, result: 0 <= result < candidates)
def pseudorandom_index(draw: bytes, candidates: int) -> int:
    """Draw an index below `candidates`: the first 8 bytes of a hash, big-endian, modulo their number.

    Favours low indices by a share of at most `candidates` / 2^64.
    Source: pocket-core RC-0.12.0 x/pocketcore/types/crypto.go (PseudorandomSelection)
    """
    return int.from_bytes(draw[:8], "big") % candidates


@deal.raises(Rejected)
@deal.ensure(lambda app_public_key, chain, block_hash, result: len(result) == HASH_LENGTH)
def session_key(app_public_key: bytes, chain: bytes, block_hash: bytes) -> bytes:
    """Hash application, chain and the hash of the session's first block with SHA3-256, written as JSON.

    Everything is lower-case hex. The field that holds the block hash is called `blockchain`.
    Errors: `MORSE_PUBLIC_KEY_MALFORMED`, `MORSE_CHAIN_MALFORMED`, `MORSE_BLOCK_HASH_MALFORMED`.
    Source: pocket-core RC-0.12.0 x/pocketcore/types/session.go (NewSessionKey)
    """
    if len(app_public_key) != PUBLIC_KEY_LENGTH:
        raise Rejected(Reason.MORSE_PUBLIC_KEY_MALFORMED, f"{len(app_public_key)} bytes")
    if not 1 <= len(chain) <= LONGEST_CHAIN:
        raise Rejected(Reason.MORSE_CHAIN_MALFORMED, f"{len(chain)} bytes")
    if len(block_hash) != HASH_LENGTH:
        raise Rejected(Reason.MORSE_BLOCK_HASH_MALFORMED, f"{len(block_hash)} bytes")
    fields = ("app_pub_key", app_public_key), ("chain", chain), ("blockchain", block_hash)
    json = ",".join(f'"{name}":"{value.hex()}"' for name, value in fields)
    return sha3_256(f"{{{json}}}".encode())


@deal.pre(lambda key, candidates, ineligible, node_count: len(key) == HASH_LENGTH and node_count >= 0)
@deal.raises(Rejected)
@deal.ensure(
    lambda key, candidates, ineligible, node_count, result: (
        len(result) == len(set(result)) == node_count and set(candidates) - ineligible >= set(result)
    )
)
def session_nodes(
    key: bytes, candidates: Sequence[bytes], ineligible: AbstractSet[bytes], node_count: int
) -> tuple[bytes, ...]:
    """Draw the nodes of a session, in the order in which they are drawn.

    The key itself makes the first draw, its SHA3-256 the next, and so on. A draw that hits a node seen before, or an
    ineligible one, costs nothing but the hash. `candidates` are the addresses staked for the chain when the session
    starts, on chain in ascending order; `ineligible` those jailed, gone or no longer on the chain when it is evaluated.
    Errors: `MORSE_PARAM_INVALID` for a session of 0 nodes; `MORSE_INSUFFICIENT_NODES` for fewer candidates than nodes,
    or once every candidate has been seen. (Addresses that repeat, which the chain's do not, make the real code search
    forever where they leave too few; here this is the same rejection.)
    Source: pocket-core RC-0.12.0 x/pocketcore/types/session.go (NewSessionNodes)
    """
    if node_count == 0:
        raise Rejected(Reason.MORSE_PARAM_INVALID, "a session of 0 nodes")
    if len(candidates) < node_count:
        raise Rejected(Reason.MORSE_INSUFFICIENT_NODES, f"{len(candidates)} of {node_count}")
    unseen, draw = set(candidates), key
    nodes: list[bytes] = []
    while len(nodes) < node_count:
        if not unseen:
            raise Rejected(Reason.MORSE_INSUFFICIENT_NODES, f"{len(nodes)} of {node_count}")
        node = candidates[pseudorandom_index(draw, len(candidates))]
        draw = sha3_256(draw)
        if node in unseen and node not in ineligible:
            nodes.append(node)
        unseen.discard(node)
    return tuple(nodes)
