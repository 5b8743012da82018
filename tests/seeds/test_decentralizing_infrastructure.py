"""The statements of docs/seeds/decentralizing_infrastructure.md, each as a test that can fail.

Tests of chance run on data derived from labels, so their answer never changes. Their bounds are such that truly random
data would exceed them once in 10^9 runs or less, and each is shown to catch a selection that is not even.
"""

import inspect
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from hashlib import sha3_256
from itertools import accumulate
from math import comb, exp, log
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pocket_spec.claims.messages import MSG_CREATE_CLAIM, MSG_SUBMIT_PROOF, Claim, MsgCreateClaim, MsgSubmitProof
from pocket_spec.claims.onchain_proof import verify_onchain_proof
from pocket_spec.claims.proof_path import proof_path
from pocket_spec.crypto.ring import encode_ring_signature, sign_ring
from pocket_spec.crypto.secp256k1 import multiply_base, sign_ecdsa
from pocket_spec.encoding.bech32 import encode_address
from pocket_spec.encoding.gob import encode_closest_proof
from pocket_spec.encoding.proto import decode, encode
from pocket_spec.morse.application import app_max_relays, max_possible_relays
from pocket_spec.morse.decimals import ONE, decimal_from_text
from pocket_spec.morse.evidence import merkle_root, required_index
from pocket_spec.morse.reward import relay_reward, reward_split, stake_bin, stake_weight
from pocket_spec.morse.session import (
    BLOCKS_PER_SESSION_DEFAULT,
    SESSION_NODE_COUNT_DEFAULT,
    session_height,
    session_key,
    session_nodes,
)
from pocket_spec.rejections import Rejected
from pocket_spec.relay.messages import (
    RELAY,
    Relay,
    RelayRequest,
    RelayRequestMetadata,
    RelayResponse,
    RelayResponseMetadata,
    SessionHeader,
)
from pocket_spec.relay.signing import (
    dehydrated,
    relay_hash,
    request_signable_hash,
    response_signable_hash,
    verify_relay_request_signature,
    verify_relay_response_signature,
    with_payload_hash,
)
from pocket_spec.session.assignment import session_id_preimage, session_suppliers, supplier_weight
from pocket_spec.session.calendar import calendar
from pocket_spec.session.parameters import SessionParams
from pocket_spec.settlement.pricing import claimed_upokt
from pocket_spec.smst.closest import prove_closest
from pocket_spec.smst.compact import compact_closest_proof
from pocket_spec.smst.trie import build, root
from pocket_spec.smst.types import TrieSpec, Update

ERROR = 1e-9
"""The probability with which random data would exceed the bounds of a test."""
NODES, PLACES, SESSIONS = 20, 5, 2000
POKT = 10**6
STEP, CEILING = 15_000 * POKT, 60_000 * POKT

Selection = Callable[[bytes, int, int], Sequence[int]]
"""Selects so many of the nodes 0, 1, 2, ... for the session of a block hash."""


def address_of(node: int) -> bytes:
    return node.to_bytes(20, "big")


def morse(block_hash: bytes, nodes: int, places: int) -> Sequence[int]:
    key = session_key(bytes(32), b"\x00\x21", block_hash)
    drawn = session_nodes(key, [address_of(node) for node in range(nodes)], frozenset(), places)
    return [int.from_bytes(address, "big") for address in drawn]


def shannon(block_hash: bytes, nodes: int, places: int) -> Sequence[int]:
    preimage = session_id_preimage(SHANNON, "pokt1application", "anvil", block_hash, 1)
    return [int(name[5:]) for name in session_suppliers(preimage, [f"pokt1{node}" for node in range(nodes)], places)]


def favours_node_0(block_hash: bytes, nodes: int, places: int) -> Sequence[int]:
    """An uneven selection: node 0 has two tickets."""
    drawn = morse(block_hash, nodes + 1, places)
    return [node % nodes for node in drawn]


SHANNON = SessionParams(20, 10, 11, 10, 1, 10, 0, 0)
"""The calendar of mainnet."""
BOTH = pytest.mark.parametrize("select", [morse, shannon])


def block_hash(number: int) -> bytes:
    return sha3_256(f"seeds/block/{number}".encode()).digest()


