"""The rules in which releases differ, and in which proposals will: named functions in one frozen record.

What every release has in common is called directly. A handler takes the record and calls, say,
`rules.candidate_session_ends(state)`; `pocket_spec.releases` says which function stands there in which release.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pocket_spec.state.records.session import SessionModuleParams
from pocket_spec.state.records.shared import SharedParams
from pocket_spec.state.state import State


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one release; every field is a rule, and its comment says what it decides."""

    # Which parameters of the shared module hold for a height, past or future.
    shared_params_at_height: Callable[[State, int], SharedParams]
    # Which parameters of the session module hold for a height.
    session_params_at_height: Callable[[State, int], SessionModuleParams]
