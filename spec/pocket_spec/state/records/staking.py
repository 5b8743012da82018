"""What rewards need of the SDK's staking module: who validates, with how much, and who delegated what."""

from __future__ import annotations

from dataclasses import dataclass

BONDED = "BOND_STATUS_BONDED"
"""Status of a validator that takes part in consensus."""


@dataclass(frozen=True, slots=True)
class Validator:
    """A validator: tokens in uPOKT, shares and the commission's rate as 18-decimal fixed point numbers (x 10^18)."""

    operator_address: str
    tokens: int
    delegator_shares: int
    commission_rate: int
    status: str = BONDED


@dataclass(frozen=True, slots=True)
class Delegation:
    """Shares of a validator that a delegator holds, an 18-decimal fixed point number (x 10^18)."""

    delegator_address: str
    validator_address: str
    shares: int
