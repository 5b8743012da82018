"""The statements of the two introductory documents about stakes, settlement and governance, played on the chain."""

from dataclasses import replace

import pytest

from pocket_conformance.generate.chain.world import account, signed
from pocket_conformance.walk.messages import ACCOUNTS, SERVICES
from pocket_conformance.walk.plausible import claimable
from pocket_conformance.walk.start import starting_state
from pocket_spec.actors.application.messages import MsgStakeApplication
from pocket_spec.actors.service.messages import MsgAddService
from pocket_spec.actors.supplier.messages import MsgStakeSupplier
from pocket_spec.chain.execution import Block, apply_block, apply_message
from pocket_spec.claims.messages import MsgCreateClaim
from pocket_spec.governance.shared import MsgUpdateSharedParam
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.session.hydration import hydrate_session
from pocket_spec.state.bank import AUTHORITY
from pocket_spec.state.coin import amount_of, upokt
from pocket_spec.state.records.shared import ApplicationServiceConfig

SERVICE, USER, OTHER_USER = SERVICES[0], ACCOUNTS[0], ACCOUNTS[1]
START = starting_state(0)
PROOFS_NEVER = replace(START.proof_params, proof_request_probability=0.0, proof_requirement_threshold=upokt(10**9))
PROOFS_ALWAYS = replace(START.proof_params, proof_requirement_threshold=upokt(1))
NO_INFLATION = replace(START.tokenomics_params, global_inflation_per_claim=0.0, mint_ratio=0.975)


def played(state, blocks):
    for _ in range(blocks):
        state = apply_block(state, Block(), RULES).state
    return state


def first_claimable(state):
    while not claimable(state, RULES):
        state = played(state, 1)
    return state, claimable(state, RULES)[0]


def claim(header, supplier, relays, compute_units):
    root = b"\x01" * 32 + compute_units.to_bytes(8, "big") + relays.to_bytes(8, "big")
    return signed(MsgCreateClaim(supplier, header, root))


def claimed(state, relays):
    """Claim some relays of the first session that can be claimed, a compute unit each."""
    state, (header, supplier) = first_claimable(state)
    result = apply_block(state, Block((claim(header, supplier, relays, relays),)), RULES)
    assert result.rejections == (None,)
    return result.state, header, supplier


def settled(state):
    """Play on until no claim is left, and give the state, the blocks it took and their events by name."""
    events, blocks = [], 0
    while state.claims:
        result = apply_block(state, Block(), RULES)
        state, blocks = result.state, blocks + 1
        events += [(event.kind.name.rpartition(".")[2], event.value) for event in result.events]
        assert blocks < 50
    return state, blocks, events


def refusal(state, message):
    with pytest.raises(Rejected) as caught:
        apply_message(state, message, RULES)
    return caught.value.reason


def test_compute_units_per_relay_change_by_a_message_of_the_owner_from_the_next_session_on():
    service = START.services[SERVICE]
    heavier = replace(service, compute_units_per_relay=7)
    after = apply_message(START, signed(MsgAddService(service.owner_address, heavier)), RULES).state
    assert [RULES.compute_units_at_height(after, SERVICE, height) for height in (1, 3, 4)] == [1, 1, 7]
    stolen = replace(heavier, owner_address=OTHER_USER)
    assert refusal(START, signed(MsgAddService(OTHER_USER, stolen))) is Reason.SERVICE_INVALID_OWNER_ADDRESS


@pytest.mark.parametrize("name", ["compute_units_to_tokens_multiplier", "compute_unit_cost_granularity"])
def test_parameters_of_the_network_are_changed_by_the_authority_alone(name):
    after = apply_message(START, signed(MsgUpdateSharedParam(AUTHORITY, name, as_uint64=10)), RULES).state
    recorded = max(after.shared_params_history.items())[1].params
    assert 10 in {getattr(after.shared_params, name), getattr(recorded, name)}
    assert refusal(START, signed(MsgUpdateSharedParam(USER, name, as_uint64=10))) is Reason.SHARED_INVALID_SIGNER


def test_a_claim_that_does_not_add_up_is_refused():
    state, (header, supplier) = first_claimable(START)
    assert refusal(state, claim(header, supplier, 10, 11)) is Reason.PROOF_COMPUTE_UNITS_MISMATCH