def appearances(select: Selection, nodes: int, places: int, sessions: int) -> Counter[int]:
    found: Counter[int] = Counter()
    for number in range(sessions):
        found.update(select(block_hash(number), nodes, places))
    return found


def binomial_bounds(trials: int, probability: Fraction, error: float) -> tuple[int, int]:
    """The exact range that a binomial count leaves with at most this probability, half of it on each side."""
    p, q = probability.numerator, probability.denominator
    weights = [comb(trials, count) * p**count * (q - p) ** (trials - count) for count in range(trials + 1)]
    budget = Fraction(error) / 2 * q**trials
    low = sum(total <= budget for total in accumulate(weights))
    high = trials - sum(total <= budget for total in accumulate(reversed(weights)))
    return low, high


def chernoff_bounds(trials: int, probability: float, error: float) -> tuple[int, int]:
    """A range that a sum of draws without replacement leaves with at most this probability (Hoeffding 1963)."""

    def tail(count: int) -> float:
        share = count / trials
        divergence = sum(a * log(a / b) for a, b in ((share, probability), (1 - share, 1 - probability)) if a)
        return exp(-trials * divergence)

    mean = int(trials * probability)
    low = next(count for count in range(mean, -1, -1) if tail(count) <= error / 2)
    high = next(count for count in range(mean + 1, trials + 1) if tail(count) <= error / 2)
    return low, high


def uneven_nodes(select: Selection) -> list[int]:
    found = appearances(select, NODES, PLACES, SESSIONS)
    low, high = binomial_bounds(SESSIONS, Fraction(PLACES, NODES), ERROR / NODES)
    return [node for node in range(NODES) if not low <= found[node] <= high]


@BOTH
def test_work_is_spread_evenly_over_all_nodes(select):
    assert uneven_nodes(select) == []


def test_the_test_of_evenness_notices_a_node_with_two_tickets():
    assert uneven_nodes(favours_node_0) == [0]


@BOTH
def test_a_session_holds_as_many_distinct_nodes_as_it_has_places(select):
    for number in range(50):
        chosen = select(block_hash(number), NODES, PLACES)
        assert len(chosen) == len(set(chosen)) == PLACES


@BOTH
def test_the_average_work_of_a_node_is_all_work_over_all_nodes(select):
    for nodes in (PLACES, 10, 40):
        found = appearances(select, nodes, PLACES, 20)
        assert Fraction(sum(found.values()), nodes) == Fraction(20 * PLACES, nodes)


@BOTH
def test_twice_the_nodes_are_twice_the_expected_work(select):
    nodes, sessions = 40, 2000
    found = appearances(select, nodes, PLACES, sessions)
    for owned in (4, 8, 16):
        low, high = chernoff_bounds(sessions * PLACES, owned / nodes, ERROR / 3)
        assert low <= sum(found[node] for node in range(owned)) <= high
    assert (
        chernoff_bounds(sessions * PLACES, 8 / nodes, ERROR)[1]
        < chernoff_bounds(sessions * PLACES, 16 / nodes, ERROR)[0]
    )


def test_stake_is_no_input_of_the_selection():
    assert list(inspect.signature(session_key).parameters) == ["app_public_key", "chain", "block_hash"]
    assert list(inspect.signature(session_nodes).parameters) == ["key", "candidates", "ineligible", "node_count"]
    assert list(inspect.signature(supplier_weight).parameters) == ["preimage", "operator_address"]
    assert list(inspect.signature(session_suppliers).parameters) == [
        "preimage",
        "operator_addresses",
        "num_suppliers_per_session",
    ]


@BOTH
def test_sessions_tumble(select):
    """10 of 200 nodes can be chosen in more than 10^16 ways: of 50 sessions no two are alike."""
    chosen = [frozenset(select(block_hash(number), 200, 10)) for number in range(50)]
    assert len(set(chosen)) == len(chosen)


@given(st.integers(1, 10**6))
def test_nodes_change_at_session_boundaries_and_only_there(height):
    dates = calendar(SHANNON, height)
    start, last = session_id_preimage(SHANNON, "a", "s", b"", dates.start), dates.end
    assert (
        session_id_preimage(SHANNON, "a", "s", b"", height)
        == start
        == session_id_preimage(SHANNON, "a", "s", b"", last)
    )
    assert session_id_preimage(SHANNON, "a", "s", b"", dates.next_start) != start
    assert session_height(height, 4) == session_height(session_height(height, 4) + 3, 4) < session_height(height + 4, 4)


