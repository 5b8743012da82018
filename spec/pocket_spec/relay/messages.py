"""The messages of a relay: the request an application signs, and the response a supplier signs.

Bytes fields are None where Go has nil: the field was absent. A field that was present but empty holds b"".
"""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar


@dataclass(frozen=True, slots=True)
class SessionHeader:
    """Which session a relay belongs to; heights are of blocks, both inclusive."""

    application_address: str = ""
    service_id: str = ""
    session_id: str = ""
    session_start_block_height: int = 0
    session_end_block_height: int = 0


SESSION_HEADER = Message(
    "pocket.session.SessionHeader",
    SessionHeader,
    (
        Field(1, "application_address", Scalar.TEXT),
        Field(2, "service_id", Scalar.TEXT),
        Field(3, "session_id", Scalar.TEXT),
        Field(4, "session_start_block_height", Scalar.INT64),
        Field(5, "session_end_block_height", Scalar.INT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/session/types.proto."""


@dataclass(frozen=True, slots=True)
class RelayRequestMetadata:
    """What the request says beside its payload; `signature` is the ring signature."""

    session_header: SessionHeader | None = None
    signature: bytes | None = None
    supplier_operator_address: str = ""


RELAY_REQUEST_METADATA = Message(
    "pocket.service.RelayRequestMetadata",
    RelayRequestMetadata,
    (
        Field(1, "session_header", SESSION_HEADER),
        Field(2, "signature", Scalar.BYTES),
        Field(3, "supplier_operator_address", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/service/relay.proto."""


@dataclass(frozen=True, slots=True)
class RelayRequest:
    """What the application asks; the payload is a serialised HTTP request."""

    meta: RelayRequestMetadata = RelayRequestMetadata()
    payload: bytes | None = None


RELAY_REQUEST = Message(
    "pocket.service.RelayRequest",
    RelayRequest,
    (Field(1, "meta", RELAY_REQUEST_METADATA, embedded=True), Field(2, "payload", Scalar.BYTES)),
)
"""Source: poktroll v0.1.35 proto/pocket/service/relay.proto."""


@dataclass(frozen=True, slots=True)
class RelayResponseMetadata:
    """What the response says beside its payload; the signature is secp256k1 ECDSA."""

    session_header: SessionHeader | None = None
    supplier_operator_signature: bytes | None = None


RELAY_RESPONSE_METADATA = Message(
    "pocket.service.RelayResponseMetadata",
    RelayResponseMetadata,
    (Field(1, "session_header", SESSION_HEADER), Field(2, "supplier_operator_signature", Scalar.BYTES)),
)
"""Source: poktroll v0.1.35 proto/pocket/service/relay.proto."""


@dataclass(frozen=True, slots=True)
class RelayMinerError:
    """Why a RelayMiner could not serve the relay."""

    codespace: str = ""
    code: int = 0
    description: str = ""
    message: str = ""


RELAY_MINER_ERROR = Message(
    "pocket.service.RelayMinerError",
    RelayMinerError,
    (
        Field(1, "codespace", Scalar.TEXT),
        Field(2, "code", Scalar.UINT32),
        Field(3, "description", Scalar.TEXT),
        Field(4, "message", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/service/relay.proto."""


@dataclass(frozen=True, slots=True)
class RelayResponse:
    """What the supplier answers; `payload_hash` is the SHA-256 of the payload since v0.1.25, absent before."""

    meta: RelayResponseMetadata = RelayResponseMetadata()
    payload: bytes | None = None
    relay_miner_error: RelayMinerError | None = None
    payload_hash: bytes | None = None


RELAY_RESPONSE = Message(
    "pocket.service.RelayResponse",
    RelayResponse,
    (
        Field(1, "meta", RELAY_RESPONSE_METADATA, embedded=True),
        Field(2, "payload", Scalar.BYTES),
        Field(3, "relay_miner_error", RELAY_MINER_ERROR),
        Field(4, "payload_hash", Scalar.BYTES),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/service/relay.proto."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A request and its response: the leaf of a session's trie."""

    req: RelayRequest | None = None
    res: RelayResponse | None = None


RELAY = Message("pocket.service.Relay", Relay, (Field(1, "req", RELAY_REQUEST), Field(2, "res", RELAY_RESPONSE)))
"""Source: poktroll v0.1.35 proto/pocket/service/relay.proto."""
