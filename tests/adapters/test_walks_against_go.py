"""Random walks, block by block: the spec and the chain's own application tell the same of every one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pocket_conformance.chain_shapes import STATE, SignedMessageShape, block_outcome
from pocket_conformance.generate.chain import claims_world as proofs
from pocket_conformance.harness import AdapterProcess
from pocket_conformance.operations.chain import OPERATIONS
from pocket_conformance.walk.messages import ACCOUNTS, MIN_STAKE, SERVICES
from pocket_conformance.walk.start import starting_state
from pocket_spec.chain.execution import Block, SignedMessage, apply_block
from pocket_spec.chain.registry import BY_TYPE
from pocket_spec.rejections import Rejected
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.session.hydration import hydrate_session
from pocket_spec.state.bank import AUTHORITY
from pocket_spec.state.state import State

GO_POKTROLL = Path(__file__).resolve().parents[2] / "build" / "adapters" / "go-poktroll"
WALKS = int(os.environ.get("POCKET_SPEC_WALKS", "16"))
LONGEST = 40
CLAIM, PROOF = "pocket.proof.MsgCreateClaim", "pocket.proof.MsgSubmitProof"
MESSAGE = SignedMessageShape()
(OUTPUT,) = (operation.output for operation in OPERATIONS if operation.suite == "scenario")
AMOUNTS = (MIN_STAKE, MIN_STAKE + 1, MIN_STAKE + 60, 2 * MIN_STAKE, 500, MIN_STAKE - 1, 0, 20_000)
JUNK = ("", "x", 0, 1, None, [], ACCOUNTS[5], "unknown", {"denom": "upokt", "amount": "1"})

PARAMETERS: tuple[tuple[str, str, str, tuple[Any, ...]], ...] = (
    ("shared", "num_blocks_per_session", "as_uint64", ("2", "3", "4", "6", "0")),
    ("shared", "grace_period_end_offset_blocks", "as_uint64", ("0", "1", "2")),
    ("shared", "claim_window_open_offset_blocks", "as_uint64", ("0", "1", "2")),
    ("shared", "claim_window_close_offset_blocks", "as_uint64", ("1", "2", "3")),
    ("shared", "proof_window_close_offset_blocks", "as_uint64", ("1", "2", "3")),
    ("shared", "application_unbonding_period_sessions", "as_uint64", ("3", "4", "5")),
    ("shared", "supplier_unbonding_period_sessions", "as_uint64", ("3", "4", "5")),
    ("shared", "compute_units_to_tokens_multiplier", "as_uint64", ("1", "2", "7")),
    ("session", "num_suppliers_per_session", "as_uint64", ("1", "2", "3")),
    ("service", "target_num_relays", "as_uint64", ("10", "100")),
    ("proof", "proof_request_probability", "as_float", ("0", "0.5", "1", "2")),
    ("proof", "proof_requirement_threshold", "as_coin", ({"denom": "upokt", "amount": "7"},)),
    ("tokenomics", "global_inflation_per_claim", "as_float", ("0", "0.1", "0.5")),
    ("tokenomics", "mint_ratio", "as_float", ("1", "0.975", "0.5")),
    ("application", "min_stake", "as_coin", ({"denom": "upokt", "amount": "130"},)),
    ("application", "max_delegated_gateways", "as_uint64", ("1", "7")),
    ("supplier", "min_stake", "as_coin", ({"denom": "upokt", "amount": "130"},)),
)


def coin(amount: int) -> dict[str, str]:
    return {"denom": "upokt", "amount": str(amount)}


def stake_application(rng: Random, _: State) -> tuple[str, dict[str, Any]]:
    value = {
        "address": rng.choice(ACCOUNTS[:3]),
        "stake": coin(rng.choice(AMOUNTS)),
        "services": [{"service_id": rng.choice(SERVICES)}],
    }
    if rng.random() < 0.3:
        value["per_session_spend_limit"] = coin(rng.choice((0, 3, 40)))
    return "application.MsgStakeApplication", value


def stake_supplier(rng: Random, _: State) -> tuple[str, dict[str, Any]]:
    operator, owner = rng.choice(ACCOUNTS[2:5]), rng.choice(ACCOUNTS[2:4])
    shares = rng.choice((((owner, 100),), ((owner, 34), (ACCOUNTS[5], 66)), ((owner, 1), (operator, 99))))
    services = [
        {
            "service_id": service,
            "endpoints": [{"url": "https://a.example:443", "rpc_type": "JSON_RPC"}],
            "rev_share": [{"address": who, "rev_share_percentage": str(share)} for who, share in shares],
        }
        for service in rng.choice((SERVICES[:1], SERVICES[1:2], SERVICES[:2], ()))
    ]
    value = {
        "signer": rng.choice((operator, operator, owner)),
        "owner_address": owner,
        "operator_address": operator,
        "stake": coin(rng.choice(AMOUNTS)),
        "services": services,
    }
    return "supplier.MsgStakeSupplier", value


def create_claim(rng: Random, state: State) -> tuple[str, dict[str, Any]]:
    """A claim of work in a session that there was, if there was one."""
    work = []
    for application in sorted(state.applications):
        for service in SERVICES[:2]:
            for height in range(max(1, state.height - 9), state.height):
                try:
                    session = hydrate_session(state, application, service, height, RULES)
                except Rejected:
                    continue
                work += [(session.header, supplier.operator_address) for supplier in session.suppliers]
    if not work:
        return stake_supplier(rng, state)
    header, supplier = rng.choice(work)
    relays = rng.choice((1, 3, 10, 50, 700))
    service = state.services.get(header.service_id)
    units = relays * (service.compute_units_per_relay if service else 1) + (rng.random() < 0.05)
    written = {
        "application_address": header.application_address,
        "service_id": header.service_id,
        "session_id": header.session_id,
        "session_start_block_height": str(header.session_start_block_height),
        "session_end_block_height": str(header.session_end_block_height),
    }
    root = b"\x07" * 32 + units.to_bytes(8, "big") + relays.to_bytes(8, "big")
    value = {"supplier_operator_address": supplier, "session_header": written, "root_hash": root.hex()}
    return "proof.MsgCreateClaim", value


def update_param(rng: Random, _: State) -> tuple[str, dict[str, Any]]:
    module, name, member, values = rng.choice(PARAMETERS)
    return f"{module}.MsgUpdateParam", {"authority": AUTHORITY, "name": name, member: rng.choice(values)}


def simple(kind: str, **fields: tuple[Any, ...]) -> Callable[[Random, State], tuple[str, dict[str, Any]]]:
    return lambda rng, _: (kind, {name: rng.choice(values) for name, values in fields.items()})


KINDS: tuple[tuple[Callable[[Random, State], tuple[str, dict[str, Any]]], int], ...] = (
    (create_claim, 12),
    (stake_application, 5),
    (stake_supplier, 6),
    (update_param, 3),
    (simple("application.MsgUnstakeApplication", address=ACCOUNTS[:3]), 1),
    (simple("application.MsgDelegateToGateway", app_address=ACCOUNTS[:3], gateway_address=ACCOUNTS[4:]), 2),
    (simple("application.MsgUndelegateFromGateway", app_address=ACCOUNTS[:3], gateway_address=ACCOUNTS[4:]), 2),
    (simple("application.MsgTransferApplication", source_address=ACCOUNTS[:3], destination_address=ACCOUNTS), 2),
    (simple("gateway.MsgStakeGateway", address=ACCOUNTS[4:], stake=tuple(map(coin, AMOUNTS))), 2),
    (simple("gateway.MsgUnstakeGateway", address=ACCOUNTS[4:]), 1),
    (simple("supplier.MsgUnstakeSupplier", signer=ACCOUNTS[2:5], operator_address=ACCOUNTS[2:5]), 1),
    (
        simple(
            "service.MsgTransferService",
            owner_address=ACCOUNTS[:2],
            service_id=SERVICES,
            new_owner_address=ACCOUNTS[:3],
        ),
        1,
    ),
    (
        simple(
            "service.MsgAddService",
            owner_address=ACCOUNTS[:2],
            service=tuple(
                {"id": name, "name": name, "compute_units_per_relay": units, "owner_address": owner}
                for name in SERVICES
                for units in ("1", "2", "5")
                for owner in ACCOUNTS[:2]
            ),
        ),
        2,
    ),
)


def message(rng: Random, state: State) -> dict[str, Any]:
    """A message that mostly fits; now and then one of its fields does not."""
    make = rng.choices([kind for kind, _ in KINDS], [weight for _, weight in KINDS])[0]
    kind, value = make(rng, state)
    if rng.random() < 0.08:
        value = value | {rng.choice(sorted(value)): rng.choice(JUNK)}
    sent = {"type": f"pocket.{kind}", "value": value}
    return sent | ({"signer": rng.choice(ACCOUNTS)} if rng.random() < 0.03 else {})


def parsed(sent: dict[str, Any]) -> SignedMessage | None:
    """The message, unless its JSON is not one of its type's."""
    try:
        return MESSAGE.parse(sent, "message")
    except ValueError:
        return None


