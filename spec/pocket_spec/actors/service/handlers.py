"""The handlers of the messages about services, in the order of the proto file."""

from __future__ import annotations

from pocket_spec.actors.service.add_service import add_service, transfer_service
from pocket_spec.actors.service.messages import MSG_ADD_SERVICE, MSG_TRANSFER_SERVICE
from pocket_spec.actors.service.validation import validate_add_service, validate_transfer_service
from pocket_spec.transitions import Handler

HANDLERS: tuple[Handler, ...] = (
    Handler("add_service", MSG_ADD_SERVICE, "owner_address", validate_add_service, add_service),
    Handler("transfer_service", MSG_TRANSFER_SERVICE, "owner_address", validate_transfer_service, transfer_service),
)
