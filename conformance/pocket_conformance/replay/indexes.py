"""The secondary indexes of the chain's stores: which entries a record has, by which an entry can be checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pocket_spec.claims.messages import Claim, Proof
from pocket_spec.encoding.proto import Field, Message, Scalar, encode
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.shared import ServiceConfigUpdate, Supplier
from pocket_spec.state.store import BY_FIELD

Entries = Iterator[tuple[bytes, bytes]]
"""The rest of the key behind the index's prefix, and the value."""


@dataclass(frozen=True, slots=True)
class PendingUndelegation:
    """The value of an entry of the index of undelegations."""

    application_address: str = ""
    gateway_address: str = ""


PENDING_UNDELEGATION = Message(
    "pocket.application.PendingUndelegation",
    PendingUndelegation,
    (Field(1, "application_address", Scalar.TEXT), Field(2, "gateway_address", Scalar.TEXT)),
)
"""Source: poktroll v0.1.35 proto/pocket/application/types.proto."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index: its store and prefix, the field of `State` whose records it lists, and the entries of a record.

    `owner` finds in an entry's key the key of its record in the field's map, as the bytes behind the collection's
    prefix; it returns None where the key is not of the index's form.
    """

    store: str
    prefix: bytes
    field: str
    entries: Callable[[Any], Entries]
    owner: Callable[[bytes], bytes | None]


def _text(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape") + b"/"


def _height(height: int) -> bytes:
    return (height % 2**64).to_bytes(8, "big") + b"/"


def _unstaking(record: Application) -> Entries:
    if record.unstake_session_end_height:
        yield _text(record.address), _text(record.address)


def _transfer(record: Application) -> Entries:
    if record.pending_transfer is not None:
        yield _text(record.address), _text(record.address)


def _delegations(record: Application) -> Entries:
    for gateway in record.delegatee_gateway_addresses:
        yield _text(gateway) + _text(record.address), _text(record.address)


def _undelegations(record: Application) -> Entries:
    for _, gateways in record.pending_undelegations:
        for gateway in gateways.gateway_addresses:
            value = encode(PENDING_UNDELEGATION, PendingUndelegation(record.address, gateway))
            yield _text(record.address) + _text(gateway), value


def _unbonding(record: Supplier) -> Entries:
    if record.unstake_session_end_height:
        yield _text(record.operator_address), record.operator_address.encode()


def _service_id(record: ServiceConfigUpdate) -> bytes:
    return _text(record.service.service_id if record.service else "")


def _config_key(record: ServiceConfigUpdate) -> bytes:
    return _service_id(record) + _height(record.activation_height) + _text(record.operator_address)


def _config_by_operator(record: ServiceConfigUpdate) -> Entries:
    key = _text(record.operator_address) + _service_id(record) + _height(record.activation_height)
    yield key, _config_key(record)


def _config_by_activation(record: ServiceConfigUpdate) -> Entries:
    key = _height(record.activation_height) + _service_id(record) + _text(record.operator_address)
    yield key, _config_key(record)


def _config_by_deactivation(record: ServiceConfigUpdate) -> Entries:
    if record.deactivation_height:
        behind = _service_id(record) + _text(record.operator_address) + _height(record.activation_height)
        yield _height(record.deactivation_height) + behind, _config_key(record)


def _session_key(record: Claim | Proof) -> bytes:
    header = record.session_header or SessionHeader()
    return _text(header.session_id) + _text(record.supplier_operator_address)[:-1]


def _session_by_supplier(record: Claim | Proof) -> Entries:
    yield _text(record.supplier_operator_address) + _session_key(record), _session_key(record)


def _session_by_height(record: Claim | Proof) -> Entries:
    header = record.session_header or SessionHeader()
    yield _height(header.session_end_block_height) + _session_key(record), _session_key(record)


def _last(key: bytes) -> bytes | None:
    """Find the record of an entry whose key ends with the record's."""
    parts = key.split(b"/")
    return parts[-2] + b"/" if len(parts) > 1 and not parts[-1] else None


def _first(key: bytes) -> bytes | None:
    name, slash, _ = key.partition(b"/")
    return name + b"/" if slash else None


def _behind_text(key: bytes) -> bytes | None:
    return key.partition(b"/")[2] or None


def _behind_height(key: bytes) -> bytes | None:
    return key[9:] if key[8:9] == b"/" else None


def _config_of_operator(key: bytes) -> bytes | None:
    operator, _, rest = key.partition(b"/")
    service, height = rest[:-10], rest[-9:]
    return service + b"/" + height + operator + b"/" if rest[-10:-9] == b"/" and height[-1:] == b"/" else None


def _config_of_activation(key: bytes) -> bytes | None:
    height, (service, slash, operator) = key[:9], key[9:].partition(b"/")
    return service + b"/" + height + operator if height[-1:] == b"/" and slash else None


def _config_of_deactivation(key: bytes) -> bytes | None:
    if key[8:9] != b"/" or len(key) < 18:
        return None
    service, _, rest = key[9:].partition(b"/")
    operator, height = rest[:-9], rest[-9:]
    return service + b"/" + height + operator if height[-1:] == b"/" and operator[-1:] == b"/" else None


INDEXES = (
    Index("application", b"Application/unstaking/", "applications", _unstaking, _last),
    Index("application", b"Application/transfer/", "applications", _transfer, _last),
    Index("application", b"Application/delegation/", "applications", _delegations, _last),
    Index("application", b"Application/undelegation/", "applications", _undelegations, _first),
    Index("supplier", b"Supplier/unbonding_height/", "suppliers", _unbonding, _last),
    Index(
        "supplier",
        b"ServiceConfigUpdate/operator_address/",
        "service_config_updates",
        _config_by_operator,
        _config_of_operator,
    ),
    Index(
        "supplier",
        b"ServiceConfigUpdate/activation_height/",
        "service_config_updates",
        _config_by_activation,
        _config_of_activation,
    ),
    Index(
        "supplier",
        b"ServiceConfigUpdate/deactivation_height/",
        "service_config_updates",
        _config_by_deactivation,
        _config_of_deactivation,
    ),
    Index("proof", b"Claim/address/", "claims", _session_by_supplier, _behind_text),
    Index("proof", b"Claim/height/", "claims", _session_by_height, _behind_height),
    Index("proof", b"Proof/address/", "proofs", _session_by_supplier, _behind_text),
    Index("proof", b"Proof/height/", "proofs", _session_by_height, _behind_height),
)
"""All of them. Source: poktroll v0.1.35 x/*/types/keys.go, x/proof/types/key_*.go, x/*/keeper/*_index.go."""


def record_key(index: Index, key: bytes) -> bytes | None:
    """Return the whole key of the record that an entry is about, None where the entry's key is malformed."""
    suffix = index.owner(key[len(index.prefix) :])
    return None if suffix is None else BY_FIELD[index.field].prefix + suffix
