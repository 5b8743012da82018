"""Every invariant of the catalogue holds of something that really happens, and is false on something planted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from immutables import Map

from pocket_conformance.explore.scopes.world import (
    APPS,
    NEWCOMER,
    SHAREHOLDER,
    SUPPLIERS,
    World,
    claims,
    serving,
    start_of,
)
from pocket_conformance.generate.chain.world import signed
from pocket_spec.actors.application.messages import MsgUnstakeApplication
from pocket_spec.chain.bank_messages import MsgSend
from pocket_spec.chain.execution import apply_message, default_header_hash
from pocket_spec.chain.registry import END_BLOCK
from pocket_spec.claims.messages import INVALID
from pocket_spec.governance.history import with_shared_entry
from pocket_spec.invariants import BY_ID, CATALOGUE, KNOWN_TO_FAIL, Change, DataInvariant, StateInvariant
from pocket_spec.invariants.estimates import Sampling
from pocket_spec.invariants.tries import shown
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.relay.difficulty import BASE_TARGET, scale_up
from pocket_spec.releases.lineage import rules_of
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.session.block_hash import STORE_BLOCK_HASH
from pocket_spec.settlement.events import (
    EVENT_CLAIM_SETTLED,
    EVENT_SETTLEMENT_BATCH,
    EVENT_SUPPLIER_SLASHED,
)
from pocket_spec.settlement.handlers import TOKENOMICS_END_BLOCK
from pocket_spec.smst.trie import key_path
from pocket_spec.state.bank import APPLICATION_POOL, TOKENOMICS_POOL
from pocket_spec.state.coin import upokt
from pocket_spec.state.events import Event
from pocket_spec.state.records.session import SessionModuleParamsUpdate
from pocket_spec.state.state import State
from pocket_spec.transitions import Step

A, B = APPS
ONE, TWO, THREE = SUPPLIERS
SETTLED_AT = 9


def at(state: State, height: int) -> State:
    """Let empty blocks pass until a height, the block of which has not ended."""
    while state.height < height:
        for step in END_BLOCK:
            state = step.run(state, RULES).state
        state = replace(state, height=state.height + 1, header_hash=default_header_hash(state.height + 1))
    return state


def claimed(world: World, **relays: int) -> State:
    """Have suppliers claim relays of the first session, s1=100 being supplier 1 and 100 relays."""
    state = at(start_of(world, 5), 6)
    wanted = {SUPPLIERS[int(name[1:]) - 1]: (number,) for name, number in relays.items()}
    for action in claims(state, RULES, wanted, 4):
        state = apply_message(state, action.message, RULES).state
    return state


def ran(state: State, step: Step, rules=RULES) -> Change:
    transition = step.run(state, rules)
    return Change(state, transition.state, transition.events, step, rules)


def sent(state: State, message: Any, signer: str | None = None, rules=RULES) -> Change:
    wrapped = signed(message, signer)
    transition = apply_message(state, wrapped, rules)
    return Change(state, transition.state, transition.events, wrapped, rules)


PLAIN = World()


def settlement(world: World = PLAIN, rules=RULES, **relays: int) -> Change:
    """Settle the first session, of which these claims were made."""
    return ran(at(claimed(world, **(relays or {"s1": 100})), SETTLED_AT), TOKENOMICS_END_BLOCK, rules)


def shared(rules=RULES) -> Change:
    """Settle a claim of a supplier that keeps 60 percent of its revenue."""
    state = claimed(PLAIN, s1=100)
    update = replace(state.service_config_updates["svc", 1, ONE], service=serving(ONE, (ONE, 60), (SHAREHOLDER, 40)))
    state = replace(state, service_config_updates=state.service_config_updates.set(("svc", 1, ONE), update))
    return ran(at(state, SETTLED_AT), TOKENOMICS_END_BLOCK, rules)


def edited(change: Change, kind: Any, edit: Callable[[Any], Any]) -> Change:
    """Announce something else than what happened."""
    events = tuple(Event(e.kind, edit(e.value)) if e.kind is kind else e for e in change.events)
    assert events != change.events
    return replace(change, events=events)


def ending_in(change: Change, **fields: Any) -> Change:
    """Let a change end in another state."""
    return replace(change, after=replace(change.after, **fields))


WORLD = start_of(World(stakes=(1_000, 1_000)), 5)
UNSTAKED = sent(WORLD, MsgUnstakeApplication(A))
PENDING = claimed(World(), s1=100)
CLAIM_ACTION = claims(at(start_of(World(), 5), 6), RULES, {ONE: (100,), TWO: (50,)}, 4)
UNPROVEN = World(multiplier=2, threshold=2_000)
SLASHED = settlement(UNPROVEN, s1=450, s3=100_000)


def staked_as(state: State, name: str, address: str, **fields: Any) -> Map:
    records = getattr(state, name)
    return records.set(address, replace(records[address], **fields))


def without_stake(state: State) -> State:
    return replace(state, applications=staked_as(state, "applications", A, stake=upokt(5_000)))


def step_that(name: str, run: Callable[[State, Any], Any]) -> Step:
    return Step(name, run)


def refusing(_state, _rules):
    raise Rejected(Reason.TOKENOMICS_TLM_INTERNAL)


def by_insertion(state, rules):
    """Settle by whichever claim the map lists first: stands for an order that no rule gives."""
    transition = TOKENOMICS_END_BLOCK.run(state, rules)
    ORDER.append(1)
    return replace_supply(transition, len(ORDER))


ORDER: list[int] = []


def replace_supply(transition, number):
    return transition._replace(state=replace(transition.state, supply=number))


def timed(state: State, height: int, **fields: Any) -> State:
    """Record other shared parameters from a height on, without more ado."""
    base = with_shared_entry(state, 1, state.shared_params)
    return with_shared_entry(base, height, replace(state.shared_params, **fields))


def late_claim() -> Change:
    action = CLAIM_ACTION[0]
    state = replace(PENDING, height=20)
    return Change(state, state, (), action.message, RULES)


def other_session() -> Change:
    action = CLAIM_ACTION[0]
    header = replace(action.message.value.session_header, session_id="f" * 64)
    message = replace(action.message, value=replace(action.message.value, session_header=header))
    return Change(PENDING, PENDING, (), message, RULES)


def made(action: Any, before: State) -> Change:
    transition = apply_message(before, action.message, RULES)
    return Change(before, transition.state, transition.events, action.message, RULES)


def dropping_others() -> Change:
    """Make a claim at which another supplier's claim changes."""
    first = made(CLAIM_ACTION[0], at(start_of(World(), 5), 6))
    second = made(CLAIM_ACTION[1], first.after)
    key = next(iter(first.after.claims))
    spoiled = second.after.claims.set(key, replace(second.after.claims[key], proof_validation_status=INVALID))
    return ending_in(second, claims=spoiled)


