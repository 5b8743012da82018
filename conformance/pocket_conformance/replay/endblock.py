"""The events of a block's ends: every figure that follows from others of the same block is derived from them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pocket_conformance.replay.claims import attributes_of, prices_of
from pocket_conformance.replay.differences import first_difference
from pocket_conformance.replay.model import Row, Verdict
from pocket_conformance.replay.scene import Scene
from pocket_conformance.replay.typed_events import EventError, TypedEvent, is_typed, typed_event
from pocket_conformance.shapes import ShapeError
from pocket_conformance.verify.events import announced_figures
from pocket_conformance.verify.model import Checked, Priced
from pocket_conformance.verify.model import Row as Verified
from pocket_spec.encoding.proto import Message
from pocket_spec.encoding.proto_json import FRACTION
from pocket_spec.numbers import float64_to_rational
from pocket_spec.rejections import Rejected
from pocket_spec.relay.difficulty import BASE_TARGET_HASH, new_target_hash, relays_ema
from pocket_spec.state.coin import amount_of
from pocket_spec.state.records.tokenomics import MintEqualsBurnClaimDistribution
from pocket_spec.state.store import BY_FIELD, COLLECTIONS

SETTLED, EXPIRED = "pocket.tokenomics.EventClaimSettled", "pocket.tokenomics.EventClaimExpired"
OVERSERVICED, SLASHED = "pocket.tokenomics.EventApplicationOverserviced", "pocket.tokenomics.EventSupplierSlashed"
BATCH, REWARDS = "pocket.tokenomics.EventSettlementBatch", "pocket.tokenomics.EventValidatorRewardDistribution"
CHECKED, DIFFICULTY = "pocket.proof.EventProofValidityChecked", "pocket.service.EventRelayMiningDifficultyUpdated"
PRICED = (SETTLED, EXPIRED)
COIN = re.compile(r"([0-9]{1,78})upokt")
SUPPLIER_SHARE, DAO, SOURCE_OWNER, APPLICATION = 4, 15, 17, 18
"""Reasons of what a claim mints, by recipient; what the block's proposer gets is distributed once for all claims."""
BURN, CLAIM_MINT, VALIDATOR, DELEGATOR = 2, 19, 20, 23
INFLATION, INFLATION_SUPPLIER, ESCROW = 3, 7, 14
INFLATION_VALIDATOR, INFLATION_DELEGATOR = 21, 24
OF_DELEGATORS = {VALIDATOR: DELEGATOR, INFLATION_VALIDATOR: INFLATION_DELEGATOR}
"""What a validator's reward is called where a delegator gets it."""
SUPPLIER_TRANSFERS = {SUPPLIER_SHARE: SUPPLIER_SHARE, ESCROW: INFLATION_SUPPLIER}
"""Reasons of transfers to the supplier module, and of the payments that they are for."""
MINTED_REASONS = (SUPPLIER_SHARE, DAO, SOURCE_OWNER, APPLICATION)


@dataclass(frozen=True, slots=True)
class Group:
    """The events of the block's ends by type, the texts of all in order, and the scene around them."""

    scene: Scene
    by_type: Mapping[str, list[TypedEvent]]
    attributes: tuple[str, ...] = ()

    def values(self, name: str) -> list[Any]:
        """Return the values of the events of a type."""
        return [event.value for event in self.by_type.get(name, [])]

    def mentioned_later(self, number: int, address: str) -> bool:
        """Tell whether an event after this one is about an account, too."""
        return any(address in text for text in self.attributes[number + 1 :])

    def knows(self, name: str) -> bool:
        """Tell whether parameters are known."""
        return self.scene.complete or name in self.scene.known


BlockEvents = list[tuple[str, TypedEvent | None, str, Mapping[str, str]]]
"""Type, event (None where unknown or malformed), problem and attributes of each event of a block's ends."""
Outcome = tuple[Verdict, str, tuple[str, ...]]
"""A verdict, what differs or is missing, and what was derived."""
UNDERIVED: Outcome = ("not decidable", "what it announces follows from state that the capture lacks", ())


