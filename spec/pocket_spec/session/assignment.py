"""The assignment: a session's id, and which suppliers serve it in which order.

Both follow from a block hash that nobody knows before the session starts, so neither can be chosen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import deal

from pocket_spec.numbers import is_int64, is_uint64
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.session.calendar import session_start_height
from pocket_spec.session.parameters import SessionParams, valid_types

DELIMITER = b"."
"""Joins the parts of a session id and of a supplier's seed; nothing escapes it."""
MOST_SUPPLIERS = 2**44
"""Sessions of more suppliers cannot be put together: their list would exceed a node's address space."""


@deal.pre(lambda params, application_address, service_id, block_hash, height: valid_types(params) and is_int64(height))
@deal.raises(Rejected)
@deal.ensure(
    lambda params, application_address, service_id, block_hash, height, result: (
        result.startswith(block_hash) and len(result) >= 11 + len(block_hash) + len(service_id)
    )
)
def session_id_preimage(
    params: SessionParams, application_address: str, service_id: str, block_hash: bytes, height: int
) -> bytes:
    """Join block hash, service id, application address and start height by full stops.

    The block hash is that of the session's first block (no bytes for a start of 0), addresses and ids are their UTF-8
    text, the start height is 8 bytes, least significant first.
    Errors: `SHARED_PARAM_INVALID` for sessions of 0 blocks.
    Source: poktroll v0.1.35 x/session/keeper/session_hydrator.go (GetSessionId)
    """
    start = session_start_height(params, height)
    parts = (block_hash, service_id.encode(), application_address.encode(), start.to_bytes(8, "little"))
    return DELIMITER.join(parts)


@deal.ensure(lambda preimage, result: len(result) == 64)
def session_id(preimage: bytes) -> str:
    """Hash the preimage with SHA3-256; a session id is the digest in hex.

    Source: poktroll v0.1.35 x/session/keeper/session_hydrator.go (GetSessionId)
    """
    return hashlib.sha3_256(preimage).hexdigest()


@deal.ensure(lambda preimage, operator_address, result: is_int64(result))
def supplier_weight(preimage: bytes, operator_address: str) -> int:
    """Draw a supplier's weight in a session: 8 bytes of SHA3-256 over the id's preimage, a full stop and the address.

    The bytes are big-endian and read as a signed integer, so half of all weights are negative.
    Source: poktroll v0.1.35 x/session/keeper/session_hydrator.go (generateSupplierRandomWeight)
    """
    seed = DELIMITER.join((preimage, operator_address.encode()))
    return int.from_bytes(hashlib.sha3_256(seed).digest()[:8], "big", signed=True)


@deal.ensure(lambda preimage, operator_addresses, result: sorted(result) == list(range(len(operator_addresses))))
def order_by_weight(preimage: bytes, operator_addresses: Sequence[str]) -> tuple[int, ...]:
    """Order candidates by their weight, equal weights by address, and give their positions.

    Source: poktroll v0.1.35 x/session/keeper/session_hydrator.go (sortCandidateSupplierConfigsBySupplierWeight)
    """
    keys = [(supplier_weight(preimage, address), address) for address in operator_addresses]
    return tuple(sorted(range(len(keys)), key=lambda position: keys[position]))


@deal.pre(lambda _: is_uint64(_.num_suppliers_per_session))
@deal.raises(Rejected)
@deal.ensure(lambda _: len(_.result) == min(len(_.operator_addresses), _.num_suppliers_per_session))
def choose_candidates(
    preimage: bytes,
    operator_addresses: Sequence[str],
    num_suppliers_per_session: int,
    order: Callable[[bytes, Sequence[str]], tuple[int, ...]] = order_by_weight,
) -> tuple[int, ...]:
    """Choose the candidates that serve in a session, and give their positions in the order in which they serve.

    They are the first of those ordered by weight. Fewer candidates than a session holds all serve, and keep the order
    in which they came (on chain: that of the store). Candidates are not deduplicated.
    Errors: `SESSION_PARAM_INVALID` above `MOST_SUPPLIERS`, where the real code panics; `SESSION_SUPPLIERS_NOT_FOUND`
    without candidates.
    Source: poktroll v0.1.35 x/session/keeper/session_hydrator.go (hydrateSessionSuppliers)
    """
    if num_suppliers_per_session > MOST_SUPPLIERS:
        raise Rejected(Reason.SESSION_PARAM_INVALID, f"{num_suppliers_per_session} suppliers per session")
    if not operator_addresses:
        raise Rejected(Reason.SESSION_SUPPLIERS_NOT_FOUND)
    if len(operator_addresses) < num_suppliers_per_session:
        return tuple(range(len(operator_addresses)))
    return order(preimage, operator_addresses)[:num_suppliers_per_session]


@deal.pre(lambda preimage, operator_addresses, num_suppliers_per_session: is_uint64(num_suppliers_per_session))
@deal.raises(Rejected)
@deal.ensure(
    lambda preimage, operator_addresses, num_suppliers_per_session, result: (
        len(result) == min(len(operator_addresses), num_suppliers_per_session)
    )
)
def session_suppliers(
    preimage: bytes, operator_addresses: Sequence[str], num_suppliers_per_session: int
) -> tuple[str, ...]:
    """Choose the suppliers of a session among candidates, as `choose_candidates` does, and give their addresses.

    Errors: those of `choose_candidates`.
    Source: poktroll v0.1.35 x/session/keeper/session_hydrator.go (hydrateSessionSuppliers)
    """
    chosen = choose_candidates(preimage, operator_addresses, num_suppliers_per_session)
    return tuple(operator_addresses[position] for position in chosen)
