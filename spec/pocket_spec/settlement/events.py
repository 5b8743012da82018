"""What settlement announces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pocket_spec.encoding.proto import Field, Map, Message, Scalar

CLAIM_EXPIRATION_REASON: Mapping[int, str] = MappingProxyType(
    {
        0: "EXPIRATION_REASON_UNSPECIFIED",
        1: "PROOF_MISSING",
        2: "PROOF_INVALID",
    }
)
"""Why a claim expired. Source: poktroll v0.1.35 proto/pocket/tokenomics/event.proto."""

SETTLEMENT_OP_REASON: Mapping[int, str] = MappingProxyType(
    {
        0: "UNSPECIFIED",
        1: "TLM_RELAY_BURN_EQUALS_MINT_SUPPLIER_STAKE_MINT",
        2: "TLM_RELAY_BURN_EQUALS_MINT_APPLICATION_STAKE_BURN",
        3: "TLM_GLOBAL_MINT_INFLATION",
        4: "TLM_RELAY_BURN_EQUALS_MINT_SUPPLIER_SHAREHOLDER_REWARD_DISTRIBUTION",
        5: "TLM_GLOBAL_MINT_DAO_REWARD_DISTRIBUTION",
        7: "TLM_GLOBAL_MINT_SUPPLIER_SHAREHOLDER_REWARD_DISTRIBUTION",
        8: "TLM_GLOBAL_MINT_SOURCE_OWNER_REWARD_DISTRIBUTION",
        9: "TLM_GLOBAL_MINT_APPLICATION_REWARD_DISTRIBUTION",
        10: "TLM_GLOBAL_MINT_REIMBURSEMENT_REQUEST_ESCROW_DAO_TRANSFER",
        11: "UNSPECIFIED_TLM_SUPPLIER_SLASH_MODULE_TRANSFER",
        12: "UNSPECIFIED_TLM_SUPPLIER_SLASH_STAKE_BURN",
        13: "TLM_GLOBAL_MINT_SUPPLIER_SHAREHOLDER_REWARD_MODULE_TRANSFER",
        14: "TLM_GLOBAL_MINT_REIMBURSEMENT_REQUEST_ESCROW_MODULE_TRANSFER",
        15: "TLM_RELAY_BURN_EQUALS_MINT_DAO_REWARD_DISTRIBUTION",
        17: "TLM_RELAY_BURN_EQUALS_MINT_SOURCE_OWNER_REWARD_DISTRIBUTION",
        18: "TLM_RELAY_BURN_EQUALS_MINT_APPLICATION_REWARD_DISTRIBUTION",
        19: "TLM_RELAY_BURN_EQUALS_MINT_TOKENOMICS_CLAIM_DISTRIBUTION_MINT",
        20: "TLM_RELAY_BURN_EQUALS_MINT_VALIDATOR_REWARD_DISTRIBUTION",
        21: "TLM_GLOBAL_MINT_VALIDATOR_REWARD_DISTRIBUTION",
        23: "TLM_RELAY_BURN_EQUALS_MINT_DELEGATOR_REWARD_DISTRIBUTION",
        24: "TLM_GLOBAL_MINT_DELEGATOR_REWARD_DISTRIBUTION",
    }
)
"""What an operation of the bank is for. Source: poktroll v0.1.35 proto/pocket/tokenomics/types.proto."""


@dataclass(frozen=True, slots=True)
class RewardDistributionDetail:
    """One payment of a settled claim. The amount is a coin in text."""

    recipient_address: str = ""
    op_reason: int = 0
    amount: str = ""


REWARD_DISTRIBUTION_DETAIL = Message(
    "pocket.tokenomics.RewardDistributionDetail",
    RewardDistributionDetail,
    (
        Field(1, "recipient_address", Scalar.TEXT),
        Field(2, "op_reason", Scalar.ENUMERATION, names=SETTLEMENT_OP_REASON),
        Field(3, "amount", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/event.proto."""


