"""Transactions of the devnet: one message, signed by the account that it names.

    {"message": {"type", "value"}, "sequence": 0, "public_key": hex, "signature": hex}

The signature is secp256k1 over the canonical JSON (keys sorted, no blanks) of chain id, message and sequence. A
sequence counts an account's transactions, so that none is executed twice.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from pocket_reference.devnet.errors import DevnetError
from pocket_spec.chain.execution import SignedMessage
from pocket_spec.chain.registry import BY_TYPE
from pocket_spec.crypto.accounts import account_address
from pocket_spec.crypto.secp256k1 import is_point, multiply_base, sign_ecdsa, verify_ecdsa
from pocket_spec.encoding.bech32 import encode_address
from pocket_spec.encoding.proto_json import from_json
from pocket_spec.rejections import Rejected

Json = Any


@dataclass(frozen=True, slots=True)
class Transaction:
    """A transaction as it was received; `message` is its JSON, `signed` the message read."""

    message: Json
    signed: SignedMessage
    sequence: int
    public_key: bytes
    signature: bytes

    @property
    def sender(self) -> str:
        """The account of its public key."""
        return encode_address(account_address(self.public_key))

    @property
    def hash(self) -> str:
        """What names it: SHA-256 of its canonical JSON, in hex."""
        return hashlib.sha256(canonical(self.to_json())).hexdigest()

    def to_json(self) -> Json:
        """Give it as it is sent."""
        return {
            "message": self.message,
            "sequence": self.sequence,
            "public_key": self.public_key.hex(),
            "signature": self.signature.hex(),
        }


def canonical(value: Json) -> bytes:
    """Write JSON in its one form: keys sorted, no blanks."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def signing_bytes(chain_id: str, message: Json, sequence: int) -> bytes:
    """Give what the sender signs."""
    return canonical({"chain_id": chain_id, "message": message, "sequence": sequence})


def sign(chain_id: str, message: Json, sequence: int, private_key: int) -> Json:
    """Make a transaction of a message's JSON."""
    return {
        "message": message,
        "sequence": sequence,
        "public_key": multiply_base(private_key).hex(),
        "signature": sign_ecdsa(private_key, signing_bytes(chain_id, message, sequence)).hex(),
    }


def read(value: Json, chain_id: str) -> Transaction:
    """Read a transaction and check its signature; raises `DevnetError`."""
    if not isinstance(value, dict) or set(value) != {"message", "sequence", "public_key", "signature"}:
        raise DevnetError("a transaction has message, sequence, public_key and signature")
    message, sequence = value["message"], value["sequence"]
    if not isinstance(sequence, int) or isinstance(sequence, bool) or not 0 <= sequence < 2**53:
        raise DevnetError("sequence: expected a number of at least 0")
    public_key, signature = _hex(value, "public_key"), _hex(value, "signature")
    if len(public_key) != 33 or not is_point(public_key):
        raise DevnetError("public_key: not a compressed point")
    if len(signature) != 64 or not verify_ecdsa(public_key, signing_bytes(chain_id, message, sequence), signature):
        raise DevnetError("signature: does not sign this message, sequence and chain")
    return Transaction(message, _message(message, public_key), sequence, public_key, signature)


def _message(message: Json, public_key: bytes) -> SignedMessage:
    if not isinstance(message, dict) or set(message) != {"type", "value"}:
        raise DevnetError("message: expected type and value")
    handler = BY_TYPE.get(message["type"]) if isinstance(message["type"], str) else None
    if handler is None:
        raise DevnetError(f"message.type: no message is called {str(message['type'])[:80]}")
    try:
        value = from_json(handler.message, message["value"], "message.value")
    except Rejected as rejected:
        raise DevnetError(rejected.detail) from None
    return SignedMessage(message["type"], value, encode_address(account_address(public_key)))


def _hex(value: Json, name: str) -> bytes:
    try:
        return bytes.fromhex(value[name])
    except (TypeError, ValueError):
        raise DevnetError(f"{name}: expected hex") from None