def priced_event(scene: Scene, event: Any, attributes: Mapping[str, str]) -> Checked:
    """Gather an event's figures, to be compared with those of the other claims of the block."""
    row = Verified("", 0, "event", {})
    try:
        announced = announced_figures(attributes, "event")
    except ShapeError as error:
        return Checked(Verified("", 0, "event", {}, "differs", str(error)))
    prices = prices_of(scene)
    priced = Priced(
        group=(event.service_id, -event.session_end_block_height),
        num_relays=event.num_relays,
        claimed_compute_units=event.num_claimed_compute_units,
        announced=announced,
        multiplier=prices.get("compute_units_to_tokens_multiplier"),
        granularity=prices.get("compute_unit_cost_granularity"),
    )
    return Checked(row, priced)


def typed_block_events(scene: Scene) -> BlockEvents:
    """List the protocol's events of the block's ends."""
    found: BlockEvents = []
    for event in scene.block.events:
        if is_typed(event):
            try:
                found.append((event.type, typed_event(event), "", attributes_of(event)))
            except EventError as error:
                found.append((event.type, None, str(error), attributes_of(event)))
    return found


def event_rows(scene: Scene, events: BlockEvents, figures: Mapping[int, Verified]) -> Iterator[Row]:
    """Give the verdict on every event of the block's ends; `figures` are those on prices, by position."""
    by_type: dict[str, list[TypedEvent]] = defaultdict(list)
    for name, event, _, _ in events:
        if event is not None:
            by_type[name].append(event)
    group = Group(scene, by_type, tuple(" ".join(attributes.values()) for _, _, _, attributes in events))
    for number, (name, event, problem, _) in enumerate(events):
        where = f"event {number}"
        if problem:
            yield Row("event", name, where, "differs", problem)
        elif event is None:
            yield Row("event", name, where, "not decidable", "the spec has no event of this name")
        else:
            verdict, detail, derived = _outcome(group, name, event.value, number)
            priced = figures.get(number)
            notes: tuple[str, ...] = ()
            if priced is not None and verdict == "agrees":
                notes = priced.notes
                if priced.verdict != "verified":
                    verdict, detail = (
                        ("not decidable" if priced.verdict == "not decidable" else "differs"),
                        priced.detail,
                    )
            yield Row("event", name, where, verdict, detail, derived if verdict == "agrees" else (), notes)


def _outcome(group: Group, name: str, event: Any, number: int) -> Outcome:
    check = CHECKS.get(name)
    try:
        found = _embedded(group, event, number) if check is None else check(group, event)
    except (Rejected, ValueError) as problem:
        return "differs", str(problem), ()
    if found is None or isinstance(found, tuple):
        return found or UNDERIVED
    return "differs", found, ()


def _amount(text: str, name: str) -> int:
    match = COIN.fullmatch(text)
    if match is None:
        raise ValueError(f"{name}: {text[:40]!r} is not an amount of uPOKT")
    return int(match[1])


def _compared(name: str, derived: object, found: object) -> str | None:
    return None if derived == found else f"{name}: derived {derived}, found {found}"


def _first(*differences: str | None) -> str | None:
    return next((difference for difference in differences if difference is not None), None)


# Claims that were settled.