def test_a_claim_is_burnt_from_the_stake_and_the_mint_ratio_of_it_is_minted():
    state, header, _ = claimed(replace(START, proof_params=PROOFS_NEVER, tokenomics_params=NO_INFLATION), 40)
    after, _, events = settled(state)
    stakes = [amount_of(found.applications[header.application_address].stake) for found in (state, after)]
    assert stakes[0] - stakes[1] == 40
    assert state.supply - after.supply == 40 - 39
    (announced,) = [value for name, value in events if name == "EventClaimSettled"]
    assert (announced.settled_upokt, announced.minted_upokt) == ("40upokt", "39upokt")
    paid = {address: held - state.balances.get(address, 0) for address, held in after.balances.items()}
    assert sum(amount for amount in paid.values() if amount > 0) == 39


def test_claims_are_settled_at_the_end_of_the_block_that_closes_their_proof_window():
    state, header, _ = claimed(replace(START, proof_params=PROOFS_NEVER), 1)
    params = state.shared_params
    close = header.session_end_block_height + 1 + (
        params.claim_window_open_offset_blocks + params.claim_window_close_offset_blocks
        + params.proof_window_open_offset_blocks + params.proof_window_close_offset_blocks
    )  # fmt: skip
    state = played(state, close - state.height)
    assert state.height == close
    assert state.claims
    assert not played(state, 1).claims


def test_what_is_due_is_minted_in_the_block_that_settles():
    state, _, supplier = claimed(replace(START, proof_params=PROOFS_NEVER), 50)
    after, _, _ = settled(state)
    assert after.balances[supplier] > state.balances[supplier]


def test_without_stake_there_is_no_session_on_shannon():
    state = played(START, 4)
    with pytest.raises(Rejected) as caught:
        hydrate_session(state, account("nobody"), SERVICE, 4, RULES)
    assert caught.value.reason is Reason.SESSION_APP_NOT_FOUND
    assert hydrate_session(state, USER, SERVICE, 4, RULES).suppliers


def test_users_stake_applications_and_operators_suppliers_whose_owner_can_be_another():
    user, owner, operator = ACCOUNTS[5], ACCOUNTS[4], account("operator")
    stake = MsgStakeApplication(user, upokt(200), (ApplicationServiceConfig(SERVICE),))
    assert apply_message(START, signed(stake), RULES).state.applications[user].stake == upokt(200)
    assert refusal(START, signed(stake, OTHER_USER)) is Reason.TX_UNAUTHORIZED
    staked = apply_message(START, signed(MsgStakeSupplier(owner, owner, operator, upokt(200))), RULES).state
    assert staked.suppliers[operator].owner_address == owner


def test_the_rate_limit_asks_nobody_beforehand_and_pays_no_more_than_the_budget():
    """A claim of a hundred times the stake is accepted, from anyone in the session, and settled for a part."""
    state, header, _ = claimed(replace(START, proof_params=PROOFS_NEVER, tokenomics_params=NO_INFLATION), 50_000)
    stake = amount_of(state.applications[header.application_address].stake)
    after, _, events = settled(state)
    assert [name for name, _ in events if name == "EventApplicationOverserviced"]
    (announced,) = [value for name, value in events if name == "EventClaimSettled"]
    burnt = int(announced.settled_upokt.removesuffix("upokt"))
    pending = 2
    assert burnt == stake // pending
    assert amount_of(after.applications[header.application_address].stake) == stake - burnt


def test_a_claim_that_is_not_proven_costs_its_supplier():
    state, _, supplier = claimed(replace(START, proof_params=PROOFS_ALWAYS), 40)
    after, _, events = settled(state)
    assert {"EventClaimExpired", "EventSupplierSlashed"} <= {name for name, _ in events}
    penalty = amount_of(PROOFS_ALWAYS.proof_missing_penalty)
    assert amount_of(state.suppliers[supplier].stake) - amount_of(after.suppliers[supplier].stake) == penalty
    assert after.supply == state.supply - penalty


def test_a_stake_on_shannon_is_used_up():
    state = replace(START, proof_params=PROOFS_NEVER)
    before = amount_of(state.applications[USER].stake)
    state = claimed(state, 100)[0]
    after = settled(state)[0]
    assert sum(amount_of(found.stake) for found in after.applications.values()) < sum(
        amount_of(found.stake) for found in START.applications.values()
    )
    assert before == 500
