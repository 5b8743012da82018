"""From relays to payment on a real chain: claims and proofs in their windows, whatever happens between the steps."""

import asyncio
from hashlib import sha256

import pytest
from mining_world import ALWAYS, NEVER, play

from pocket_reference.smst.tree import Tree
from pocket_spec.encoding.gob import decode_closest_proof
from pocket_spec.smst.trie import root_count, root_sum
from pocket_spec.state.bank import balance

RELAYS = 5


def assert_paid(world, relays=RELAYS):
    (settled,) = world.events("EventClaimSettled")
    assert (int(settled["num_relays"]), settled["supplier_operator_address"]) == (relays, world.supplier)
    assert world.events("EventClaimExpired") == []
    assert balance(world.node.state, world.supplier) > world.network.state.balances[world.supplier]


@pytest.mark.parametrize("probability", [NEVER, ALWAYS])
def test_relays_are_claimed_proven_if_required_and_paid(tmp_path, probability):
    async def scenario(world):
        session = await world.session()
        hashes = await world.relays(RELAYS)
        await world.until(session.claim_open - 1)
        assert world.node.waiting == 0
        await world.until(session.claim_open)
        assert world.node.waiting == 1
        await world.blocks()
        (claim,) = world.claims()
        assert (claim.supplier_operator_address, root_count(claim.root_hash)) == (world.supplier, RELAYS)
        assert root_sum(claim.root_hash) == RELAYS * session.compute_units_per_relay
        assert (await world.miner.storage.tree(world.miner.storage.sessions()[0])).root() == claim.root_hash
        assert len(set(hashes)) == RELAYS
        await world.until(session.proof_open - 2)
        assert world.node.waiting == 0
        await world.until(session.proof_open - 1)
        assert world.node.waiting == (probability == ALWAYS)
        await world.until(session.proof_close)
        submitted = world.events("EventProofSubmitted")
        assert len(submitted) == (probability == ALWAYS)
        assert_paid(world)
        assert list(world.store.glob("*.relays")) == []
        assert world.counted("claims", "settled") == 1

    play(tmp_path, scenario, probability=probability)


def test_the_proof_shows_the_leaf_that_the_drawing_block_names(tmp_path):
    async def scenario(world):
        session = await world.session()
        await world.relays(RELAYS)
        await world.until(session.proof_open - 1)
        (waiting,) = world.node.ledger.waiting()
        proof = decode_closest_proof(bytes.fromhex(waiting["message"]["value"]["proof"]))
        drawn = bytes.fromhex(world.node.ledger.block(session.proof_open - 1)["header_hash"])
        assert proof.path == sha256(drawn + session.header.session_id.encode()).digest()

    play(tmp_path, scenario, probability=ALWAYS)


@pytest.mark.parametrize("step", ["relays", "sealing", "claim sent", "claimed", "proof sent", "proven"])
def test_a_restart_between_any_two_steps_loses_nothing(tmp_path, step):
    async def scenario(world):
        session = await world.session()
        heights = {
            "relays": session.header.session_start_block_height,
            "sealing": session.claim_open - 1,
            "claim sent": session.claim_open,
            "claimed": session.claim_open + 1,
            "proof sent": session.proof_open - 1,
            "proven": session.proof_open,
        }
        await world.relays(RELAYS)
        await world.until(heights[step])
        await world.restart()
        await world.until(session.proof_close)
        assert len(world.events("EventProofSubmitted")) == 1
        assert_paid(world)

    play(tmp_path, scenario, probability=ALWAYS)


def test_a_miner_that_was_away_for_the_claim_window_counts_the_session_as_missed(tmp_path):
    async def scenario(world):
        session = await world.session()
        await world.relays(RELAYS)
        await world.stop()
        await world.until(session.claim_close)
        await world.start()
        assert world.events("EventClaimCreated") == []
        assert world.counted("claims", "missed") == 1
        assert list(world.store.glob("*.relays")) == []
        await world.blocks(4)
        await world.relays(2)

    play(tmp_path, scenario)


def test_a_miner_that_was_away_for_the_proof_window_counts_the_claim_as_expired(tmp_path):
    async def scenario(world):
        session = await world.session()
        await world.relays(RELAYS)
        await world.until(session.claim_open + 1)
        await world.stop()
        await world.until(session.proof_close)
        await world.start()
        assert len(world.events("EventClaimExpired")) == 1
        assert world.counted("claims", "expired") == 1
        assert list(world.store.glob("*.relays")) == []

    play(tmp_path, scenario, probability=ALWAYS)


def test_a_refused_claim_is_sent_again(tmp_path, monkeypatch):
    async def scenario(world):
        session, cycle = await world.session(), world.miner.cycle
        await world.relays(RELAYS)
        root, roots = Tree.root, [b"\x01" * 47]

        def once_wrong(tree):
            return roots.pop() if roots else root(tree)

        monkeypatch.setattr(Tree, "root", once_wrong)
        await world.until(session.claim_open)
        assert cycle.sent == {}
        assert world.counted("failures", "ChainRefusedError") == 1
        await world.until(session.proof_close)
        assert_paid(world)

    play(tmp_path, scenario)


def test_a_claim_refused_within_its_block_is_sent_again(tmp_path):
    async def scenario(world):
        session = await world.session()
        await world.relays(RELAYS)
        await world.until(session.claim_open)
        (name,) = world.miner.cycle.sent.values()
        world.node._waiting.clear()
        world.node.ledger._connection.execute(
            "UPDATE transactions SET height = 1, rejection = 'PROOF_INVALID_ADDRESS', detail = '' WHERE hash = ?",
            (name,),
        )
        await world.blocks()
        assert world.counted("claims", "refused") == 1
        await world.until(session.proof_close)
        assert_paid(world)

    play(tmp_path, scenario)


def test_a_chain_that_is_away_for_some_blocks(tmp_path):
    async def scenario(world):
        session = await world.session()
        await world.relays(RELAYS)
        await world.until(session.claim_open - 1)
        world.outage = True
        await world.blocks(2)
        await asyncio.sleep(0.2)
        assert world.claims() == []
        world.outage = False
        await world.caught_up()
        assert world.counted("failures", "chain") >= 1
        await world.until(session.proof_close)
        assert_paid(world)

    play(tmp_path, scenario, probability=ALWAYS)


def test_relays_of_several_sessions_are_kept_apart(tmp_path):
    async def scenario(world):
        for count in (3, 4, 2):
            await world.relays(count)
            await world.blocks(4)
        await world.blocks(20)
        assert [int(settled["num_relays"]) for settled in world.events("EventClaimSettled")] == [3, 4, 2]

    play(tmp_path, scenario, probability=ALWAYS)
