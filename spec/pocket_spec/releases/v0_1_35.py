"""Release v0.1.35, today's: every rule as mainnet runs it."""

from __future__ import annotations

from pocket_spec.governance.history import session_params_at_height, shared_params_at_height
from pocket_spec.rules import Rules

RULES = Rules(
    shared_params_at_height=shared_params_at_height,
    session_params_at_height=session_params_at_height,
)
"""Source: poktroll v0.1.35."""
