"""Submitting proofs: which defect is reported first, and who pays."""

from dataclasses import replace
from itertools import combinations, count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from pocket_conformance.generate.chain.claims import at_difficulty
from pocket_conformance.generate.chain.claims_world import (
    CLAIM_OPEN,
    PROOF_CLOSE,
    PROOF_OPEN,
    SEED,
    SUPPLIER,
    Work,
    header_of,
    relay,
    with_claims,
    with_configs,
    work,
    world,
)
from pocket_conformance.generate.chain.proofs import with_params
from pocket_conformance.generate.chain.world import signed
from pocket_spec.chain.execution import apply_message
from pocket_spec.claims.create_claim import create_claim
from pocket_spec.claims.submit_proof import submit_proof
from pocket_spec.crypto.hashes import sha256
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.bank import PROOF_POOL, balance

BASE = world(PROOF_OPEN)
HEADER = header_of(BASE)
WORK = work(HEADER, relays=1)
STATE = with_claims(BASE, WORK.claim())
MESSAGE = WORK.proof_message()


HALF = 2**255 - 1


def below(made):
    return sha256(made.leaves[0]) < HALF.to_bytes(32, "big")


def with_header(message, **changes):
    return replace(message, session_header=replace(message.session_header, **changes))


DEFECTS = (
    (Reason.PROOF_SUPPLIER_ADDRESS_INVALID, lambda s, m: (s, replace(m, supplier_operator_address="pokt1"))),
    (Reason.PROOF_SESSION_HEADER_INVALID, lambda s, m: (s, with_header(m, service_id=""))),
    (Reason.SESSION_APP_NOT_FOUND, lambda s, m: (replace(s, applications=Map()), m)),
    (Reason.SESSION_SUPPLIERS_NOT_FOUND, lambda s, m: (with_configs(s), m)),
    (Reason.PROOF_INVALID_SESSION_ID, lambda s, m: (s, with_header(m, session_id="00"))),
    (Reason.PROOF_NOT_FOUND, lambda s, m: (replace(s, suppliers=s.suppliers.delete(SUPPLIER)), m)),
    (Reason.PROOF_PROOF_OUTSIDE_OF_WINDOW, lambda s, m: (replace(s, height=PROOF_CLOSE + 1), m)),
    (Reason.SMST_BAD_PROOF, lambda s, m: (s, replace(m, proof=m.proof[:-1]))),
    (Reason.PROOF_RELAY_DIFFICULTY, lambda s, m: (at_difficulty(s, 1), m)),
    (Reason.PROOF_CLAIM_NOT_FOUND, lambda s, m: (replace(s, claims=Map()), m)),
    (Reason.PROOF_NOT_ENOUGH_FUNDS, lambda s, m: (replace(s, balances=s.balances.delete(SUPPLIER)), m)),
    (Reason.PROOF_NOT_REQUIRED, lambda s, m: (with_params(s, 0.0, 2**256), m)),
)


def reason_of(state, message):
    with pytest.raises(Rejected) as refusal:
        apply_message(state, signed(message), RULES)
    return refusal.value.reason


@pytest.mark.parametrize(("reason", "spoil"), DEFECTS, ids=lambda value: getattr(value, "value", ""))
def test_every_defect_is_reported(reason, spoil):
    assert reason_of(*spoil(STATE, MESSAGE)) is reason


@pytest.mark.parametrize(("first", "second"), tuple(combinations(DEFECTS, 2)))
def test_the_first_of_two_defects_is_reported(first, second):
    (reason, spoil), (_, spoil_too) = first, second
    assert reason_of(*spoil(*spoil_too(STATE, MESSAGE))) is reason
    assert reason_of(*spoil_too(*spoil(STATE, MESSAGE))) is reason


@given(fee=st.integers(0, 1_100))
def test_the_fee_is_paid_by_who_has_more_than_it(fee):
    state = with_params(STATE, fee=fee)
    if fee >= balance(state, SUPPLIER):
        assert reason_of(state, MESSAGE) is Reason.PROOF_NOT_ENOUGH_FUNDS
        return
    after = submit_proof(state, MESSAGE, RULES).state
    assert balance(state, SUPPLIER) - balance(after, SUPPLIER) == fee == balance(after, PROOF_POOL)
    assert sum(after.balances.values()) == after.supply == state.supply


def test_only_the_proof_and_the_fee_change():
    after = submit_proof(STATE, MESSAGE, RULES).state
    assert after.proofs == Map({(HEADER.session_id, SUPPLIER): WORK.proof()})
    assert replace(after, proofs=STATE.proofs, balances=STATE.balances) == STATE


@given(data=st.binary(min_size=1, max_size=60))
def test_proofs_of_noise_are_refused(data):
    assert reason_of(STATE, replace(MESSAGE, proof=data)) is Reason.SMST_BAD_PROOF


def test_what_is_costly_is_not_looked_at():
    """Neither signatures nor the path nor the root decide whether the message is accepted."""
    wrong_root = replace(WORK.claim(), root_hash=b"\x00" * 40 + WORK.root_hash[40:])
    state = replace(with_claims(BASE, wrong_root), accounts=Map())
    assert submit_proof(state, WORK.proof_message(SEED - 3), RULES).state.proofs


def test_the_estimates_of_a_proof_are_scaled_up_and_those_of_a_claim_are_not_all():
    """At half the base target a relay that counts stands for two."""
    rare = next(
        made for made in (Work(HEADER, "supplier", (relay(HEADER, "supplier", n),)) for n in count()) if below(made)
    )
    claimed = create_claim(at_difficulty(world(CLAIM_OPEN), HALF), rare.claim_message(), RULES)
    state = at_difficulty(with_claims(BASE, rare.claim()), HALF)
    events = [*claimed.events, *submit_proof(state, rare.proof_message(), RULES).events]
    assert [event.value.num_estimated_compute_units for event in events] == [100, 200]
    assert [event.value.num_estimated_relays for event in events] == [2, 2]
    assert [event.value.num_claimed_compute_units for event in events] == [100, 100]
    assert {event.value.claimed_upokt for event in events} == {"8400upokt"}
