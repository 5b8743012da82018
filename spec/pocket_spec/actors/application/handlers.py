"""The handlers of the messages about applications, in the order of the proto file, and the steps of blocks."""

from __future__ import annotations

from pocket_spec.actors.application.delegation import (
    AUTO_UNDELEGATE,
    PRUNE_UNDELEGATIONS,
    delegate_to_gateway,
    undelegate_from_gateway,
)
from pocket_spec.actors.application.messages import (
    MSG_DELEGATE_TO_GATEWAY,
    MSG_STAKE_APPLICATION,
    MSG_TRANSFER_APPLICATION,
    MSG_UNDELEGATE_FROM_GATEWAY,
    MSG_UNSTAKE_APPLICATION,
)
from pocket_spec.actors.application.stake import stake_application
from pocket_spec.actors.application.transfer import TRANSFER_APPLICATIONS, transfer_application
from pocket_spec.actors.application.unbonding import UNBOND_APPLICATIONS, unstake_application
from pocket_spec.actors.application.validation import (
    validate_delegation,
    validate_stake_application,
    validate_transfer_application,
    validate_unstake_application,
)
from pocket_spec.transitions import Handler, Step

HANDLERS: tuple[Handler, ...] = (
    Handler("stake_application", MSG_STAKE_APPLICATION, "address", validate_stake_application, stake_application),
    Handler(
        "unstake_application", MSG_UNSTAKE_APPLICATION, "address", validate_unstake_application, unstake_application
    ),
    Handler("delegate_to_gateway", MSG_DELEGATE_TO_GATEWAY, "app_address", validate_delegation, delegate_to_gateway),
    Handler(
        "undelegate_from_gateway",
        MSG_UNDELEGATE_FROM_GATEWAY,
        "app_address",
        validate_delegation,
        undelegate_from_gateway,
    ),
    Handler(
        "transfer_application",
        MSG_TRANSFER_APPLICATION,
        "source_address",
        validate_transfer_application,
        transfer_application,
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/application/tx.proto."""
END_BLOCK_STEPS: tuple[Step, ...] = (
    AUTO_UNDELEGATE,
    PRUNE_UNDELEGATIONS,
    UNBOND_APPLICATIONS,
    TRANSFER_APPLICATIONS,
)
"""Source: poktroll v0.1.35 x/application/module/abci.go (EndBlocker)."""