def with_places(state: State, number: int) -> State:
    params = replace(state.session_params, num_suppliers_per_session=number)
    history = Map({5: SessionModuleParamsUpdate(5, params)})
    return replace(state, session_params=params, session_params_history=history)


def twice_claimed() -> State:
    """Keep more claims of one session than it has places."""
    (session, _), claim = next(iter(PENDING.claims.items()))
    return replace(PENDING, claims=Map({(session, f"supplier {n}"): claim for n in range(4)}))


def drifted(change: Change) -> Change:
    (name, difficulty) = next(iter(change.after.difficulties.items()))
    return ending_in(
        change, difficulties=change.after.difficulties.set(name, replace(difficulty, target_hash=b"\x01" * 32))
    )


def eased() -> Change:
    """Average more relays, and ease the target."""
    first = settlement(World(wanted_relays=20), s1=100)
    (name, difficulty) = next(iter(first.after.difficulties.items()))
    easier = replace(difficulty, num_relays_ema=difficulty.num_relays_ema + 5, target_hash=b"\xff" * 32)
    after = replace(first.after, difficulties=first.after.difficulties.set(name, easier))
    return Change(first.after, after, (), TOKENOMICS_END_BLOCK, RULES)


def at_fixed_point(change: Change) -> Change:
    """Average the wanted number of relays, and leave the target as it was."""
    name, difficulty = next(iter(change.after.difficulties.items()))
    kept = replace(difficulty, num_relays_ema=change.before.service_params.target_num_relays)
    return ending_in(change, difficulties=change.after.difficulties.set(name, kept))


