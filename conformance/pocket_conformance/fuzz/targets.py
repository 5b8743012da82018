"""The decoders that read bytes from outside, as fuzz targets.

A target decodes and, where it succeeds, checks what a decoder promises: that what it read can be written again, and
means the same. It lets through only the exceptions with which the decoder is documented to refuse; everything else
is a bug.
"""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pocket_conformance import adapter, strict_json
from pocket_conformance.errors import UserError
from pocket_conformance.implementations import Implementation, implementation
from pocket_conformance.vector_files import read_tree
from pocket_reference.smst.engine import ENGINE
from pocket_spec.claims.messages import CLAIM, MSG_SUBMIT_PROOF, PROOF
from pocket_spec.crypto.ring import decode_ring_signature, encode_ring_signature, sign_ring
from pocket_spec.crypto.secp256k1 import multiply_base
from pocket_spec.encoding import bech32, gob, proto
from pocket_spec.morse.messages import MSG_CLAIM_MORSE_ACCOUNT, MSG_CLAIM_MORSE_APPLICATION, MSG_CLAIM_MORSE_SUPPLIER
from pocket_spec.rejections import Rejected
from pocket_spec.relay.messages import RELAY
from pocket_spec.smst.types import TrieSpec, Update

MESSAGES = (
    RELAY,
    CLAIM,
    PROOF,
    MSG_SUBMIT_PROOF,
    MSG_CLAIM_MORSE_ACCOUNT,
    MSG_CLAIM_MORSE_APPLICATION,
    MSG_CLAIM_MORSE_SUPPLIER,
)


class PromiseBrokenError(Exception):
    """A decoder accepted something and did not keep what it promises about it."""


@dataclass(frozen=True)
class Target:
    """A decoder under test: `run` raises nothing but bugs; `seeds` are well-formed inputs to start from."""

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]


def decode_gob(data: bytes) -> None:
    """Compact closest proofs: what decodes, encodes to bytes that decode to the same."""
    with contextlib.suppress(Rejected):
        proof = gob.decode_closest_proof(data)
        promise(gob.decode_closest_proof(gob.encode_closest_proof(proof)) == proof)


def decode_proto(data: bytes) -> None:
    """Messages; the first byte chooses the type. What decodes, encodes to bytes that decoding and encoding keep."""
    message: proto.Message[Any] = MESSAGES[data[0] % len(MESSAGES)] if data else RELAY
    with contextlib.suppress(Rejected):
        canonical = proto.encode(message, proto.decode(message, data[1:]))
        promise(proto.encode(message, proto.decode(message, canonical)) == canonical)


def decode_bech32(data: bytes) -> None:
    """Addresses: what decodes, encodes to the same text in lower case."""
    text = data.decode("utf-8", "surrogateescape")
    with contextlib.suppress(Rejected):
        address = bech32.decode_address(text)
        promise(bech32.encode_address(address) == text.lower())


def decode_ring(data: bytes) -> None:
    """Ring signatures: what decodes, encodes to bytes that decode to the same."""
    with contextlib.suppress(Rejected):
        signature = decode_ring_signature(data)
        promise(decode_ring_signature(encode_ring_signature(signature)) == signature)


def answer_line(data: bytes) -> None:
    """Lines given to an adapter: each gets one line of JSON, whatever it is."""
    replies = io.BytesIO()
    adapter.serve(_spec(), io.BytesIO(data), replies)
    lines = replies.getvalue().split(b"\n")[:-1]
    promise(len(lines) == data.count(b"\n") + bool(data and not data.endswith(b"\n")))
    for line in lines:
        promise(isinstance(json.loads(line), dict))


def load_json(data: bytes) -> None:
    """Strict JSON: what loads, prints and loads to the same."""
    with contextlib.suppress(strict_json.JsonError):
        value = strict_json.loads(data)
        promise(strict_json.loads(strict_json.dumps_line(value)) == value)


def load_vectors(data: bytes) -> None:
    """A file of vectors."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "smst" / "file.json"
        path.parent.mkdir()
        path.write_bytes(data)
        with contextlib.suppress(UserError):
            read_tree(Path(directory))


def promise(kept: bool) -> None:  # noqa: FBT001 - like assert
    """Fail unless the promise was kept."""
    if not kept:
        raise PromiseBrokenError


def gob_seeds() -> list[bytes]:
    """Proofs of a trie of four leaves and of an empty one."""
    spec = TrieSpec()
    leaves = [Update(bytes((index,)), bytes(index), index) for index in range(4)]
    tries = (ENGINE.build(spec, leaves), ENGINE.build(spec, ()))
    proofs = [ENGINE.compact_closest(spec, ENGINE.prove_closest(trie, bytes(32))) for trie in tries]
    return [gob.encode_closest_proof(proof) for proof in proofs]


def proto_seeds() -> list[bytes]:
    """Every type with one nested message and one unknown field."""
    return [bytes((index,)) + b"\x0a\x04\x0a\x02ab\x12\x00\x18\x01\xfa\x01\x00" for index in range(len(MESSAGES))]


def ring_seeds() -> list[bytes]:
    """A signature of a ring of two."""
    keys = (multiply_base(1), multiply_base(2))
    return [encode_ring_signature(sign_ring(bytes(32), keys, private_key=1, nonce=3, decoys=(2,)))]


def line_seeds() -> list[bytes]:
    """A hello, a request, and one of an unknown suite."""
    trie = {"kind": "smst", "value_hasher": None, "operations": [{"update": {"key": "", "value": "00", "weight": "1"}}]}
    requests = (
        {"hello": {"protocol": 1}},
        {"id": 1, "suite": "smst", "op": "build", "input": {"trie": trie}},
        {"id": 2, "suite": "none", "op": "build", "input": {}},
    )
    return [strict_json.dumps_line(request).encode() + b"\n" for request in requests]


def vector_seeds() -> list[bytes]:
    """The outline of a file of vectors."""
    case = {
        "tcId": 1,
        "rule": "pocket_spec.smst.trie.build",
        "comment": "x",
        "flags": [],
        "input": {},
        "result": "valid",
    }
    document = {
        "schema": "schemas/smst.build.json",
        "suite": "smst",
        "op": "build",
        "release": "v0.1.35",
        "generator": "x",
        "source": [],
        "notes": {},
        "numberOfTests": 1,
        "cases": [{**case, "output": {}}],
    }
    return [json.dumps(document).encode()]


TARGETS = (
    Target("gob", decode_gob, gob_seeds),
    Target("proto", decode_proto, proto_seeds),
    Target("bech32", decode_bech32, lambda: [bech32.encode_address(bytes(20)).encode()]),
    Target("ring", decode_ring, ring_seeds),
    Target("line", answer_line, line_seeds),
    Target("json", load_json, lambda: [b'{"a": [1, "2", null, true]}']),
    Target("vectors", load_vectors, vector_seeds),
)


@cache
def _spec() -> Implementation:
    return implementation("spec")
