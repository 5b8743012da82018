"""The handlers of the messages about gateways, in the order of the proto file, and the steps of blocks."""

from __future__ import annotations

from pocket_spec.actors.gateway.card import update_gateway_metadata, validate_update_gateway_metadata
from pocket_spec.actors.gateway.messages import MSG_STAKE_GATEWAY, MSG_UNSTAKE_GATEWAY, MSG_UPDATE_GATEWAY_METADATA
from pocket_spec.actors.gateway.stake import stake_gateway, validate_stake_gateway
from pocket_spec.actors.gateway.unbonding import UNBOND_GATEWAYS, unstake_gateway, validate_unstake_gateway
from pocket_spec.transitions import Handler, Step

HANDLERS: tuple[Handler, ...] = (
    Handler("stake_gateway", MSG_STAKE_GATEWAY, "address", validate_stake_gateway, stake_gateway),
    Handler("unstake_gateway", MSG_UNSTAKE_GATEWAY, "address", validate_unstake_gateway, unstake_gateway),
    Handler(
        "update_gateway_metadata",
        MSG_UPDATE_GATEWAY_METADATA,
        "address",
        validate_update_gateway_metadata,
        update_gateway_metadata,
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/gateway/tx.proto."""
END_BLOCK_STEPS: tuple[Step, ...] = (UNBOND_GATEWAYS,)
"""Source: poktroll v0.1.35 x/gateway/module/abci.go (EndBlocker)."""
