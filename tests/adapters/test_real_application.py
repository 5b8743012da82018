"""The adapter over the real application: states, messages, blocks, refusals, and the root of a state computed again."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pocket_conformance.harness import AdapterProcess
from pocket_spec.encoding.bech32 import encode_address

GO_POKTROLL = Path(__file__).resolve().parents[2] / "build" / "adapters" / "go-poktroll"
APPLICATION, SUPPLIER, OWNER, SERVICE_OWNER, DELEGATOR, STRANGER = (
    encode_address(bytes([number]) * 20) for number in range(1, 7)
)
VALIDATOR = encode_address(b"\x64" * 20, "poktvaloper")
VALIDATOR_ACCOUNT = encode_address(b"\x64" * 20)
DAO = "pokt1eeeksh2tvkh7wzmfrljnhw4wrhs55lcuvmekkw"
STORES = ["application", "bank", "gateway", "migration", "proof", "service", "session", "shared", "supplier"]
STORES += ["tokenomics"]
STAKE = 10_000_000_000
CLAIM_OPENS, SETTLES = 42, 50
"""With the default parameters, for the session of blocks 31 to 40."""

STEPS = (
    "settle_pending_claims",
    "validate_submitted_proofs",
    "auto_undelegate",
    "prune_undelegations",
    "unbond_applications",
    "transfer_applications",
    "unbond_gateways",
    "unbond_suppliers",
    "prune_service_config_history",
    "activate_services",
    "promote_shared_params",
)

pytestmark = pytest.mark.skipif(
    not GO_POKTROLL.exists(),
    reason="build/adapters/go-poktroll is not there: make adapters builds it where there is Go",
)


def coin(amount: int) -> dict[str, str]:
    return {"denom": "upokt", "amount": str(amount)}


def pool(module: str) -> str:
    return encode_address(hashlib.sha256(module.encode()).digest()[:20])


def block_hash(height: int) -> str:
    return hashlib.sha256(f"block{height}".encode()).hexdigest()


SERVICE = {"id": "svc", "name": "a service", "compute_units_per_relay": "1", "owner_address": SERVICE_OWNER}
STAKE_APPLICATION = {
    "type": "pocket.application.MsgStakeApplication",
    "value": {"address": APPLICATION, "stake": coin(STAKE), "services": [{"service_id": "svc"}]},
}


def unstaked(height: int = 5) -> dict[str, Any]:
    """A chain with a service, and an account that can stake."""
    return {
        "height": height,
        "bank": {"balances": [{"address": APPLICATION, "amount": str(5 * STAKE)}]},
        "service": {"services": [SERVICE]},
    }


def staked(height: int) -> dict[str, Any]:
    """A chain with an application and a supplier since height 21, where no claim needs a proof."""
    offer = {
        "service_id": "svc",
        "endpoints": [{"url": "https://supplier.example:443", "rpc_type": "JSON_RPC"}],
        "rev_share": [{"address": OWNER, "rev_share_percentage": "100"}],
    }
    validator = {
        "operator_address": VALIDATOR,
        "tokens": "4000000",
        "delegator_shares": "4000000.000000000000000000",
        "commission_rate": "0.000000000000000000",
        "status": "BOND_STATUS_BONDED",
    }
    delegations = ((VALIDATOR_ACCOUNT, "3000000.000000000000000000"), (DELEGATOR, "1000000.000000000000000000"))
    return {
        "height": height,
        "bank": {
            "balances": [
                {"address": pool("application"), "amount": str(STAKE)},
                {"address": pool("supplier"), "amount": str(STAKE)},
            ]
        },
        "staking": {
            "validators": [validator],
            "delegations": [
                {"delegator_address": who, "validator_address": VALIDATOR, "shares": shares}
                for who, shares in delegations
            ],
        },
        "application": {
            "applications": [{"address": APPLICATION, "stake": coin(STAKE), "service_configs": [{"service_id": "svc"}]}]
        },
        "supplier": {
            "suppliers": [{"owner_address": OWNER, "operator_address": SUPPLIER, "stake": coin(STAKE)}],
            "service_config_updates": [{"operator_address": SUPPLIER, "service": offer, "activation_height": "21"}],
        },
        "service": {"services": [SERVICE]},
        "session": {"block_hashes": [{"height": past, "hash": block_hash(past)} for past in range(1, height)]},
        "proof": {"params": {"proof_request_probability": "0", "proof_requirement_threshold": coin(10**9)}},
    }


def claim_of(session: dict[str, Any], relays: int) -> dict[str, Any]:
    root = hashlib.sha256(b"a trie").digest() + relays.to_bytes(8, "big") * 2
    value = {"supplier_operator_address": SUPPLIER, "session_header": session["header"], "root_hash": root.hex()}
    return {"type": "pocket.proof.MsgCreateClaim", "value": value}


@pytest.fixture(scope="module")
def keepers() -> Iterator[AdapterProcess]:
    with AdapterProcess(str(GO_POKTROLL), 60) as adapter:
        yield adapter


def message(keepers: AdapterProcess, state: Any, sent: Any) -> dict[str, Any]:
    return keepers.call("message", "stake_application", {"state": state, "message": sent})


def run(keepers: AdapterProcess, state: Any, *blocks: Any) -> list[dict[str, Any]]:
    reply = keepers.call("scenario", "run", {"state": state, "blocks": list(blocks)})
    return reply["output"]["blocks"]


def session_at(keepers: AdapterProcess, height: int) -> dict[str, Any]:
    asked = {"application_address": APPLICATION, "service_id": "svc", "block_height": height}
    return keepers.call("session", "hydrate", {"state": staked(height + 1), **asked})["output"]["session"]


def settlement(keepers: AdapterProcess) -> list[dict[str, Any]]:
    """A claim of 100 relays and the blocks up to the one that settles it."""
    claim = claim_of(session_at(keepers, 31), 100)
    rest = [{"messages": []} for _ in range(CLAIM_OPENS, SETTLES)]
    return run(keepers, staked(CLAIM_OPENS), {"messages": [claim]}, *rest)


def dumped(suite: str, op: str, requested: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The output of one request of a new process, and what it dumps."""
    lines = [{"hello": {"protocol": 1}}, {"id": 1, "suite": suite, "op": op, "input": requested}]
    process = subprocess.run(
        [str(GO_POKTROLL)],
        input="".join(json.dumps(line) + "\n" for line in lines),
        env={**os.environ, "POCKET_ADAPTER_DUMP": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    reply = json.loads(process.stdout.splitlines()[1])
    return reply["output"], [json.loads(line) for line in process.stderr.splitlines()]


def uvarint(number: int) -> bytes:
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    return bytes([*encoded, number])


def sized(data: bytes) -> bytes:
    return uvarint(len(data)) + data


def roots_of(records: list[dict[str, Any]]) -> tuple[dict[str, str], str]:
    """The root of every store and of the state, from the records alone."""
    primary = defaultdict(list)
    for record in records:
        if record.get("primary"):
            primary[record["store"]].append((bytes.fromhex(record["key"]), bytes.fromhex(record["value"])))
    hashes = {
        store: hashlib.sha256(b"".join(sized(key) + sized(value) for key, value in sorted(primary[store])))
        for store in STORES
    }
    root = hashlib.sha256(b"".join(sized(store.encode()) + hashes[store].digest() for store in STORES))
    return {store: hashed.hexdigest() for store, hashed in hashes.items()}, root.hexdigest()


def test_a_stake_moves_coins_and_is_told(keepers):
    output = message(keepers, unstaked(), STAKE_APPLICATION)["output"]
    assert output["balances"] == {APPLICATION: str(4 * STAKE), pool("application"): str(STAKE)}
    application = {
        "address": APPLICATION,
        "stake": coin(STAKE),
        "service_configs": [{"service_id": "svc"}],
        "delegatee_gateway_addresses": [],
        "pending_undelegations": {},
        "unstake_session_end_height": "0",
        "pending_transfer": None,
        "per_session_spend_limit": None,
        "service_config_history": [],
    }
    told = {"application": application, "session_end_height": "10"}
    assert output["events"] == [{"type": "pocket.application.EventApplicationStaked", "attributes": told}]
    assert list(output["stores"]) == STORES


def test_the_root_is_that_of_the_records():
    output, lines = dumped("message", "stake_application", {"state": unstaked(), "message": STAKE_APPLICATION})
    assert (output["stores"], output["state_root"]) == roots_of(lines)


def test_a_record_is_the_bytes_of_its_message():
    _, lines = dumped("message", "stake_application", {"state": unstaked(), "message": STAKE_APPLICATION})
    records = {bytes.fromhex(line["key"]): bytes.fromhex(line["value"]) for line in lines if "key" in line}
    stake = b"\x0a" + sized(b"upokt") + b"\x12" + sized(str(STAKE).encode())
    service = b"\x0a" + sized(b"svc")
    expected = b"\x0a" + sized(APPLICATION.encode()) + b"\x12" + sized(stake) + b"\x1a" + sized(service)
    assert records[b"Application/address/" + APPLICATION.encode() + b"/"] == expected
    assert records[b"\x02\x14" + b"\x01" * 20 + b"upokt"] == str(4 * STAKE).encode()
    assert records[b"\x00upokt"] == str(5 * STAKE).encode()


def test_a_loaded_state_is_what_a_message_leaves(keepers):
    by_message = message(keepers, unstaked(), STAKE_APPLICATION)["output"]
    state = unstaked()
    state["application"] = {"applications": [by_message["events"][0]["attributes"]["application"]]}
    state["bank"]["balances"] = [
        {"address": address, "amount": amount} for address, amount in by_message["balances"].items()
    ]
    loaded = keepers.call("end_block", "unbond_applications", {"state": state})["output"]
    assert loaded["state_root"] == by_message["state_root"]


def altered(**value: Any) -> dict[str, Any]:
    return {**STAKE_APPLICATION, "value": {**STAKE_APPLICATION["value"], **value}}


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"type": "pocket.application.MsgNothing", "value": {}}, "TX_MESSAGE_UNKNOWN"),
        ({**STAKE_APPLICATION, "signer": STRANGER}, "TX_UNAUTHORIZED"),
        ({**altered(stake=coin(0)), "signer": STRANGER}, "APPLICATION_INVALID_STAKE"),
        (altered(address="pokt1"), "APPLICATION_INVALID_ADDRESS"),
        (altered(stake=coin(1)), "APPLICATION_INVALID_STAKE"),
        (altered(stake=coin(6 * STAKE)), "BANK_INSUFFICIENT_FUNDS"),
        (altered(stake={"denom": "upokt", "amount": "many"}), "PROTO_MALFORMED"),
        (altered(services=[]), "APPLICATION_INVALID_SERVICE_CONFIGS"),
        ({"type": "pocket.application.MsgUnstakeApplication", "value": {"address": STRANGER}}, "APPLICATION_NOT_FOUND"),
        (
            {
                "type": "cosmos.bank.v1beta1.MsgSend",
                "value": {"from_address": APPLICATION, "to_address": pool("fee_collector"), "amount": [coin(1)]},
            },
            "BANK_BLOCKED_ADDRESS",
        ),
        (
            {
                "type": "pocket.gateway.MsgUpdateParam",
                "value": {"authority": pool("gov"), "name": "min_stake", "as_coin": {"denom": "upokt"}},
            },
            "TX_PANIC",
        ),
    ],
)
def test_refusals(sent, reason, keepers):
    assert message(keepers, unstaked(), sent) == {"rejection": reason}