def _settled(group: Group, event: Any) -> Outcome | str:
    if not event.settled_upokt or not event.mint_ratio:
        return "not decidable", "this release announces neither what was settled nor the ratio of minting", ()
    claimed, settled = _amount(event.claimed_upokt, "claimed_upokt"), _amount(event.settled_upokt, "settled_upokt")
    if not FRACTION.fullmatch(event.mint_ratio):
        return f"mint_ratio: {event.mint_ratio[:40]!r} is not a decimal"
    numerator, denominator = float64_to_rational(float(event.mint_ratio))
    minted = settled * numerator // denominator
    problem = _first(
        None if settled <= claimed else f"settled_upokt: {settled} is more than was claimed, {claimed}",
        _of_coin("minted_upokt", minted, event.minted_upokt),
        _of_coin("overservicing_loss_upokt", claimed - settled, event.overservicing_loss_upokt),
        _of_coin("deflation_loss_upokt", settled - minted, event.deflation_loss_upokt),
        _distribution(group, event, minted),
    )
    if problem is None and group.knows("tokenomics_params"):
        ratio = group.scene.state.tokenomics_params.mint_ratio
        problem = _compared("mint_ratio", float64_to_rational(ratio), (numerator, denominator))
    return problem or ("agrees", "", ("price", "minted and lost amounts", "the distribution's sums"))


def _of_coin(name: str, derived: int, text: str) -> str | None:
    """Compare an amount, which releases before its field leave out."""
    return _compared(name, derived, _amount(text, name)) if text else None


def _distribution(group: Group, event: Any, minted: int) -> str | None:
    totals: Counter[int] = Counter()
    by_recipient: Counter[str] = Counter()
    for index, detail in enumerate(event.reward_distribution_detailed):
        amount = _amount(detail.amount, f"reward_distribution_detailed[{index}].amount")
        totals[detail.op_reason] += amount
        by_recipient[detail.recipient_address] += amount
    announced = {to: _amount(text, f"reward_distribution.{to}") for to, text in event.reward_distribution}
    paid = sum(totals[reason] for reason in MINTED_REASONS)
    return _first(
        _compared("reward_distribution", dict(by_recipient), announced) if totals else None,
        None if paid <= minted else f"reward_distribution_detailed: {paid} uPOKT of {minted} minted",
        _allocation(group, totals, minted) if totals and group.knows("tokenomics_params") else None,
    )


def allocation(shares: MintEqualsBurnClaimDistribution, minted: int) -> dict[int, int]:
    """Split what a claim mints by the parameters: everybody's part rounded down, the rest to the DAO."""
    parts = {
        SUPPLIER_SHARE: shares.supplier,
        VALIDATOR: shares.proposer,
        SOURCE_OWNER: shares.source_owner,
        APPLICATION: shares.application,
    }
    result = {}
    for reason, share in parts.items():
        numerator, denominator = float64_to_rational(share)
        result[reason] = minted * numerator // denominator
    return result | {DAO: minted - sum(result.values())}


def _allocation(group: Group, totals: Mapping[int, int], minted: int) -> str | None:
    wanted = allocation(group.scene.state.tokenomics_params.mint_equals_burn_claim_distribution, minted)
    for reason in MINTED_REASONS:
        if wanted[reason] != totals.get(reason, 0):
            return _compared(f"reward_distribution_detailed (reason {reason})", wanted[reason], totals.get(reason, 0))
    return None


def _expired(_: Group, event: Any) -> Outcome | str:
    _amount(event.claimed_upokt, "claimed_upokt")
    return "agrees", "", ("price",)


def _overserviced(group: Group, event: Any) -> Outcome | str:
    expected, effective = _amount(event.expected_burn, "expected_burn"), _amount(event.effective_burn, "effective_burn")
    if effective >= expected:
        return f"effective_burn: {effective} is not less than the expected {expected}"
    if not group.knows("tokenomics_params"):
        return "not decidable", "both burns include inflation, whose rate is not known: give --params", ()
    claims = [held for held in group.values(SETTLED) if _same_claim(event, held)]
    if len(claims) != 1:
        return "not decidable", f"{len(claims)} settled claims in this block are of these parties", ()
    rate = float64_to_rational(group.scene.state.tokenomics_params.global_inflation_per_claim)
    wanted = _with_inflation(_amount(claims[0].claimed_upokt, "claimed_upokt"), rate)
    return _compared("expected_burn", wanted, expected) or ("agrees", "", ("what the claim would have burned",))


