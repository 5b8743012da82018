"""Release v0.1.35, today's: every rule as mainnet runs it."""

from __future__ import annotations

from pocket_spec.governance.history import (
    session_params_at_height,
    set_session_params,
    set_shared_params,
    shared_params_at_height,
)
from pocket_spec.governance.promotion import promoted_shared_params
from pocket_spec.governance.shared import SHARED
from pocket_spec.governance.tokenomics import TOKENOMICS
from pocket_spec.rules import Rules

RULES = Rules(
    shared_params_at_height=shared_params_at_height,
    session_params_at_height=session_params_at_height,
    shared_parameters=SHARED,
    tokenomics_parameters=TOKENOMICS,
    set_shared_params=set_shared_params,
    set_shared_param=set_shared_params,
    set_session_params=set_session_params,
    promoted_shared_params=promoted_shared_params,
)
"""Source: poktroll v0.1.35."""