def test_a_refused_message_leaves_no_trace(keepers):
    alone, with_refused = (
        run(keepers, unstaked(), {"messages": messages})[0]
        for messages in ([STAKE_APPLICATION], [STAKE_APPLICATION, STAKE_APPLICATION, altered(stake=coin(1))])
    )
    assert with_refused.pop("results") == [None, "APPLICATION_INVALID_STAKE", "APPLICATION_INVALID_STAKE"]
    assert alone.pop("results") == [None]
    assert with_refused == alone


def test_malformed_requests_are_failures(keepers):
    for state, problem in (
        ({**unstaked(), "more": {}}, "input.state.more: unknown field"),
        ({**unstaked(), "gateway": {"gateways": [{"adress": "x"}]}}, "gateways[0].adress: unknown field"),
        ({**unstaked(), "height": "high"}, "input.state.height"),
    ):
        assert problem in message(keepers, state, STAKE_APPLICATION)["failure"]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_with_nothing_to_do_changes_nothing(step, keepers):
    before = keepers.call("end_block", "unbond_gateways", {"state": unstaked()})["output"]
    assert before["events"] == []
    assert keepers.call("end_block", step, {"state": unstaked()})["output"] == before


def test_the_block_hash_is_stored(keepers):
    given = {**unstaked(7), "header_hash": "aa" * 32}
    known = {**unstaked(7), "session": {"block_hashes": [{"height": 7, "hash": "aa" * 32}]}}
    stored = keepers.call("end_block", "store_block_hash", {"state": given})["output"]
    assert stored == keepers.call("end_block", "activate_services", {"state": known})["output"]
    by_default = keepers.call("end_block", "store_block_hash", {"state": unstaked(7)})["output"]
    assert by_default["state_root"] != stored["state_root"]


