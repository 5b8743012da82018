"""What a message about services must be like before the state is looked at."""

from __future__ import annotations

import re

import deal

from pocket_spec.actors.service.messages import MsgAddService, MsgTransferService
from pocket_spec.encoding.bech32 import decode_address
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.validation import is_service_id
from pocket_spec.state.records.shared import Metadata, Service

MOST_COMPUTE_UNITS_PER_RELAY = 2 << 20
"""What a relay weighs at most: 2,097,152 compute units."""
LONGEST_NAME = 169
"""Characters of a service's name."""
NAME = re.compile(r"[a-zA-Z0-9_ -]*")
LARGEST_CARD = 256 * 1024
"""Bytes of a service's card."""


@deal.raises(Rejected)
@deal.ensure(lambda text, whose, result: len(result) > 0)
def validate_service_address(text: str, whose: str) -> bytes:
    """Read an address of a message about services.

    Errors: SERVICE_INVALID_ADDRESS.
    Source: poktroll v0.1.35 x/service/types/message_add_service.go (ValidateBasic)
    """
    try:
        return decode_address(text)
    except Rejected as rejected:
        raise Rejected(Reason.SERVICE_INVALID_ADDRESS, f"{whose}: {rejected.detail}") from None


@deal.ensure(lambda text, result: not result or len(text) <= LONGEST_NAME)
def is_service_name(text: str) -> bool:
    """Tell whether a text is up to 169 ASCII letters, digits, underscores, hyphens and blanks; none at all is a name.

    Source: poktroll v0.1.35 x/shared/types/service.go (IsValidServiceName)
    """
    return len(text) <= LONGEST_NAME and NAME.fullmatch(text) is not None


@deal.ensure(lambda metadata, result: result == (metadata is None or 1 <= len(metadata.card or b"") <= LARGEST_CARD))
def is_metadata(metadata: Metadata | None) -> bool:
    """Tell whether metadata are absent or have a card of 1 byte to 256 KiB; what is in it is nobody's business.

    Source: poktroll v0.1.35 x/shared/types/service.go (Metadata.ValidateBasic)
    """
    return metadata is None or 1 <= len(metadata.card or b"") <= LARGEST_CARD


@deal.raises(Rejected)
@deal.ensure(lambda service, result: is_service_id(service.id))
def validate_service(service: Service) -> None:
    """Refuse a service with a malformed id, name or owner, without compute units, with too many, or with a bad card.

    Errors, in this order: SESSION_SERVICE_ID_INVALID, SHARED_INVALID_SERVICE_NAME, SHARED_INVALID_SERVICE (owner,
    compute units per relay), SHARED_INVALID_SERVICE_METADATA.
    Source: poktroll v0.1.35 x/shared/types/service.go (Service.ValidateBasic)
    """
    if not is_service_id(service.id):
        raise Rejected(Reason.SESSION_SERVICE_ID_INVALID, repr(service.id[:50]))
    if not is_service_name(service.name):
        raise Rejected(Reason.SHARED_INVALID_SERVICE_NAME, repr(service.name[:50]))
    try:
        decode_address(service.owner_address)
    except Rejected as rejected:
        raise Rejected(Reason.SHARED_INVALID_SERVICE, f"owner: {rejected.detail}") from None
    if not 1 <= service.compute_units_per_relay <= MOST_COMPUTE_UNITS_PER_RELAY:
        raise Rejected(Reason.SHARED_INVALID_SERVICE, f"{service.compute_units_per_relay} compute units per relay")
    if not is_metadata(service.metadata):
        raise Rejected(Reason.SHARED_INVALID_SERVICE_METADATA)


@deal.raises(Rejected)
@deal.ensure(lambda message, result: message.service.owner_address == message.owner_address)
def validate_add_service(message: MsgAddService) -> None:
    """Check the message alone: its signer is the owner of the service, which is well-formed.

    Errors, in this order: SERVICE_INVALID_ADDRESS, SERVICE_INVALID_OWNER_ADDRESS, those of `validate_service`.
    Source: poktroll v0.1.35 x/service/types/message_add_service.go (ValidateBasic)
    """
    validate_service_address(message.owner_address, "owner")
    if message.service.owner_address != message.owner_address:
        raise Rejected(Reason.SERVICE_INVALID_OWNER_ADDRESS, f"the service is of {message.service.owner_address}")
    validate_service(message.service)


@deal.raises(Rejected)
@deal.ensure(lambda message, result: message.owner_address != message.new_owner_address)
def validate_transfer_service(message: MsgTransferService) -> None:
    """Check the message alone: two addresses that differ as texts, and a service is named, by whatever id.

    Errors, in this order: SERVICE_INVALID_ADDRESS (owner, new owner), SERVICE_MISSING_ID,
    SERVICE_INVALID_OWNER_ADDRESS.
    Source: poktroll v0.1.35 x/service/types/message_transfer_service.go (ValidateBasic)
    """
    validate_service_address(message.owner_address, "owner")
    validate_service_address(message.new_owner_address, "new owner")
    if not message.service_id:
        raise Rejected(Reason.SERVICE_MISSING_ID)
    if message.owner_address == message.new_owner_address:
        raise Rejected(Reason.SERVICE_INVALID_OWNER_ADDRESS, "the owner stays the same")
