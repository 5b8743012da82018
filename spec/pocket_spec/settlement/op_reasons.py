"""What the operations of the bank are for, by the names that the rules use."""

from __future__ import annotations

from enum import IntEnum


class OpReason(IntEnum):
    """Reasons of the operations that settlement makes; the values are those of `SETTLEMENT_OP_REASON`."""

    APPLICATION_BURN = 2
    INFLATION = 3
    SUPPLIER_REWARD = 4
    INFLATION_DAO = 5
    INFLATION_SUPPLIER = 7
    INFLATION_SOURCE_OWNER = 8
    INFLATION_APPLICATION = 9
    REIMBURSEMENT_DAO = 10
    ESCROW_TRANSFER = 14
    DAO_REWARD = 15
    SOURCE_OWNER_REWARD = 17
    APPLICATION_REWARD = 18
    CLAIM_MINT = 19
    VALIDATOR_REWARD = 20
    INFLATION_VALIDATOR = 21
    DELEGATOR_REWARD = 23
    INFLATION_DELEGATOR = 24


OF_DELEGATORS = {
    OpReason.VALIDATOR_REWARD: OpReason.DELEGATOR_REWARD,
    OpReason.INFLATION_VALIDATOR: OpReason.INFLATION_DELEGATOR,
}
"""What a validator's reward is called where a delegator gets it."""