def test_a_claim_without_proof_is_settled(keepers):
    blocks = settlement(keepers)
    assert blocks[0]["results"] == [None]
    assert [event["type"] for event in blocks[0]["events"]] == ["pocket.proof.EventClaimCreated"]
    assert all(block["events"] == [] for block in blocks[1:-1])
    types = [event["type"].rpartition(".")[2] for event in blocks[-1]["events"]]
    assert types[:2] == ["EventApplicationReimbursementRequest", "EventClaimSettled"]
    assert types[-1] == "EventRelayMiningDifficultyUpdated"
    settled = blocks[-1]["events"][1]["attributes"]
    assert (settled["claimed_upokt"], settled["proof_requirement_int"]) == ("4200upokt", 0)
    # 100 relays of 1 compute unit cost 4,200 uPOKT, which the application's stake pays by a burn. As much is minted,
    # and a tenth more: 10% for the DAO, 15% for the owner of the service, 70% for the supplier, 5% for validators.
    # The tenth the application pays too, to the DAO.
    balances = {address: int(amount) for address, amount in blocks[-1]["balances"].items()}
    assert balances[pool("application")] == STAKE - 4620
    assert balances[pool("supplier")] == STAKE
    assert balances[OWNER] == 2940 + 294
    assert balances[SERVICE_OWNER] == 630 + 63
    assert balances[VALIDATOR_ACCOUNT] + balances[DELEGATOR] == 210 + 21
    assert balances[DAO] == 420 + 42 + 420
    assert sum(balances.values()) == 2 * STAKE + 420