@dataclass(frozen=True, slots=True)
class EventClaimExpired:
    """A claim that had to be proven was not, or not validly: it is removed unpaid and its supplier slashed.

    Amounts are coins in text.
    """

    expiration_reason: int = 0
    num_relays: int = 0
    num_claimed_compute_units: int = 0
    num_estimated_compute_units: int = 0
    claimed_upokt: str = ""
    service_id: str = ""
    application_address: str = ""
    session_end_block_height: int = 0
    claim_proof_status_int: int = 0
    supplier_operator_address: str = ""
    num_estimated_relays: int = 0


EVENT_CLAIM_EXPIRED = Message(
    "pocket.tokenomics.EventClaimExpired",
    EventClaimExpired,
    (
        Field(2, "expiration_reason", Scalar.ENUMERATION, names=CLAIM_EXPIRATION_REASON),
        Field(3, "num_relays", Scalar.UINT64),
        Field(4, "num_claimed_compute_units", Scalar.UINT64),
        Field(5, "num_estimated_compute_units", Scalar.UINT64),
        Field(7, "claimed_upokt", Scalar.TEXT),
        Field(8, "service_id", Scalar.TEXT),
        Field(9, "application_address", Scalar.TEXT),
        Field(10, "session_end_block_height", Scalar.INT64),
        Field(11, "claim_proof_status_int", Scalar.INT32),
        Field(12, "supplier_operator_address", Scalar.TEXT),
        Field(13, "num_estimated_relays", Scalar.UINT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/event.proto."""


@dataclass(frozen=True, slots=True)
class EventClaimSettled:
    """A claim was settled: what it claimed, what of that the budget allowed, what was minted, and who gets it.

    Amounts are coins in text.
    """

    proof_requirement_int: int = 0
    num_relays: int = 0
    num_claimed_compute_units: int = 0
    num_estimated_compute_units: int = 0
    claimed_upokt: str = ""
    service_id: str = ""
    application_address: str = ""
    session_end_block_height: int = 0
    claim_proof_status_int: int = 0
    supplier_operator_address: str = ""
    reward_distribution: tuple[tuple[str, str], ...] = ()
    reward_distribution_detailed: tuple[RewardDistributionDetail, ...] = ()
    settled_upokt: str = ""
    mint_ratio: str = ""
    session_id: str = ""
    supplier_owner_address: str = ""
    num_estimated_relays: int = 0
    minted_upokt: str = ""
    overservicing_loss_upokt: str = ""
    deflation_loss_upokt: str = ""


EVENT_CLAIM_SETTLED = Message(
    "pocket.tokenomics.EventClaimSettled",
    EventClaimSettled,
    (
        Field(2, "proof_requirement_int", Scalar.INT32),
        Field(3, "num_relays", Scalar.UINT64),
        Field(4, "num_claimed_compute_units", Scalar.UINT64),
        Field(5, "num_estimated_compute_units", Scalar.UINT64),
        Field(8, "claimed_upokt", Scalar.TEXT),
        Field(9, "service_id", Scalar.TEXT),
        Field(10, "application_address", Scalar.TEXT),
        Field(11, "session_end_block_height", Scalar.INT64),
        Field(12, "claim_proof_status_int", Scalar.INT32),
        Field(13, "supplier_operator_address", Scalar.TEXT),
        Field(14, "reward_distribution", Map(Scalar.TEXT, Scalar.TEXT)),
        Field(15, "reward_distribution_detailed", REWARD_DISTRIBUTION_DETAIL, repeated=True),
        Field(16, "settled_upokt", Scalar.TEXT),
        Field(17, "mint_ratio", Scalar.TEXT),
        Field(18, "session_id", Scalar.TEXT),
        Field(19, "supplier_owner_address", Scalar.TEXT),
        Field(20, "num_estimated_relays", Scalar.UINT64),
        Field(21, "minted_upokt", Scalar.TEXT),
        Field(22, "overservicing_loss_upokt", Scalar.TEXT),
        Field(23, "deflation_loss_upokt", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/event.proto."""


@dataclass(frozen=True, slots=True)
class EventApplicationOverserviced:
    """A claim asks for more than its part of the application's budget.

    Both burns are coins in text and include global inflation.
    """

    application_addr: str = ""
    supplier_operator_addr: str = ""
    expected_burn: str = ""
    effective_burn: str = ""
    service_id: str = ""
    session_end_block_height: int = 0
    spend_limit_exceeded: bool = False


EVENT_APPLICATION_OVERSERVICED = Message(
    "pocket.tokenomics.EventApplicationOverserviced",
    EventApplicationOverserviced,
    (
        Field(1, "application_addr", Scalar.TEXT),
        Field(2, "supplier_operator_addr", Scalar.TEXT),
        Field(5, "expected_burn", Scalar.TEXT),
        Field(6, "effective_burn", Scalar.TEXT),
        Field(7, "service_id", Scalar.TEXT),
        Field(8, "session_end_block_height", Scalar.INT64),
        Field(9, "spend_limit_exceeded", Scalar.BOOLEAN),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/event.proto."""


@dataclass(frozen=True, slots=True)
class EventSupplierSlashed:
    """A supplier lost stake for an unproven claim. Amounts are coins in text."""

    proof_missing_penalty: str = ""
    service_id: str = ""
    application_address: str = ""
    session_end_block_height: int = 0
    claim_proof_status_int: int = 0
    supplier_operator_address: str = ""
    supplier_stake_after_slash: str = ""


EVENT_SUPPLIER_SLASHED = Message(
    "pocket.tokenomics.EventSupplierSlashed",
    EventSupplierSlashed,
    (
        Field(3, "proof_missing_penalty", Scalar.TEXT),
        Field(4, "service_id", Scalar.TEXT),
        Field(5, "application_address", Scalar.TEXT),
        Field(6, "session_end_block_height", Scalar.INT64),
        Field(7, "claim_proof_status_int", Scalar.INT32),
        Field(8, "supplier_operator_address", Scalar.TEXT),
        Field(9, "supplier_stake_after_slash", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/event.proto."""


@dataclass(frozen=True, slots=True)
class EventClaimDiscarded:
    """A claim could not be settled and is removed.

    The text of `error` is no part of the protocol; it is empty here.
    """

    error: str = ""
    service_id: str = ""
    application_address: str = ""
    session_end_block_height: int = 0
    claim_proof_status_int: int = 0
    supplier_operator_address: str = ""


EVENT_CLAIM_DISCARDED = Message(
    "pocket.tokenomics.EventClaimDiscarded",
    EventClaimDiscarded,
    (
        Field(2, "error", Scalar.TEXT),
        Field(3, "service_id", Scalar.TEXT),
        Field(4, "application_address", Scalar.TEXT),
        Field(5, "session_end_block_height", Scalar.INT64),
        Field(6, "claim_proof_status_int", Scalar.INT32),
        Field(7, "supplier_operator_address", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/event.proto."""


@dataclass(frozen=True, slots=True)
class EventSettlementBatch:
    """One operation of the bank, summed over all claims of a block. The amount is a coin in text."""

    session_end_block_height: int = 0
    sender_module: str = ""
    recipient: str = ""
    op_reason: int = 0
    total_amount: str = ""
    num_claims: int = 0
    op_type: str = ""


EVENT_SETTLEMENT_BATCH = Message(
    "pocket.tokenomics.EventSettlementBatch",
    EventSettlementBatch,
    (
        Field(1, "session_end_block_height", Scalar.INT64),
        Field(2, "sender_module", Scalar.TEXT),
        Field(3, "recipient", Scalar.TEXT),
        Field(4, "op_reason", Scalar.ENUMERATION, names=SETTLEMENT_OP_REASON),
        Field(5, "total_amount", Scalar.TEXT),
        Field(6, "num_claims", Scalar.UINT32),
        Field(7, "op_type", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/event.proto."""


@dataclass(frozen=True, slots=True)
class EventValidatorRewardDistribution:
    """How the share of one validator was split.

    Amounts are decimal uPOKT without denomination, the rate has 18 decimals.
    """

    session_end_block_height: int = 0
    op_reason: int = 0
    validator_operator_address: str = ""
    validator_account_address: str = ""
    commission_rate: str = ""
    pool_share_upokt: str = ""
    commission_upokt: str = ""
    self_delegation_reward_upokt: str = ""
    delegators_reward_upokt: str = ""
    total_delegated_stake_upokt: str = ""
    num_delegators: int = 0


EVENT_VALIDATOR_REWARD_DISTRIBUTION = Message(
    "pocket.tokenomics.EventValidatorRewardDistribution",
    EventValidatorRewardDistribution,
    (
        Field(1, "session_end_block_height", Scalar.INT64),
        Field(2, "op_reason", Scalar.ENUMERATION, names=SETTLEMENT_OP_REASON),
        Field(3, "validator_operator_address", Scalar.TEXT),
        Field(4, "validator_account_address", Scalar.TEXT),
        Field(5, "commission_rate", Scalar.TEXT),
        Field(6, "pool_share_upokt", Scalar.TEXT),
        Field(7, "commission_upokt", Scalar.TEXT),
        Field(8, "self_delegation_reward_upokt", Scalar.TEXT),
        Field(9, "delegators_reward_upokt", Scalar.TEXT),
        Field(10, "total_delegated_stake_upokt", Scalar.TEXT),
        Field(11, "num_delegators", Scalar.UINT32),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/event.proto."""


@dataclass(frozen=True, slots=True)
class EventSupplierRevShareFallbackDistribution:
    """A supplier's revenue shares are unusable: its owner gets everything.

    The text of `reason` is no part of the protocol; it is empty here.
    """

    supplier_operator_address: str = ""
    supplier_owner_address: str = ""
    service_id: str = ""
    session_end_block_height: int = 0
    amount: str = ""
    op_reason: int = 0
    observed_sum_percentage: int = 0
    reason: str = ""


EVENT_SUPPLIER_REV_SHARE_FALLBACK_DISTRIBUTION = Message(
    "pocket.tokenomics.EventSupplierRevShareFallbackDistribution",
    EventSupplierRevShareFallbackDistribution,
    (
        Field(1, "supplier_operator_address", Scalar.TEXT),
        Field(2, "supplier_owner_address", Scalar.TEXT),
        Field(3, "service_id", Scalar.TEXT),
        Field(4, "session_end_block_height", Scalar.INT64),
        Field(5, "amount", Scalar.TEXT),
        Field(6, "op_reason", Scalar.ENUMERATION, names=SETTLEMENT_OP_REASON),
        Field(7, "observed_sum_percentage", Scalar.UINT64),
        Field(8, "reason", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/event.proto."""


@dataclass(frozen=True, slots=True)
class EventApplicationReimbursementRequest:
    """An application paid global inflation and is to be reimbursed. The amount is a coin in text."""

    application_addr: str = ""
    supplier_operator_addr: str = ""
    supplier_owner_addr: str = ""
    service_id: str = ""
    session_id: str = ""
    amount: str = ""


EVENT_APPLICATION_REIMBURSEMENT_REQUEST = Message(
    "pocket.tokenomics.EventApplicationReimbursementRequest",
    EventApplicationReimbursementRequest,
    (
        Field(1, "application_addr", Scalar.TEXT),
        Field(2, "supplier_operator_addr", Scalar.TEXT),
        Field(3, "supplier_owner_addr", Scalar.TEXT),
        Field(4, "service_id", Scalar.TEXT),
        Field(5, "session_id", Scalar.TEXT),
        Field(7, "amount", Scalar.TEXT),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/event.proto."""