LEAVES = {str(number).encode(): (b"relay", number + 1) for number in range(6)}
SHOWN = shown(LEAVES, bytes(32))
SHOWN_KEY = next(key for key in LEAVES if key_path(key) == SHOWN.proof.closest_path)
SETTLED = settlement()
BAD: dict[str, Callable[[], Any]] = {
    "SUP-1": lambda: replace(WORLD, supply=WORLD.supply + 1),
    "SUP-2": lambda: replace(WORLD, balances=WORLD.balances.set(A, 0)),
    "SUP-3": lambda: ending_in(SETTLED, supply=SETTLED.after.supply + 1),
    "BLK-1": lambda: ending_in(SETTLED, height=SETTLED.after.height + 1),
    "ESC-1": lambda: without_stake(WORLD),
    "ESC-2": lambda: ending_in(SETTLED, applications=staked_as(SETTLED.after, "applications", A, stake=upokt(1))),
    "ESC-3": lambda: ending_in(SETTLED, balances=SETTLED.after.balances.set(TOKENOMICS_POOL, 7)),
    "BEM-1": lambda: edited(SETTLED, EVENT_CLAIM_SETTLED, lambda event: replace(event, settled_upokt="99upokt")),
    "BEM-2": lambda: edited(SETTLED, EVENT_CLAIM_SETTLED, lambda event: replace(event, minted_upokt="101upokt")),
    "BEM-3": lambda: edited(SETTLED, EVENT_CLAIM_SETTLED, lambda event: replace(event, minted_upokt="0upokt")),
    "DIS-1": lambda: edited(
        SETTLED,
        EVENT_CLAIM_SETTLED,
        lambda event: replace(
            event,
            reward_distribution_detailed=tuple(
                replace(detail, recipient_address=NEWCOMER) for detail in event.reward_distribution_detailed
            ),
        ),
    ),
    "DIS-2": lambda: edited(
        SETTLED, EVENT_CLAIM_SETTLED, lambda event: replace(event, reward_distribution_detailed=())
    ),
    "DIS-3": lambda: settlement(
        World(validators=((100, 10), (50, 0))),
        replace(RULES, split_validator_reward=(rules_of("v0.1.33").split_validator_reward)),
        s1=300,
    ),
    "DIS-4": lambda: shared(replace(RULES, revenue_payments=lambda shares, amount: ((shares[1].address, amount),))),
    "ONCE-1": lambda: replace(PENDING, height=SETTLED_AT + 1),
    "ONCE-2": lambda: Change(PENDING, replace(PENDING, claims=Map()), (), TOKENOMICS_END_BLOCK, RULES),
    "ONCE-3": lambda: replace(SETTLED, events=()),
    "ONCE-4": lambda: settlement(World(mint_ratio=0.975), s1=1),
    "ONCE-5": lambda: replace(PENDING, suppliers=PENDING.suppliers.delete(ONE)),
    "PRF-1": lambda: edited(SETTLED, EVENT_CLAIM_SETTLED, lambda event: replace(event, proof_requirement_int=2)),
    "PAY-1": lambda: edited(SETTLED, EVENT_CLAIM_SETTLED, lambda event: replace(event, settled_upokt="101upokt")),
    "PAY-2": lambda: edited(SETTLED, EVENT_CLAIM_SETTLED, lambda event: replace(event, settled_upokt="50upokt")),
    "PAY-3": lambda: settlement(
        World(multiplier=2), replace(RULES, claim_cap=rules_of("v0.1.34").claim_cap), s1=350, s2=600
    ),
    "BUD-1": lambda: edited(SETTLED, EVENT_CLAIM_SETTLED, lambda event: replace(event, settled_upokt="1001upokt")),
    "BUD-2": lambda: replace(
        PENDING,
        claims=PENDING.claims.set(
            ("another session", TWO),
            replace(
                next(iter(PENDING.claims.values())),
                session_header=replace(
                    next(iter(PENDING.claims.values())).session_header, session_id="another session"
                ),
            ),
        ),
    ),
    "EPO-1": lambda: edited(SETTLED, EVENT_CLAIM_SETTLED, lambda event: replace(event, claimed_upokt="200upokt")),
    "EPO-2": lambda: replace(
        WORLD,
        shared_params=replace(WORLD.shared_params, num_blocks_per_session=9),
        shared_params_history=with_shared_entry(WORLD, 1, WORLD.shared_params).shared_params_history,
    ),
    "EPO-3": lambda: Change(
        PENDING,
        timed(PENDING, 2, compute_units_to_tokens_multiplier=2),
        (),
        signed(MsgSend(A, B, (upokt(1),))),
        RULES,
    ),
    "WIN-1": lambda: timed(WORLD, 9, num_blocks_per_session=3),
    "WIN-2": lambda: timed(WORLD, 9, grace_period_end_offset_blocks=3),
    "WIN-3": late_claim,
    "WIN-4": lambda: Change(WORLD, timed(WORLD, 2, num_blocks_per_session=3), (), TOKENOMICS_END_BLOCK, RULES),
    "WIN-5": lambda: replace(WORLD, shared_params=replace(WORLD.shared_params, supplier_unbonding_period_sessions=0)),
    "SES-1": lambda: ending_in(
        ran(at(WORLD, 6), STORE_BLOCK_HASH),
        service_config_updates=Map(
            {key: update for key, update in WORLD.service_config_updates.items() if key[2] != ONE}
        ),
    ),
    "SES-2": other_session,
    "SES-3": twice_claimed,
    "SES-4": lambda: ran(WORLD, STORE_BLOCK_HASH, replace(RULES, session_params_at_height=places_by_stake)),
    "SES-5": lambda: Change(PENDING, with_places(PENDING, 1), (), TOKENOMICS_END_BLOCK, RULES),
    "AUT-1": lambda: replace(sent(WORLD, MsgSend(A, NEWCOMER, (upokt(5),))), cause=signed(MsgSend(B, A, (upokt(5),)))),
    "AUT-2": lambda: ending_in(
        UNSTAKED, shared_params=replace(UNSTAKED.after.shared_params, compute_units_to_tokens_multiplier=9)
    ),
    "AUT-3": lambda: ending_in(UNSTAKED, applications=staked_as(UNSTAKED.after, "applications", B, stake=upokt(1))),
    "LIF-1": lambda: ending_in(SETTLED, applications=staked_as(SETTLED.after, "applications", A, stake=upokt(0))),
    "LIF-2": lambda: Change(
        UNSTAKED.after,
        replace(
            UNSTAKED.after,
            applications=staked_as(UNSTAKED.after, "applications", A, unstake_session_end_height=12),
        ),
        (),
        TOKENOMICS_END_BLOCK,
        RULES,
    ),
    "LIF-3": lambda: replace(UNSTAKED.after, height=40),
    "DIF-1": lambda: drifted(settlement(World(wanted_relays=20), s1=100)),
    "DIF-2": eased,
    "DIF-3": lambda: at_fixed_point(settlement(World(wanted_relays=20), s1=100)),
    "TRI-1": lambda: replace(SHOWN, leaves={**LEAVES, SHOWN_KEY: (b"another", 1)}),
    "TRI-2": lambda: replace(SHOWN, root_hash=bytes(32) + SHOWN.root_hash[32:]),
    "TRI-3": lambda: replace(SHOWN, proof=replace(SHOWN.proof, closest_path=key_path(b"3"))),
    "TRI-4": lambda: replace(SHOWN, leaves={**LEAVES, b"one more": (b"relay", 1)}),
    "TRI-5": lambda: replace(SHOWN, proof=replace(SHOWN.proof, closest_path=key_path(b"3"))),
    "EST-1": lambda: Sampling(40, BASE_TARGET * 4 // 15, lambda count, target: count * (BASE_TARGET // target)),
    "TOT-1": lambda: Change(WORLD, WORLD, (), step_that("refuses", refusing), RULES),
    "TOT-2": lambda: replace(
        SETTLED, events=tuple(event for event in SETTLED.events if event.kind is not EVENT_SETTLEMENT_BATCH)
    ),
    "DET-1": lambda: replace(SETTLED, cause=step_that("settles at random", by_insertion)),
    "DET-2": dropping_others,
    "NIF-1": lambda: settlement(UNPROVEN, s2=700, s3=100_000),
    "NIF-2": lambda: settlement(UNPROVEN, replace(RULES, counts_in_demand=lambda *_: True), s1=200, s2=450, s3=9_000),
    "REJ-1": lambda: Change(WORLD, UNSTAKED.after, (), UNSTAKED.cause, RULES),
}
"""A bad state or change for every invariant."""


def places_by_stake(state, _height):
    """Give as many places as the first supplier has stake above 100."""
    stake = state.suppliers[ONE].stake.amount
    return replace(state.session_params, num_suppliers_per_session=3 if stake >= 100 else 1)


def test_every_invariant_has_an_id_of_its_own_and_a_bad_example():
    assert len(BY_ID) == len(CATALOGUE)
    assert sorted(BAD) == sorted(BY_ID)


@pytest.mark.parametrize("invariant", CATALOGUE, ids=lambda invariant: invariant.id)
def test_is_false_where_it_is_broken(invariant):
    assert not invariant.holds(BAD[invariant.id]())


@pytest.mark.parametrize("invariant", CATALOGUE, ids=lambda invariant: invariant.id)
def test_holds_where_nothing_is_wrong(invariant):
    if isinstance(invariant, DataInvariant):
        fine = (
            [Sampling(relays, target, scale_up) for relays in (1, 7, 40) for target in (BASE_TARGET, 2**252 + 12345)]
            if invariant.id == "EST-1"
            else [shown(LEAVES, bytes([first, second]) * 16) for first in range(0, 256, 15) for second in (0, 90)]
        )
        assert all(map(invariant.holds, fine))
    elif isinstance(invariant, StateInvariant):
        assert all(map(invariant.holds, (WORLD, PENDING, SETTLED.after, SLASHED.after)))
    else:
        untouched = Change(WORLD, WORLD, (), UNSTAKED.cause, RULES)
        happened = (UNSTAKED, SETTLED, SLASHED, made(CLAIM_ACTION[0], CLAIMED))
        assert all(map(invariant.holds, (untouched,) if invariant.id == "REJ-1" else happened))


CLAIMED = at(start_of(World(), 5), 6)


def test_sentences_say_all_there_is_to_say():
    for invariant in CATALOGUE:
        for text in (invariant.sentence, invariant.assumes, invariant.silent_on):
            assert text.endswith("."), invariant.id
    assert {"LIF-2", "LIF-3", "NIF-1", "ONCE-4"} <= KNOWN_TO_FAIL


def test_revenue_that_is_shared_as_agreed_is_seen_to_be():
    paid = {detail.recipient_address for event in shared().events for detail in details_of(event)}
    assert {ONE, SHAREHOLDER} <= paid
    assert BY_ID["DIS-4"].holds(shared())


def details_of(event):
    return getattr(event.value, "reward_distribution_detailed", ())


def test_slashing_is_accounted_for():
    assert any(event.kind is EVENT_SUPPLIER_SLASHED for event in SLASHED.events)
    assert SLASHED.after.supply < SLASHED.before.supply


def test_a_pool_short_of_one_is_seen():
    short = replace(WORLD, balances=WORLD.balances.set(APPLICATION_POOL, 1_999))
    assert not BY_ID["ESC-1"].holds(short)
    assert BY_ID["ESC-1"].holds(WORLD)