@BOTH
def test_every_node_has_the_opportunity_to_work(select):
    """A node misses 150 sessions with probability 0.75^150, any of 20 with 20 times that: 4 in 10^18."""
    assert set(appearances(select, NODES, PLACES, 150)) == set(range(NODES))


@BOTH
def test_a_node_in_session_bears_many_times_its_average(select):
    """In a session a node has 1/5 of an application's work, on average 1/20 of it: it needs room for 4 times that."""
    found = appearances(select, NODES, PLACES, SESSIONS)
    in_session, average = Fraction(1, PLACES), Fraction(1, NODES)
    assert in_session / average == Fraction(NODES, PLACES) == 4
    idle = 1 - Fraction(found[0], SESSIONS)
    low, high = binomial_bounds(SESSIONS, Fraction(PLACES, NODES), ERROR)
    assert 1 - Fraction(high, SESSIONS) <= idle <= 1 - Fraction(low, SESSIONS)
    assert idle > Fraction(1, 2)


def test_an_operator_seldom_holds_a_whole_session():
    """With a tenth of 1000 nodes: all of 5 places in 9.13 sessions of a million, 3 or more of them in 0.84 per cent."""

    def at_least(held: int) -> float:
        return sum(comb(100, count) * comb(900, 5 - count) for count in range(held, 6)) / comb(1000, 5)

    assert at_least(5) == pytest.approx(9.13e-6, rel=1e-3)
    assert at_least(3) == pytest.approx(0.0084, rel=1e-2)


@BOTH
def test_an_operators_sessions_are_hypergeometric(select):
    """4 of 10 nodes hold at least 3 of 5 places in 11 of 42 sessions."""
    sessions = 1000
    majority = sum(len({0, 1, 2, 3} & set(select(block_hash(number), 10, 5))) >= 3 for number in range(sessions))
    low, high = binomial_bounds(sessions, Fraction(comb(4, 3) * comb(6, 2) + comb(6, 1), comb(10, 5)), ERROR)
    assert low <= majority <= high


def test_five_nodes_every_25_blocks_are_the_defaults_of_the_code():
    assert (SESSION_NODE_COUNT_DEFAULT, BLOCKS_PER_SESSION_DEFAULT) == (5, 25)


def test_mainnets_say_otherwise(mainnet_directory):
    genesis = json.loads((mainnet_directory / "morse_genesis.json").read_text())["app_state"]
    assert genesis["pocketcore"]["params"]["session_node_count"] == "5"
    assert genesis["pos"]["params"]["session_block_frequency"] == "4"

    def parameters(module: str) -> dict[str, Any]:
        document = json.loads((mainnet_directory / "params" / f"{module}_params.json").read_text())
        return dict(document["body"]["messages"][0]["params"])

    assert parameters("session")["num_suppliers_per_session"] == "50"
    assert parameters("shared")["num_blocks_per_session"] == str(SHANNON.num_blocks_per_session) == "20"
    assert parameters("tokenomics")["mint_ratio"] == 0.975
    assert parameters("proof")["proof_request_probability"] == 0.01
    assert genesis["pos"]["params"]["stake_minimum"] == str(15_000 * POKT)
    assert parameters("supplier")["min_stake"]["amount"] == str(59_500 * POKT)
    claims = json.loads((mainnet_directory / "claims_161155.json").read_text())["cases"]
    headers = [decode(MSG_CREATE_CLAIM, bytes.fromhex(claim["msg"])).session_header for claim in claims]
    lengths = {header.session_end_block_height - header.session_start_block_height + 1 for header in headers if header}
    assert lengths == {50}


@given(st.integers(0, 10**15), st.integers(1, 10**6), st.integers(1, 15), st.integers(1, 25))
def test_application_stake_bounds_the_relays_of_all_nodes(stake, base, chains, nodes):
    """All nodes on all chains together exceed what the stake buys by half a relay each at most: a rounding."""
    relays = app_max_relays(stake, base, 0)
    together = chains * nodes * max_possible_relays(relays, chains, nodes)
    assert Fraction(base * stake, 10**8) - 1 < relays <= Fraction(base * stake, 10**8)
    assert together <= relays + Fraction(chains * nodes, 2)


