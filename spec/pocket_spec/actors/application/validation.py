"""What messages about applications must be by themselves, before the state is looked at."""

from __future__ import annotations

import deal

from pocket_spec.actors.addresses import validate_address
from pocket_spec.actors.application.messages import (
    MsgDelegateToGateway,
    MsgStakeApplication,
    MsgTransferApplication,
    MsgUndelegateFromGateway,
    MsgUnstakeApplication,
)
from pocket_spec.actors.stake import stake_by_text
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.validation import is_service_id
from pocket_spec.state.coin import UPOKT, Coin

LOWEST_SPEND_LIMIT = 1_000_000
"""uPOKT. Source: poktroll v0.1.35 x/application/types/params.go (MinPerSessionSpendLimit)."""


@deal.raises(Rejected)
@deal.ensure(lambda limit, result: result is None)
def validate_spend_limit(limit: Coin | None) -> None:
    """Refuse a spend limit that is neither absent, nor 0 of whatever denomination, nor at least 1 POKT.

    Errors: TX_PANIC for a coin without amount, APPLICATION_INVALID_PER_SESSION_SPEND_LIMIT.
    Source: poktroll v0.1.35 x/application/types/message_stake_application.go (ValidatePerSessionSpendLimit)
    """
    if limit is None:
        return
    if limit.amount is None:
        raise Rejected(Reason.TX_PANIC, "a spend limit without amount")
    if limit.amount != 0 and (limit.denom != UPOKT or limit.amount < LOWEST_SPEND_LIMIT):
        raise Rejected(Reason.APPLICATION_INVALID_PER_SESSION_SPEND_LIMIT, f"{limit.amount} {limit.denom!r}")


@deal.raises(Rejected)
@deal.ensure(lambda message, result: result is None)
def validate_stake_application(message: MsgStakeApplication) -> None:
    """Refuse a malformed address, a stake that is not of uPOKT, other than one service, and a spend limit too low.

    Whether the service exists is not asked.

    Errors, in this order: APPLICATION_INVALID_ADDRESS, APPLICATION_INVALID_STAKE, APPLICATION_INVALID_SERVICE_CONFIGS,
    those of `validate_spend_limit`.
    Source: poktroll v0.1.35 x/application/types/message_stake_application.go (ValidateBasic),
    x/shared/types/service_configs.go (ValidateAppServiceConfigs)
    """
    validate_address(message.address, Reason.APPLICATION_INVALID_ADDRESS)
    if stake_by_text(message.stake) is None:
        raise Rejected(Reason.APPLICATION_INVALID_STAKE, str(message.stake))
    if len(message.services) != 1 or not is_service_id(message.services[0].service_id):
        raise Rejected(Reason.APPLICATION_INVALID_SERVICE_CONFIGS, str(message.services)[:200])
    validate_spend_limit(message.per_session_spend_limit)


@deal.raises(Rejected)
@deal.ensure(lambda message, result: result is None)
def validate_unstake_application(message: MsgUnstakeApplication) -> None:
    """Refuse a malformed address.

    Errors: APPLICATION_INVALID_ADDRESS.
    Source: poktroll v0.1.35 x/application/types/message_unstake_application.go (ValidateBasic)
    """
    validate_address(message.address, Reason.APPLICATION_INVALID_ADDRESS)


@deal.raises(Rejected)
@deal.ensure(lambda message, result: result is None)
def validate_delegation(message: MsgDelegateToGateway | MsgUndelegateFromGateway) -> None:
    """Refuse malformed addresses of the application and the gateway.

    Errors, in this order: APPLICATION_INVALID_ADDRESS, APPLICATION_INVALID_GATEWAY_ADDRESS.
    Source: poktroll v0.1.35 x/application/types/message_delegate_to_gateway.go,
    message_undelegate_from_gateway.go (ValidateBasic)
    """
    validate_address(message.app_address, Reason.APPLICATION_INVALID_ADDRESS)
    validate_address(message.gateway_address, Reason.APPLICATION_INVALID_GATEWAY_ADDRESS)


@deal.raises(Rejected)
@deal.ensure(lambda message, result: message.source_address != message.destination_address)
def validate_transfer_application(message: MsgTransferApplication) -> None:
    """Refuse malformed addresses, and a destination that is written as the source is.

    The same account in upper case is another address.

    Errors, in this order: APPLICATION_INVALID_ADDRESS, APPLICATION_DUPLICATE_ADDRESS.
    Source: poktroll v0.1.35 x/application/types/message_transfer_application.go (ValidateBasic)
    """
    validate_address(message.source_address, Reason.APPLICATION_INVALID_ADDRESS)
    validate_address(message.destination_address, Reason.APPLICATION_INVALID_ADDRESS)
    if message.source_address == message.destination_address:
        raise Rejected(Reason.APPLICATION_DUPLICATE_ADDRESS, message.source_address)
