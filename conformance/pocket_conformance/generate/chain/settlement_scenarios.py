"""Scenarios of settlement from the first message on: sessions served, claimed, proven or not, and settled."""

from __future__ import annotations

from dataclasses import replace

from pocket_conformance.generate.chain.claims_world import (
    APPLICATION,
    CLAIM_OPEN,
    END,
    PROOF_CLOSE,
    PROOF_OPEN,
    STAKE,
    START,
    SUPPLIER,
    SUPPLIERS,
    header_of,
    work,
    world,
)
from pocket_conformance.generate.chain.scene import Scene, scenario
from pocket_conformance.generate.chain.world import pool
from pocket_spec.actors.supplier.messages import MsgUnstakeSupplier
from pocket_spec.governance.shared import MsgUpdateSharedParam
from pocket_spec.state.bank import AUTHORITY, balance
from pocket_spec.state.coin import amount_of, upokt
from pocket_spec.state.state import State

SETTLED = PROOF_CLOSE
"""The block that settles the session: the last in which it can be proven."""
PRICE = 3 * 100 * 42
"""Three relays of 100 compute units at 42 uPOKT, and no inflation yet."""


def served(height: int = START, probability: float = 1.0) -> State:
    """Give the state in which a session begins; the application can pay for it."""
    state = world(height)
    proofs = replace(state.proof_params, proof_request_probability=probability, proof_missing_penalty=upokt(1_000))
    return replace(state, proof_params=proofs)


def everybody_claims(scene: Scene) -> None:
    """Let all suppliers claim three relays each in the first block of the window."""
    scene.until(CLAIM_OPEN)
    header = header_of(scene.state, START)
    scene.block(*(work(header, label).claim_message() for label in SUPPLIERS))
    assert len(scene.state.claims) == len(SUPPLIERS)


@scenario("SettleOrdinary", "SettleExpired")
def relays_are_claimed_proven_and_paid(scene: Scene) -> None:
    """Given a session. When all suppliers claim and one proves. Then that one is paid and the others are slashed."""
    scene.given(served())
    everybody_claims(scene)
    scene.until(PROOF_OPEN)
    proven = scene.block(work(header_of(scene.state, START)).proof_message())
    assert proven.rejections == (None,)
    scene.until(SETTLED + 1)
    (settled,) = scene.events("EventClaimSettled")
    assert settled.supplier_operator_address == SUPPLIER
    assert settled.settled_upokt == f"{PRICE}upokt"
    assert len(scene.events("EventClaimExpired")) == len(scene.events("EventSupplierSlashed")) == 2
    assert amount_of(scene.state.applications[APPLICATION].stake) == STAKE - PRICE * 11 // 10
    assert balance(scene.state, pool("application")) == STAKE - PRICE * 11 // 10
    assert balance(scene.state, pool("supplier")) == sum(amount_of(s.stake) for s in scene.state.suppliers.values())
    assert balance(scene.state, pool("tokenomics")) == (PRICE + PRICE // 10) // 20


@scenario("SettleDiscardKeepsCharge", "SettleSharesOfToday")
def a_supplier_leaves_before_it_is_paid(scene: Scene) -> None:
    """Given a session. When a supplier unstakes after its last relay. Then its claim is discarded, the charge stays."""
    scene.given(served(probability=0.0))
    scene.until(END)
    scene.block(MsgUnstakeSupplier(SUPPLIER, SUPPLIER))
    everybody_claims(scene)
    scene.until(SETTLED + 1)
    assert len(scene.events("EventClaimSettled")) == 2
    (discarded,) = scene.events("EventClaimDiscarded")
    assert discarded.supplier_operator_address == SUPPLIER
    stake = amount_of(scene.state.applications[APPLICATION].stake)
    assert balance(scene.state, pool("application")) - stake == PRICE


@scenario("SettleSessionStart", "SettleWindowsChange")
def governance_changes_prices_and_windows_in_between(scene: Scene) -> None:
    """Given a session. When prices and windows change before it is settled. Then neither changes anything for it."""
    scene.given(served(probability=0.0))
    everybody_claims(scene)
    scene.block(MsgUpdateSharedParam(AUTHORITY, "compute_units_to_tokens_multiplier", as_uint64=84_000_000))
    scene.block(MsgUpdateSharedParam(AUTHORITY, "proof_window_close_offset_blocks", as_uint64=4))
    scene.until(SETTLED + 4)
    settled = scene.events("EventClaimSettled")
    assert [event.settled_upokt for event in settled] == [f"{PRICE}upokt"] * 3
    assert [len(result.state.claims) for result in scene.results][SETTLED - START - 1 :][:2] == [3, 0]
