"""Making claims: which defect is reported first, and which compute units are right."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from pocket_conformance.generate.chain.claims import at_weight, root_of
from pocket_conformance.generate.chain.claims_world import (
    CLAIM_CLOSE,
    CLAIM_OPEN,
    START,
    SUPPLIER,
    config,
    header_of,
    with_claims,
    with_configs,
    work,
    world,
)
from pocket_conformance.generate.chain.world import signed
from pocket_spec.chain.execution import apply_message
from pocket_spec.claims.create_claim import create_claim
from pocket_spec.claims.messages import VALIDATED
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.releases.v0_1_35 import RULES

STATE = world(CLAIM_OPEN)
HEADER = header_of(STATE)
WORK = work(HEADER)
MESSAGE = WORK.claim_message()


def with_header(message, **changes):
    return replace(message, session_header=replace(message.session_header, **changes))


DEFECTS = (
    (Reason.CLAIM_SUPPLIER_ADDRESS_INVALID, lambda s, m: (s, replace(m, supplier_operator_address="pokt1"))),
    (Reason.PROOF_SESSION_HEADER_INVALID, lambda s, m: (s, with_header(m, session_end_block_height=START))),
    (Reason.CLAIM_ROOT_HASH_LENGTH, lambda s, m: (s, replace(m, root_hash=bytes(47)))),
    (Reason.SESSION_APP_NOT_FOUND, lambda s, m: (replace(s, applications=Map()), m)),
    (Reason.SESSION_SUPPLIERS_NOT_FOUND, lambda s, m: (with_configs(s), m)),
    (Reason.PROOF_INVALID_SESSION_ID, lambda s, m: (s, with_header(m, session_id="00"))),
    (Reason.PROOF_NOT_FOUND, lambda s, m: (replace(s, suppliers=s.suppliers.delete(SUPPLIER)), m)),
    (Reason.PROOF_CLAIM_OUTSIDE_OF_WINDOW, lambda s, m: (replace(s, height=CLAIM_CLOSE + 1), m)),
    (Reason.PROOF_SERVICE_NOT_FOUND, lambda s, m: (replace(s, services=Map()), m)),
    (Reason.PROOF_COMPUTE_UNITS_MISMATCH, lambda s, m: (
        s, m if len(m.root_hash) != 48 else replace(m, root_hash=root_of(301, 3))
    )),
)  # fmt: skip


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


@given(
    relays=st.integers(1, 2**64 - 1),
    per_relay=st.integers(1, 2**21),
    error=st.sampled_from((0, 0, 1, -1, 2**32)),
)
def test_a_claim_is_for_its_relays_times_their_weight(relays, per_relay, error):
    compute_units = (relays * per_relay + error) % 2**64
    message = replace(MESSAGE, root_hash=root_of(compute_units, relays))
    state = at_weight(STATE, (1, per_relay))
    if error == 0:
        (event,) = create_claim(state, message, RULES).events
        assert event.value.num_claimed_compute_units == relays * per_relay % 2**64
        return
    with pytest.raises(Rejected) as refusal:
        create_claim(state, message, RULES)
    assert refusal.value.reason is Reason.PROOF_COMPUTE_UNITS_MISMATCH


@given(relays=st.integers(1, 10**6))
def test_only_the_claim_changes(relays):
    message = replace(MESSAGE, root_hash=root_of(relays * 100, relays))
    after = create_claim(with_claims(STATE, work(HEADER, "supplier 2").claim(VALIDATED)), message, RULES).state
    assert len(after.claims) == 2
    kept = after.claims[HEADER.session_id, SUPPLIER]
    assert (kept.root_hash, kept.session_header, kept.proof_validation_status) == (message.root_hash, HEADER, 0)
    assert replace(after, claims=STATE.claims) == STATE


def test_a_supplier_without_a_claim_of_its_own_creates_one():
    state = with_configs(STATE, config("supplier"), config("supplier 2"))
    names = [
        create_claim(with_claims(state, work(HEADER, label).claim()), MESSAGE, RULES).events[0].kind.name
        for label in ("supplier", "supplier 2")
    ]
    assert names == ["pocket.proof.EventClaimUpdated", "pocket.proof.EventClaimCreated"]
