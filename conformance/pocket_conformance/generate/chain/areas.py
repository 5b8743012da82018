"""All areas of the state machine's cases, together as one module of cases."""

from __future__ import annotations

from collections.abc import Iterator

from pocket_conformance.generate.chain import (
    actor_scenarios,  # noqa: F401 - defines scenarios
    application,
    application_steps,
    bank,
    blocks,
    claim_scenarios,  # noqa: F401 - defines scenarios
    claims,
    gateway,
    governance,
    migration,
    proof_checks,
    proofs,
    service,
    settlement,
    settlement_edges,
    settlement_scenarios,  # noqa: F401 - defines scenarios
    supplier,
    supplier_stake,
)
from pocket_conformance.generate.chain.scene import SCENARIO_NOTES, scenario_cases
from pocket_conformance.generate.model import Case, Note

AREAS = (
    bank,
    blocks,
    application,
    application_steps,
    gateway,
    supplier,
    supplier_stake,
    service,
    claims,
    proofs,
    proof_checks,
    settlement,
    settlement_edges,
    governance,
    migration,
)
"""The modules of cases, in the order of the documents."""

NOTES: dict[str, Note] = {**SCENARIO_NOTES, **{flag: note for area in AREAS for flag, note in area.NOTES.items()}}


def cases() -> Iterator[Case]:
    """Yield the cases of every area, then the scenarios."""
    for area in AREAS:
        yield from area.cases()
    yield from scenario_cases()
