"""Parameters of the tokenomics module."""

from __future__ import annotations

from dataclasses import dataclass

from pocket_spec.encoding.proto import Field, Message, Scalar


@dataclass(frozen=True, slots=True)
class MintAllocationPercentages:
    """Who gets which part of global inflation."""

    dao: float = 0.0
    proposer: float = 0.0
    supplier: float = 0.0
    source_owner: float = 0.0
    application: float = 0.0


MINT_ALLOCATION_PERCENTAGES = Message(
    "pocket.tokenomics.MintAllocationPercentages",
    MintAllocationPercentages,
    (
        Field(1, "dao", Scalar.DOUBLE),
        Field(2, "proposer", Scalar.DOUBLE),
        Field(3, "supplier", Scalar.DOUBLE),
        Field(4, "source_owner", Scalar.DOUBLE),
        Field(5, "application", Scalar.DOUBLE),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/params.proto."""


@dataclass(frozen=True, slots=True)
class MintEqualsBurnClaimDistribution:
    """Who gets which part of what a claim mints."""

    dao: float = 0.0
    proposer: float = 0.0
    supplier: float = 0.0
    source_owner: float = 0.0
    application: float = 0.0


MINT_EQUALS_BURN_CLAIM_DISTRIBUTION = Message(
    "pocket.tokenomics.MintEqualsBurnClaimDistribution",
    MintEqualsBurnClaimDistribution,
    (
        Field(1, "dao", Scalar.DOUBLE),
        Field(2, "proposer", Scalar.DOUBLE),
        Field(3, "supplier", Scalar.DOUBLE),
        Field(4, "source_owner", Scalar.DOUBLE),
        Field(5, "application", Scalar.DOUBLE),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/params.proto."""


NO_ALLOCATION = MintAllocationPercentages()
NO_DISTRIBUTION = MintEqualsBurnClaimDistribution()


@dataclass(frozen=True, slots=True)
class TokenomicsParams:
    """Parameters of the tokenomics module."""

    mint_allocation_percentages: MintAllocationPercentages = NO_ALLOCATION
    dao_reward_address: str = ""
    global_inflation_per_claim: float = 0.0
    mint_equals_burn_claim_distribution: MintEqualsBurnClaimDistribution = NO_DISTRIBUTION
    mint_ratio: float = 0.0
    overservicing_bonus_multiplier: int = 0


TOKENOMICS_PARAMS = Message(
    "pocket.tokenomics.Params",
    TokenomicsParams,
    (
        Field(1, "mint_allocation_percentages", MINT_ALLOCATION_PERCENTAGES, embedded=True),
        Field(6, "dao_reward_address", Scalar.TEXT),
        Field(7, "global_inflation_per_claim", Scalar.DOUBLE),
        Field(8, "mint_equals_burn_claim_distribution", MINT_EQUALS_BURN_CLAIM_DISTRIBUTION, embedded=True),
        Field(9, "mint_ratio", Scalar.DOUBLE),
        Field(10, "overservicing_bonus_multiplier", Scalar.UINT64),
    ),
)
"""Source: poktroll v0.1.35 proto/pocket/tokenomics/params.proto."""
