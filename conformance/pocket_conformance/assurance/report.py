"""Everything that is known, put together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pocket_conformance.assurance import history, matrix, mutants, proofs, results
from pocket_conformance.assurance.model import Assurance, Entry, Rung, Standing
from pocket_conformance.assurance.runners import WALKED
from pocket_conformance.explore.scopes import SCOPES
from pocket_conformance.formal.cache import versions
from pocket_conformance.formal.handlers import evidence
from pocket_conformance.incidents.registry import INCIDENTS
from pocket_conformance.mutation import campaign
from pocket_conformance.mutation.__main__ import RUNGS, rungs_named
from pocket_conformance.mutation.store import explanations
from pocket_spec.invariants import CATALOGUE
from pocket_spec.theorems import Tier


def gathered(build: Path, vectors: Path, tier: Tier) -> Assurance:
    """Read what every checker left below a build directory."""
    kept = build / "mutation"
    modules = campaign.modules_named(campaign.TARGETS)
    judges = rungs_named(RUNGS, vectors, kept)
    scores, killed = mutants.entries(kept, modules, judges, explanations())
    files = build / "assurance"
    scopes = [(scope.name, scope.sentence) for scope in SCOPES.values()]
    planted = [(incident.id, incident.sentence) for incident in INCIDENTS]
    catalogue = [(invariant.id, invariant.sentence) for invariant in WALKED]
    found = [
        *proofs.entries(build / "formal-cache", tier, killed),
        proofs.unasked(),
        *results.entries(files, "explorer", Rung.EXPLORER, scopes),
        *results.entries(files, "incidents", Rung.INCIDENTS, planted),
        *results.entries(files, "walks", Rung.WALKS, catalogue),
        *results.entries(files, "statistics", Rung.STATISTICS),
        *scores,
    ]
    made = Assurance(
        versions() | results.tool_versions(),
        tuple(found),
        violations(),
        matrix.matrix(found),
        matrix.handlers(evidence(), found),
    )
    return replace(made, history=history.noted(files, made))


def violations() -> tuple[Entry, ...]:
    """List what today's protocol breaks, as the catalogue tells it."""
    return tuple(
        Entry(Rung.WALKS, i.id, i.sentence, "does not hold today", Standing.GOOD, assumptions=i.assumes, note=i.fails)
        for i in CATALOGUE
        if i.fails
    )