def _with_inflation(amount: int, rate: tuple[int, int]) -> int:
    return amount - (-amount * rate[0] // rate[1])


def _same_claim(event: Any, settled: Any) -> bool:
    return (
        event.application_addr, event.supplier_operator_addr, event.service_id, event.session_end_block_height
    ) == (
        settled.application_address, settled.supplier_operator_address, settled.service_id,
        settled.session_end_block_height,
    )  # fmt: skip


def _slashed(group: Group, event: Any) -> Outcome | str:
    penalty = _amount(event.proof_missing_penalty, "proof_missing_penalty")
    derived: list[str] = []
    if group.knows("proof_params"):
        known = amount_of(group.scene.state.proof_params.proof_missing_penalty)
        if penalty > known:
            return _compared("proof_missing_penalty", known, penalty) or ""
        derived.append("the penalty")
    record = group.scene.written.of("suppliers").get(event.supplier_operator_address)
    later = [
        held for held in group.values(SLASHED) if held.supplier_operator_address == event.supplier_operator_address
    ]
    if record is not None and later and later[-1] is event and event.supplier_stake_after_slash:
        left = _amount(event.supplier_stake_after_slash, "supplier_stake_after_slash")
        problem = _compared("supplier_stake_after_slash", amount_of(record.stake), left)
        if problem is not None:
            return problem
        derived.append("the supplier's record")
    if not derived:
        return "not decidable", "neither the penalty nor the supplier's record is known", ()
    return "agrees", "", tuple(derived)


# The bank's operations and the validators' rewards.


def _batch(group: Group, event: Any) -> Outcome | str | None:
    total = _amount(event.total_amount, "total_amount")
    settled = group.values(SETTLED)
    if not settled:
        return "not decidable", "no settled claim of the block has been announced", ()
    if event.op_type == "mod_to_acct" and event.op_reason in {*OF_DELEGATORS, *OF_DELEGATORS.values()}:
        return _validators_batch(group, event, total)
    if event.op_type == "mod_to_acct":
        parts = [_amount(held.amount, "amount") for held in _details(settled, event.op_reason, event.recipient)]
    elif event.op_type == "mod_to_mod" and event.recipient == "supplier" and event.op_reason in SUPPLIER_TRANSFERS:
        reason = SUPPLIER_TRANSFERS[event.op_reason]
        parts = [sum(_amount(held.amount, "amount") for held in _details([claim], reason)) for claim in settled]
    elif event.op_reason in {INFLATION, ESCROW} and group.knows("tokenomics_params"):
        parts = [_inflation(group, _amount(held.settled_upokt, "settled_upokt")) for held in settled]
    elif event.op_type == "burn" and event.op_reason == BURN:
        parts = [_amount(held.settled_upokt, "settled_upokt") for held in settled]
    elif event.op_type == "mint" and event.op_reason == CLAIM_MINT:
        parts = [_amount(held.minted_upokt, "minted_upokt") for held in settled]
    else:
        return None
    parts = [part for part in parts if part]
    problem = _first(
        _compared("total_amount", sum(parts), total), _compared("num_claims", len(parts), event.num_claims)
    )
    return problem or ("agrees", "", ("the sum of its parts", "their number"))


def _validators_batch(group: Group, event: Any, total: int) -> Outcome | str:
    """Compare what a validator or delegator got with the rewards announced: by account, or in sum for delegators."""
    rewards = [
        held for held in group.values(REWARDS) if event.op_reason in {held.op_reason, OF_DELEGATORS.get(held.op_reason)}
    ]
    if not rewards:
        return "not decidable", "the rewards of the validators were not announced", ()
    if event.op_reason in OF_DELEGATORS:
        names = ("commission_upokt", "self_delegation_reward_upokt")
        own = [held for held in rewards if held.validator_account_address == event.recipient]
        due = sum(int(getattr(held, name) or 0) for held in own for name in names)
        return _compared("total_amount", due, total) or ("agrees", "", ("the sum of its parts",))
    paid = sum(
        _amount(held.total_amount, "total_amount") for held in group.values(BATCH) if held.op_reason == event.op_reason
    )
    due = sum(int(held.delegators_reward_upokt or 0) for held in rewards)
    return _compared("the rewards of all delegators", due, paid) or ("agrees", "", ("the sum over all delegators",))


def _inflation(group: Group, settled: int) -> int:
    """Give the global inflation of a settled amount, rounded up."""
    rate = float64_to_rational(group.scene.state.tokenomics_params.global_inflation_per_claim)
    return _with_inflation(settled, rate) - settled


def _reimbursement(group: Group, event: Any) -> Outcome | str:
    amount = _amount(event.amount, "amount")
    claims = [
        held
        for held in group.values(SETTLED)
        if (held.session_id, held.supplier_operator_address) == (event.session_id, event.supplier_operator_addr)
    ]
    if len(claims) != 1 or not group.knows("tokenomics_params"):
        return "not decidable", "the claim or the rate of inflation is not known", ()
    due = _inflation(group, _amount(claims[0].settled_upokt, "settled_upokt"))
    return _compared("amount", due, amount) or ("agrees", "", ("the claim's inflation",))


def _fallback(group: Group, event: Any) -> Outcome | str:
    amount = _amount(event.amount, "amount")
    named = (event.supplier_operator_address, event.service_id, event.session_end_block_height)
    claims = [
        held
        for held in group.values(SETTLED)
        if (held.supplier_operator_address, held.service_id, held.session_end_block_height) == named
    ]
    paid = [_amount(held.amount, "amount") for held in _details(claims, event.op_reason, event.supplier_owner_address)]
    if amount in paid:
        return "agrees", "", ("what the owner was paid",)
    if not claims:
        return "not decidable", "the claim was not announced as settled", ()
    return f"amount: derived {paid}, found {amount}"


def _activated(group: Group, event: Any) -> Outcome | str:
    problem = _compared("activation_height", group.scene.block.height, event.activation_height)
    return problem or ("agrees", "", ("the height",))


def _stuck(group: Group, event: Any) -> Outcome | str:
    name = "applications" if hasattr(event, "application_address") else "suppliers"
    collection = BY_FIELD[name]
    address = event.application_address if name == "applications" else event.operator_address
    records = group.scene.written.records.get(name, {})
    stored = collection.prefix + collection.suffix(address)
    if stored not in records:
        return "not decidable", "the record was not written in this block", ()
    return "the record is still there" if records[stored] is not None else ("agrees", "", ("that the record is gone",))


def _details(claims: list[Any], reason: int, recipient: str | None = None) -> list[Any]:
    return [
        detail
        for claim in claims
        for detail in claim.reward_distribution_detailed
        if detail.op_reason == reason and recipient in {None, detail.recipient_address}
    ]


def _rewards(group: Group, event: Any) -> Outcome | str:
    parts = [int(getattr(event, name) or 0) for name in (
        "commission_upokt", "self_delegation_reward_upokt", "delegators_reward_upokt"
    )]  # fmt: skip
    problem = _compared("pool_share_upokt", sum(parts), int(event.pool_share_upokt or 0))
    if problem is not None:
        return problem
    if event.op_reason != VALIDATOR or not group.values(SETTLED):
        return "agrees", "", ("the sum of its parts",)
    pool = sum(int(held.pool_share_upokt or 0) for held in group.values(REWARDS) if held.op_reason == VALIDATOR)
    due = sum(_undistributed(held) for held in group.values(SETTLED))
    problem = _compared("the shares of all validators", due, pool)
    return problem or ("agrees", "", ("the sum of its parts", "the sum over all validators"))


def _undistributed(settled: Any) -> int:
    """Return what a claim minted and did not pay out by itself: the part of the validators."""
    details = [held for reason in MINTED_REASONS for held in _details([settled], reason)]
    return _amount(settled.minted_upokt, "minted_upokt") - sum(_amount(held.amount, "amount") for held in details)


# Proofs, difficulty, actors.


def _validity(group: Group, event: Any) -> Outcome | str:
    if event.block_height != group.scene.block.height:
        return _compared("block_height", group.scene.block.height, event.block_height) or ""
    claims = [
        claim
        for (_, supplier), claim in group.scene.written.of("claims").items()
        if claim.session_header is not None
        and (supplier, claim.session_header.service_id, claim.session_header.application_address)
        == (event.supplier_operator_address, event.service_id, event.application_address)
        and claim.session_header.session_end_block_height == event.session_end_block_height
    ]
    if len(claims) != 1:
        return "not decidable", f"{len(claims)} claims of these parties were written in this block", ()
    problem = _compared("claim_proof_status_int", claims[0].proof_validation_status, event.claim_proof_status_int)
    return problem or ("agrees", "", ("the claim's status",))


def _difficulty(group: Group, event: Any) -> Outcome | str:
    relays = sum(held.num_relays for held in group.values(SETTLED) if held.service_id == event.service_id)
    derived: list[str] = []
    if group.values(SETTLED):
        derived.append("the average of relays")
        ema = relays_ema(event.prev_num_relays_ema, relays)
        if event.prev_num_relays_ema and ema != event.new_num_relays_ema:
            return _compared("new_num_relays_ema", ema, event.new_num_relays_ema) or ""
    if group.knows("service_params"):
        derived.append("the target hash")
        wanted = group.scene.state.service_params.target_num_relays
        target = new_target_hash(BASE_TARGET_HASH, wanted, event.new_num_relays_ema).hex()
        if target != event.new_target_hash_hex_encoded:
            return _compared("new_target_hash_hex_encoded", target, event.new_target_hash_hex_encoded) or ""
    if not derived:
        return "not decidable", "neither the relays of the block nor the wanted number of them is known", ()
    return "agrees", "", tuple(derived)


def _embedded(group: Group, event: Any, number: int) -> Outcome | str | None:
    """Compare the records inside an event with those that the block wrote."""
    for field in event.__dataclass_fields__:
        held = getattr(event, field)
        for collection in COLLECTIONS:
            if isinstance(held, collection.message.make) and collection.store in {"application", "gateway", "supplier"}:
                stored = collection.prefix + collection.suffix(collection.key(held))
                records = group.scene.written.records.get(collection.field, {})
                if stored not in records:
                    return "not decidable", "the record inside the event was not written in this block", ()
                if records[stored] is None:
                    return "agrees", "", ("that the record is gone",)
                found = _record(collection.message, records[stored], held, field)
                if isinstance(found, str) and group.mentioned_later(number, str(collection.key(held))):
                    return "not decidable", "what follows in the block changes the record again", ()
                return found
    return None


def _record(message: Message[Any], record: Any, copy: Any, field: str) -> Outcome | str:
    if hasattr(copy, "service_config_history") and hasattr(copy, "services"):
        copy = replace(copy, services=(), service_config_history=())
    difference = first_difference(message, record, copy, field)
    return difference or ("agrees", "", ("the record inside it",))


CHECKS: Mapping[str, Callable[[Group, Any], Outcome | str | None]] = {
    SETTLED: _settled,
    EXPIRED: _expired,
    OVERSERVICED: _overserviced,
    SLASHED: _slashed,
    BATCH: _batch,
    REWARDS: _rewards,
    CHECKED: _validity,
    DIFFICULTY: _difficulty,
    "pocket.tokenomics.EventApplicationReimbursementRequest": _reimbursement,
    "pocket.tokenomics.EventSupplierRevShareFallbackDistribution": _fallback,
    "pocket.supplier.EventSupplierServiceConfigActivated": _activated,
    "pocket.supplier.EventSupplierStakeStuckInModulePool": _stuck,
    "pocket.application.EventApplicationStakeStuckInModulePool": _stuck,
}
