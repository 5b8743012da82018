"""What holds in every block of every life of applications and gateways."""

import itertools

import pytest

from pocket_conformance.fuzz.actors import random_state, random_walk
from pocket_spec.actors.application.delegation import application_ring
from pocket_spec.actors.application.handlers import END_BLOCK_STEPS as APPLICATION_STEPS
from pocket_spec.actors.gateway.handlers import END_BLOCK_STEPS as GATEWAY_STEPS
from pocket_spec.chain.execution import Block, apply_block
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.session.current import session_end_of
from pocket_spec.state.bank import APPLICATION_POOL, GATEWAY_POOL
from pocket_spec.state.coin import amount_of

SEEDS = range(100, 106)
BLOCKS = 40


@pytest.fixture(scope="module", params=SEEDS)
def scene(request):
    return random_walk(request.param, BLOCKS)


def test_pools_hold_what_is_staked_and_the_supply_stays(scene):
    for result in scene.results:
        state = result.state
        staked = sum(amount_of(found.stake) for found in state.applications.values())
        assert state.balances.get(APPLICATION_POOL, 0) == staked
        assert state.balances.get(GATEWAY_POOL, 0) == sum(amount_of(found.stake) for found in state.gateways.values())
        assert state.supply == scene.start.supply == sum(state.balances.values())


def test_records_stay_well_formed(scene):
    for result in scene.results:
        for address, found in result.state.applications.items():
            heights = [height for height, _ in found.pending_undelegations]
            assert found.address == address
            assert heights == sorted(set(heights))
            assert all(pending.gateway_addresses for _, pending in found.pending_undelegations)
            assert len(set(found.delegatee_gateway_addresses)) == len(found.delegatee_gateway_addresses)
            assert all(entry.application_address == address for entry in found.service_config_history)
            limit = found.per_session_spend_limit
            assert limit is None or amount_of(limit) >= 1_000_000


def test_nobody_unbonds_and_asks_to_move(scene):
    for result in scene.results:
        for found in result.state.applications.values():
            assert not (found.unstake_session_end_height and found.pending_transfer)


def test_whoever_signs_for_a_session_signs_until_it_ends(scene):
    """A gateway in the ring of the current session stays in that ring until the session is over."""
    states = [scene.start, *(result.state for result in scene.results)]
    for before, after in itertools.pairwise(states):
        end = session_end_of(before.shared_params, before.height)
        for address in set(before.applications) & set(after.applications):
            ring = application_ring(before.applications[address], end, RULES)
            assert {member for member in ring if member.startswith("pokt1")} <= {
                *application_ring(after.applications[address], end, RULES),
                address,
            }


def test_a_refused_message_changes_nothing(scene):
    """Blocks whose messages are all refused are as blocks without messages."""
    states = [scene.start, *(result.state for result in scene.results)]
    refused = 0
    for before, block, result in zip(states, scene.blocks, scene.results, strict=False):
        if block.messages and all(result.rejections):
            empty = apply_block(before, Block(), RULES)
            assert (empty.state, empty.events) == (result.state, result.events)
            refused += 1
    assert refused


@pytest.mark.parametrize("step", [*APPLICATION_STEPS, *GATEWAY_STEPS], ids=lambda step: step.op)
def test_steps_are_total(step):
    for seed in range(200):
        state = random_state(seed)
        after = step.run(state, RULES).state
        assert after.supply == state.supply == sum(after.balances.values())