@pytest.fixture(scope="module")
def application() -> Iterator[AdapterProcess]:
    if not GO_POKTROLL.exists():
        pytest.skip("build/adapters/go-poktroll is not there: make adapters builds it where there is Go")
    with AdapterProcess(str(GO_POKTROLL), 60) as adapter:
        yield adapter


class Walk:
    """The blocks of a walk, and what the spec says of each."""

    def __init__(self, start: State) -> None:
        self.start = self.state = start
        self.blocks: list[dict[str, Any]] = []
        self.outcomes: list[Any] = []
        self.done: Counter[str] = Counter()

    def take(self, drawn: list[dict[str, Any]]) -> None:
        """Go on by a block of those messages that are messages at all."""
        pairs = [(sent, read) for sent in drawn if (read := parsed(sent)) is not None]
        result = apply_block(self.state, Block(tuple(read for _, read in pairs)), RULES)
        self.blocks.append({"messages": [sent for sent, _ in pairs]})
        self.outcomes.append(block_outcome(result))
        for (sent, _), refused in zip(pairs, result.rejections, strict=True):
            self.done[BY_TYPE[sent["type"]].op if refused is None else refused.reason] += 1
        self.done.update(event.kind.name.rpartition(".")[2] for event in result.events)
        self.state = result.state

    def compare(self, application: AdapterProcess, seed: int) -> None:
        """Let the application walk it and tell the same of every block."""
        request = {"state": STATE.render(self.start), "blocks": self.blocks}
        reply = application.call("scenario", "run", request)
        assert "output" in reply, (seed, reply)
        ours = OUTPUT.render({"blocks": self.outcomes})["blocks"]
        for number, (mine, theirs) in enumerate(zip(ours, reply["output"]["blocks"], strict=True)):
            assert mine == theirs, f"walk {seed}, block {number}"


