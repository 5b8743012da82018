"""Suite `relay`: the bytes and hashes of a relay, and its two signatures."""

from __future__ import annotations

from typing import Any

from pocket_conformance.operations import Operation
from pocket_conformance.shapes import BOOLEAN, HEIGHT, HEX, TEXT, array, hex_of, nullable, record
from pocket_spec.crypto.ring import decode_ring_signature, verify_ring_signature
from pocket_spec.crypto.secp256k1 import verify_ecdsa
from pocket_spec.encoding.proto import encode
from pocket_spec.relay.messages import (
    RELAY,
    Relay,
    RelayRequest,
    RelayRequestMetadata,
    RelayResponse,
    RelayResponseMetadata,
    SessionHeader,
)
from pocket_spec.relay.signing import relay_hash, request_signable_hash, response_signable_hash

SESSION_HEADER_SHAPE = nullable(
    record(
        {
            "application_address": TEXT,
            "service_id": TEXT,
            "session_id": TEXT,
            "session_start_block_height": HEIGHT,
            "session_end_block_height": HEIGHT,
        }
    )
)
REQUEST_SHAPE = record(
    {
        "session_header": SESSION_HEADER_SHAPE,
        "signature": nullable(HEX),
        "supplier_operator_address": TEXT,
        "payload": nullable(HEX),
    }
)
RESPONSE_SHAPE = record(
    {
        "session_header": SESSION_HEADER_SHAPE,
        "supplier_operator_signature": nullable(HEX),
        "payload": nullable(HEX),
        "payload_hash": nullable(HEX),
    }
)
RELAY_SHAPE = record({"request": nullable(REQUEST_SHAPE), "response": nullable(RESPONSE_SHAPE)})


def relay_of(value: dict[str, Any]) -> Relay:
    """Build the relay message from its JSON form."""
    return Relay(_request_of(value["request"]), _response_of(value["response"]))


def _request_of(value: dict[str, Any] | None) -> RelayRequest | None:
    if value is None:
        return None
    header = _header_of(value["session_header"])
    meta = RelayRequestMetadata(header, value["signature"], value["supplier_operator_address"])
    return RelayRequest(meta, value["payload"])


def _response_of(value: dict[str, Any] | None) -> RelayResponse | None:
    if value is None:
        return None
    meta = RelayResponseMetadata(_header_of(value["session_header"]), value["supplier_operator_signature"])
    return RelayResponse(meta, value["payload"], payload_hash=value["payload_hash"])


def _header_of(value: dict[str, Any] | None) -> SessionHeader | None:
    return None if value is None else SessionHeader(**value)


def _encode(arguments: dict[str, Any]) -> dict[str, Any]:
    relay = relay_of(arguments["relay"])
    return {
        "bytes": encode(RELAY, relay),
        "hash": relay_hash(relay),
        "request_signable_hash": None if relay.req is None else request_signable_hash(relay.req),
        "response_signable_hash": None if relay.res is None else response_signable_hash(relay.res),
    }


def _verify_ring_signature(arguments: dict[str, Any]) -> dict[str, Any]:
    signature = decode_ring_signature(arguments["signature"])
    valid = verify_ring_signature(arguments["message_hash"], signature)
    return {"valid": valid, "public_keys": list(signature.public_keys)}


def _verify_supplier_signature(arguments: dict[str, Any]) -> dict[str, Any]:
    return {"valid": verify_ecdsa(arguments["public_key"], arguments["message_hash"], arguments["signature"])}


OPERATIONS = (
    Operation(
        suite="relay",
        op="encode",
        input=record({"relay": RELAY_SHAPE}),
        output=record(
            {
                "bytes": HEX,
                "hash": hex_of(32),
                "request_signable_hash": nullable(hex_of(32)),
                "response_signable_hash": nullable(hex_of(32)),
            }
        ),
        rule="pocket_spec.relay.signing.relay_hash",
        run=_encode,
    ),
    Operation(
        suite="relay",
        op="verify_ring_signature",
        input=record({"signature": HEX, "message_hash": hex_of(32)}),
        output=record({"valid": BOOLEAN, "public_keys": array(hex_of(33))}),
        rule="pocket_spec.crypto.ring.verify_ring_signature",
        run=_verify_ring_signature,
    ),
    Operation(
        suite="relay",
        op="verify_supplier_signature",
        input=record({"public_key": HEX, "signature": HEX, "message_hash": hex_of(32)}),
        output=record({"valid": BOOLEAN}),
        rule="pocket_spec.crypto.secp256k1.verify_ecdsa",
        run=_verify_supplier_signature,
    ),
)
