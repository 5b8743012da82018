"""Compact proofs: side nodes that are placeholders become bits of a mask, positions become bytes.

Source of all rules here: smt v0.14.1 proofs.go, utils.go.
"""

from __future__ import annotations

import deal

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.smst.nodes import PATH_BITS, PATH_BYTES, path_bit, placeholder
from pocket_spec.smst.types import (
    ClosestProof,
    CompactClosestProof,
    CompactMembershipProof,
    MembershipProof,
    TrieSpec,
)
from pocket_spec.smst.verify import side_node_digest, validate_closest_proof, validate_proof

POSITION_BYTES = 2
"""Longest form of a position in a path: 256 takes two bytes."""


@deal.pre(lambda data: len(data) <= POSITION_BYTES)
@deal.post(lambda result: result >= 0)
def position_from_bytes(data: bytes) -> int:
    """Return the position that big-endian bytes say; no bytes say 0, and leading zeros are allowed.

    Source: smt v0.14.1 utils.go
    """
    return int.from_bytes(data, "big")


@deal.pre(lambda position: 0 <= position <= PATH_BITS)
@deal.ensure(lambda position, result: 1 <= len(result) <= POSITION_BYTES and position_from_bytes(result) == position)
def position_bytes(position: int) -> bytes:
    """Return a position in a path as big-endian bytes, as few as possible but at least one.

    Source: smt v0.14.1 utils.go
    """
    return position.to_bytes(max(1, (position.bit_length() + 7) // 8), "big")


@deal.pre(lambda bits: all(bit in {0, 1} for bit in bits))
@deal.ensure(lambda bits, result: len(result) == (len(bits) + 7) // 8)
def mask_of_bits(bits: tuple[int, ...]) -> bytes:
    """Return bits as bytes, most significant first, filled with zeros at the end.

    Source: smt v0.14.1 utils.go
    """
    padded = bits + (0,) * (-len(bits) % 8)
    return bytes(
        sum(bit << (7 - index) for index, bit in enumerate(padded[at : at + 8])) for at in range(0, len(padded), 8)
    )


@deal.raises(Rejected)
@deal.ensure(lambda spec, proof, result: result.num_side_nodes == len(proof.side_nodes))
@deal.ensure(lambda spec, proof, result: placeholder(spec) not in result.side_nodes)
def compact_proof(spec: TrieSpec, proof: MembershipProof) -> CompactMembershipProof:
    """Return the proof without its placeholders, and the mask that says where they were.

    Rejects with `SMST_BAD_PROOF` as `validate_proof` does.

    Source: smt v0.14.1 proofs.go
    """
    validate_proof(spec, proof)
    side_nodes = tuple(side_node_digest(spec, side_node) for side_node in proof.side_nodes)
    empty = placeholder(spec)
    return CompactMembershipProof(
        side_nodes=tuple(side_node for side_node in side_nodes if side_node != empty),
        non_membership_leaf_data=proof.non_membership_leaf_data,
        bit_mask=mask_of_bits(tuple(int(side_node == empty) for side_node in side_nodes)),
        num_side_nodes=len(side_nodes),
        sibling_data=proof.sibling_data,
    )


@deal.raises(Rejected)
@deal.ensure(lambda compact, result: 0 <= compact.num_side_nodes <= PATH_BITS)
def validate_compact_proof(compact: CompactMembershipProof) -> None:
    """Refuse a compact proof whose mask does not fit its side nodes.

    Quirk: a proof that claims no side nodes may contain some; they are ignored.

    Rejects with `SMST_BAD_PROOF`: a number of side nodes outside 0 to 256; a mask that is not as many bytes as that
    takes; side nodes that are not as many as the mask's bits leave, or too few because bits are set at its unused end.

    Source: smt v0.14.1 proofs.go
    """
    number, mask = compact.num_side_nodes, compact.bit_mask
    if not 0 <= number <= PATH_BITS:
        raise Rejected(Reason.SMST_BAD_PROOF, f"{number} side nodes")
    if len(mask) != (number + 7) // 8:
        raise Rejected(Reason.SMST_BAD_PROOF, f"a mask of {len(mask)} bytes for {number} side nodes")
    if number == 0:
        return
    if len(compact.side_nodes) != number - int.from_bytes(mask, "big").bit_count():
        raise Rejected(Reason.SMST_BAD_PROOF, f"{len(compact.side_nodes)} side nodes do not fit the mask")
    if len(compact.side_nodes) < sum(not path_bit(mask, index) for index in range(number)):
        raise Rejected(Reason.SMST_BAD_PROOF, "the mask has bits beyond the side nodes")


@deal.raises(Rejected)
@deal.ensure(lambda spec, compact, result: len(result.side_nodes) == compact.num_side_nodes)
def decompact_proof(spec: TrieSpec, compact: CompactMembershipProof) -> MembershipProof:
    """Return the proof with its placeholders put back where the mask says.

    Rejects with `SMST_BAD_PROOF` as `validate_compact_proof` does.

    Source: smt v0.14.1 proofs.go
    """
    validate_compact_proof(compact)
    present = iter(compact.side_nodes)
    empty = placeholder(spec)
    side_nodes = tuple(
        empty if path_bit(compact.bit_mask, index) else next(present) for index in range(compact.num_side_nodes)
    )
    return MembershipProof(side_nodes, compact.non_membership_leaf_data, compact.sibling_data)


@deal.raises(Rejected)
@deal.ensure(lambda spec, compact, result: result.path == compact.path and len(result.path) == PATH_BYTES)
def decompact_closest_proof(spec: TrieSpec, compact: CompactClosestProof) -> ClosestProof:
    """Return the closest proof that its on-chain form stands for, ready to be verified.

    Rejects with `SMST_BAD_PROOF`: a path that is not 32 bytes; a depth or flipped bit of more than two bytes; no
    membership proof; and as `validate_compact_proof` does.

    Source: smt v0.14.1 proofs.go
    """
    if len(compact.path) != PATH_BYTES:
        raise Rejected(Reason.SMST_BAD_PROOF, f"a path of {len(compact.path)} bytes")
    if any(len(position) > POSITION_BYTES for position in (compact.depth, *compact.flipped_bits)):
        raise Rejected(Reason.SMST_BAD_PROOF, "a position of more than two bytes")
    if compact.closest_proof is None:
        raise Rejected(Reason.SMST_BAD_PROOF, "no membership proof")
    return ClosestProof(
        path=compact.path,
        flipped_bits=tuple(position_from_bytes(position) for position in compact.flipped_bits),
        depth=position_from_bytes(compact.depth),
        closest_path=compact.closest_path,
        closest_value_hash=compact.closest_value_hash,
        closest_proof=decompact_proof(spec, compact.closest_proof),
    )


@deal.raises(Rejected)
@deal.ensure(lambda spec, proof, result: decompact_closest_proof(spec, result).depth == proof.depth)
def compact_closest_proof(spec: TrieSpec, proof: ClosestProof) -> CompactClosestProof:
    """Return the closest proof in the form that goes on chain.

    Rejects with `SMST_BAD_PROOF` as `validate_closest_proof` does.

    Source: smt v0.14.1 proofs.go
    """
    validate_closest_proof(spec, proof)
    return CompactClosestProof(
        path=proof.path,
        flipped_bits=tuple(position_bytes(position) for position in proof.flipped_bits),
        depth=position_bytes(proof.depth),
        closest_path=proof.closest_path,
        closest_value_hash=proof.closest_value_hash,
        closest_proof=compact_proof(spec, proof.closest_proof),
    )