def walk(seed: int) -> Walk:
    """A walk over all kinds of messages except proofs."""
    rng = Random(seed)
    start = starting_state(rng.randrange(4))
    probability = rng.choice((0.0, 0.25))
    made = Walk(replace(start, proof_params=replace(start.proof_params, proof_request_probability=probability)))
    for _ in range(rng.randrange(8, LONGEST)):
        made.take([message(rng, made.state) for _ in range(rng.choice((0, 1, 2, 3, 6)))])
    return made


def proving_walk(seed: int) -> Walk:
    """A walk of suppliers that claim and prove, too late, not at all, or wrongly, while delegations change."""
    rng = Random(seed)
    walk = Walk(proofs.world(proofs.START, delegated=rng.random() < 0.7))
    pending: list[proofs.Work] = []
    for height in range(proofs.START, proofs.START + 6 * proofs.PARAMS.num_blocks_per_session):
        sent: list[tuple[str, Any]] = []
        since_end = (height - proofs.END) % proofs.PARAMS.num_blocks_per_session
        if since_end == proofs.CLAIM_OPEN - proofs.END and height >= proofs.CLAIM_OPEN:
            pending = [work for label in proofs.SUPPLIERS if (work := some_work(rng, walk.state, label, height))]
            sent += [(CLAIM, work.claim_message()) for work in pending]
        if since_end == (proofs.PROOF_OPEN - proofs.END) % proofs.PARAMS.num_blocks_per_session:
            sent += [(PROOF, proof_of(rng, work, height - 1)) for work in pending if rng.random() < 0.8]
        rng.shuffle(sent)
        walk.take([MESSAGE.render(SignedMessage(kind, value)) for kind, value in sent] + delegation_changes(rng))
    return walk


def some_work(rng: Random, state: State, label: str, height: int) -> proofs.Work | None:
    """What a supplier did in the session whose claims open at this height."""
    if rng.random() < 0.2:
        return None
    try:
        header = proofs.header_of(state, height - (proofs.CLAIM_OPEN - proofs.END))
    except Rejected:
        return None
    leaves = [proofs.relay(header, label, number, rng.choice(("application", proofs.MEMBER))) for number in (1, 2, 3)]
    return proofs.Work(header, label, tuple(leaves[: rng.choice((1, 2, 3))]))


def proof_of(rng: Random, work: proofs.Work, seed_height: int) -> Any:
    """The proof that the block draws, now and then another or a broken one."""
    drawn = work.proof_message(seed_height - rng.choice((0, 0, 0, 0, 1)))
    if rng.random() < 0.15:
        damaged = bytearray(drawn.proof or b"")
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
        return replace(drawn, proof=bytes(damaged))
    return drawn


def delegation_changes(rng: Random) -> list[dict[str, Any]]:
    """Nothing most of the time, else a delegation or its end."""
    kind = rng.choice(("",) * 12 + ("MsgUndelegateFromGateway", "MsgDelegateToGateway", "MsgUnstakeApplication"))
    names = {"app_address": proofs.APPLICATION, "gateway_address": rng.choice((proofs.GATEWAY, proofs.OTHER_GATEWAY))}
    value = {"address": proofs.APPLICATION} if kind == "MsgUnstakeApplication" else names
    return [{"type": f"pocket.application.{kind}", "value": value}] if kind else []


def test_walks(application: AdapterProcess) -> None:
    done: Counter[str] = Counter()
    for seed in range(WALKS):
        made = walk(seed)
        made.compare(application, seed)
        done += made.done
    assert min(done[kind] for kind in ("create_claim", "EventClaimSettled", "EventApplicationUnbondingEnd")) > 0, done


def test_proving_walks(application: AdapterProcess) -> None:
    done: Counter[str] = Counter()
    for seed in range(WALKS // 2):
        made = proving_walk(seed)
        made.compare(application, seed)
        done += made.done
    expected = ("submit_proof", "EventProofValidityChecked", "EventClaimSettled", "EventSupplierSlashed")
    assert min(done[kind] for kind in expected) > 0, done