def test_without_stake_there_are_no_relays():
    assert app_max_relays(0, 200_000, 0) == max_possible_relays(0, 1, 5) == 0


def test_a_morse_stake_is_not_used_up():
    """Neither relays served nor time are an input; on Shannon every claim has a price, to be burnt from the stake."""
    assert list(inspect.signature(app_max_relays).parameters) == [
        "stake_upokt",
        "base_relays_per_pokt",
        "stability_adjustment",
    ]
    assert claimed_upokt(1_000_000, b"\xff" * 32, 145_990, 10**6) == 145_990


def claim_of(relays: int) -> bytes:
    updates = [Update(f"relay {index}".encode(), b"relay", 7) for index in range(relays)]
    return root(build(TrieSpec(), updates))


def test_a_claim_is_one_message_of_48_bytes_of_root_whatever_the_number_of_relays():
    sizes = set()
    for relays in (1, 2, 100):
        root_hash = claim_of(relays)
        assert len(root_hash) == 48
        sizes.add(
            len(
                encode(
                    MSG_CREATE_CLAIM, MsgCreateClaim("pokt1supplier", SessionHeader("a", "s", "id", 1, 20), root_hash)
                )
            )
        )
    assert len(sizes) == 1


def test_a_morse_claim_is_one_hash_and_range_whatever_the_number_of_relays():
    for relays in (2, 3, 100):
        tree = merkle_root([f"relay {index}".encode() for index in range(relays)], indexed_parents=True)
        assert (len(tree.hash), tree.lower) == (32, 0)


def test_a_claim_needs_a_second_message_that_proves_it():
    """Two transactions, not one: the leaf to prove depends on a later block, and a proof is a message of its own."""
    assert MSG_CREATE_CLAIM.name != MSG_SUBMIT_PROOF.name
    assert "proof" not in {field.name for field in MSG_CREATE_CLAIM.fields}
    indices = {required_index(block_hash(number), bytes(32), 1000) for number in range(50)}
    assert len(indices) > 1


def test_the_supplier_sends_claim_and_proof_and_the_application_neither():
    for message in (MSG_CREATE_CLAIM, MSG_SUBMIT_PROOF):
        assert message.fields[0].name == "supplier_operator_address"
        assert not any("application" in field.name for field in message.fields)


APPLICATION_KEY, GATEWAY_KEY, SUPPLIER_KEY = 11, 12, 13
SUPPLIER = encode_address(bytes(range(20)))
HEADER = SessionHeader(encode_address(bytes(20)), "anvil", "session", 1, 20)


def signed_relay(question: bytes = b"question") -> Relay:
    """A relay as an application or its gateway asks for it, and as the supplier answers it."""
    request = RelayRequest(RelayRequestMetadata(HEADER, None, SUPPLIER), question)
    ring = (multiply_base(APPLICATION_KEY), multiply_base(GATEWAY_KEY))
    signature = encode_ring_signature(sign_ring(request_signable_hash(request), ring, APPLICATION_KEY, 5, (6,)))
    response = with_payload_hash(RelayResponse(RelayResponseMetadata(HEADER), b"answer"))
    approval = sign_ecdsa(SUPPLIER_KEY, response_signable_hash(response))
    return Relay(
        replace(request, meta=replace(request.meta, signature=signature)),
        replace(response, meta=replace(response.meta, supplier_operator_signature=approval)),
    )


RING = frozenset({multiply_base(APPLICATION_KEY), multiply_base(GATEWAY_KEY)})


def test_work_is_signed_by_both_parties():
    relay = signed_relay()
    assert relay.req is not None
    assert relay.res is not None
    assert verify_relay_request_signature(relay.req, RING)
    assert verify_relay_response_signature(relay.res, multiply_base(SUPPLIER_KEY))
    assert not verify_relay_request_signature(replace(relay.req, payload=b"another question"), RING)
    assert not verify_relay_request_signature(relay.req, RING - {multiply_base(APPLICATION_KEY)})
    assert not verify_relay_response_signature(relay.res, multiply_base(APPLICATION_KEY))