def test_a_claim_that_lacks_its_proof_is_slashed(keepers):
    state = staked(CLAIM_OPENS)
    state["proof"]["params"] |= {"proof_request_probability": "1", "proof_missing_penalty": coin(320_000_000)}
    claim = claim_of(session_at(keepers, 31), 100)
    asked = keepers.call("claim", "proof_requirement", {"state": state, "claim": claim["value"]})
    assert asked == {"output": {"requirement": "PROBABILISTIC"}}
    last = run(keepers, state, {"messages": [claim]}, *({} for _ in range(CLAIM_OPENS, SETTLES)))[-1]
    types = [event["type"] for event in last["events"]]
    assert types == ["pocket.tokenomics.EventClaimExpired", "pocket.tokenomics.EventSupplierSlashed"]
    assert last["balances"][pool("supplier")] == str(STAKE - 320_000_000)


def test_answers_do_not_depend_on_the_process_or_what_it_did_before(keepers):
    first = settlement(keepers)
    assert settlement(keepers) == first
    with AdapterProcess(str(GO_POKTROLL), 60) as another:
        assert settlement(another) == first


def test_secondary_indexes_follow_from_the_records(keepers):
    claim = claim_of(session_at(keepers, 31), 100)
    blocks = [{"messages": [claim]}, *({} for _ in range(CLAIM_OPENS, SETTLES))]
    output, lines = dumped("scenario", "run", {"state": staked(CLAIM_OPENS), "blocks": blocks})
    heights = range(CLAIM_OPENS, SETTLES + 1)
    checks = [line for line in lines if "orphaned" in line]
    assert checks == [{"height": height, "orphaned": [], "missing": []} for height in heights]
    for block, height in zip(output["blocks"], heights, strict=True):
        here = [line for line in lines if line["height"] == height]
        assert (block["stores"], block["state_root"]) == roots_of(here)
