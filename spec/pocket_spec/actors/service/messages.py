"""The messages with which services are added, changed and given away."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar
from pocket_spec.state.records.shared import SERVICE, Service

NO_SERVICE = Service()
"""What a message that names no service holds in Go."""


@dataclass(frozen=True, slots=True)
class MsgAddService:
    """Add a service, or change one that the signer owns."""

    owner_address: str = ""
    service: Service = NO_SERVICE


MSG_ADD_SERVICE = Message(
    "pocket.service.MsgAddService",
    MsgAddService,
    (Field(1, "owner_address", Scalar.TEXT), Field(2, "service", SERVICE, embedded=True)),
)
"""Source: poktroll v0.1.35 proto/pocket/service/tx.proto."""


@dataclass(frozen=True, slots=True)
class MsgTransferService:
    """Give a service to another owner."""

    owner_address: str = ""
    service_id: str = ""
    new_owner_address: str = ""


MSG_TRANSFER_SERVICE = Message(
    "pocket.service.MsgTransferService",
    MsgTransferService,
    (
        Field(1, "owner_address", Scalar.TEXT),
        Field(2, "service_id", Scalar.TEXT),
        Field(3, "new_owner_address", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/service/tx.proto."""