def test_anyone_can_check_a_proof_from_its_bytes_a_root_and_public_keys():
    relays = [dehydrated(signed_relay(f"question {index}".encode())) for index in range(5)]
    trie = build(TrieSpec(), [Update(relay_hash(relay), encode(RELAY, relay), 7) for relay in relays])
    proof = prove_closest(trie, proof_path(block_hash(0), HEADER.session_id))
    message = MsgSubmitProof(SUPPLIER, HEADER, encode_closest_proof(compact_closest_proof(TrieSpec(), proof)))
    claim = Claim(SUPPLIER, HEADER, root(trie))
    verified = verify_onchain_proof(message, claim, multiply_base(SUPPLIER_KEY), b"\xff" * 32)
    assert (verified.num_relays, verified.claimed_compute_units) == (5, 35)
    assert set(verified.ring_public_keys) == RING
    for wrong_claim, wrong_key in (
        (Claim(SUPPLIER, HEADER, claim_of(5)), multiply_base(SUPPLIER_KEY)),
        (claim, multiply_base(APPLICATION_KEY)),
    ):
        with pytest.raises(Rejected):
            verify_onchain_proof(message, wrong_claim, wrong_key, b"\xff" * 32)


def test_the_application_can_check_the_answer_it_got():
    """The signature binds the hash of the payload; the client compares that hash with the payload itself."""
    relay = signed_relay()
    assert relay.res is not None
    supplier = multiply_base(SUPPLIER_KEY)
    forged = with_payload_hash(replace(relay.res, payload=b"another answer"))
    assert not verify_relay_response_signature(forged, supplier)
    swapped = replace(relay.res, payload=b"another answer")
    assert verify_relay_response_signature(swapped, supplier)
    assert swapped.payload_hash == relay.res.payload_hash != forged.payload_hash


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(1, 10**5))
def test_what_is_minted_is_tied_to_the_relays_proven(relays, more, rttm):
    def minted(number: int) -> int:
        return relay_reward(number, rttm, ONE)

    assert minted(0) == 0
    assert minted(relays) == relays * rttm
    assert minted(relays + more) == minted(relays) + minted(more)
    assert sum(reward_split(minted(relays), 10, 1)) == minted(relays)


def test_a_claims_rewards_exceed_its_fees_from_a_few_relays_on():
    """Claim and proof cost 10,000 uPOKT each: a fee per session and node, which small claims do not earn back."""
    fees = 20_000
    for rttm, percentages, smallest in ((10_000, (10, 1), 3), (1371, (10, 5), 18), (574, (10, 5), 41)):
        earned = [reward_split(relay_reward(relays, rttm, ONE), *percentages)[0] for relays in range(100)]
        assert next(relays for relays in range(100) if earned[relays] > fees) == smallest


def test_stake_in_one_node_earns_on_morse_what_it_earns_in_several():
    """Since stakes weigh in rewards, k steps in one node earn as much per relay as k nodes of one step each."""
    divisor = decimal_from_text("2.735")
    one = relay_reward(10_000, 485, stake_weight(stake_bin(STEP, STEP, CEILING), ONE, divisor))
    for steps in (2, 3, 4):
        consolidated = relay_reward(10_000, 485, stake_weight(stake_bin(steps * STEP, STEP, CEILING), ONE, divisor))
        assert 0 <= consolidated - steps * one < steps
    above = relay_reward(10_000, 485, stake_weight(stake_bin(5 * STEP, STEP, CEILING), ONE, divisor))
    assert above == consolidated


def test_stake_is_no_input_of_the_price_of_a_claim_on_shannon():
    assert list(inspect.signature(claimed_upokt).parameters) == [
        "compute_units",
        "target_hash",
        "multiplier",
        "granularity",
    ]


@given(st.integers(1, 10**9))
def test_rewards_follow_work_after_a_bounded_time(height):
    """Claims are settled when the proof window has closed: 33 blocks after the session's end with mainnet's offsets."""
    dates = calendar(SHANNON, height)
    assert dates.end < dates.claim_open <= dates.claim_close < dates.proof_open <= dates.proof_close == dates.settlement
    assert dates.settlement - dates.end == 33
