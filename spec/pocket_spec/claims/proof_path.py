"""The proof path: which leaf of a claimed trie the supplier must show."""

from __future__ import annotations

import hashlib

import deal


@deal.ensure(lambda block_hash, session_id, result: len(result) == 32)
def proof_path(block_hash: bytes, session_id: str) -> bytes:
    """Hash the seed block's hash and the session id's text: the leaf closest to the digest is to be proven.

    Source: poktroll v0.1.35 pkg/crypto/protocol/proof_path.go
    """
    return hashlib.sha256(block_hash + session_id.encode("utf-8", "surrogateescape")).digest()
