"""The root over a state's records, computed a second time here from the definition, and the JSON of states."""

import hashlib
from dataclasses import fields, replace

import pytest
from immutables import Map

from pocket_spec.encoding.bech32 import decode_address
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state import store
from pocket_spec.state.bank import module_address
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.shared import Service, ServiceConfigUpdate, Supplier, SupplierServiceConfig
from pocket_spec.state.state import State
from pocket_spec.state.state_json import MODULES, state_from_json, state_to_json

ALICE = module_address("alice")
CONFIG = ServiceConfigUpdate(ALICE, SupplierServiceConfig("svc"), 21, 0)
STATE = State(
    height=9,
    balances=Map({ALICE: 300}),
    supply=300,
    applications=Map({ALICE: Application(ALICE, upokt(5))}),
    suppliers=Map({ALICE: Supplier(ALICE, ALICE, upokt(5))}),
    service_config_updates=Map({("svc", 21, ALICE): CONFIG}),
    block_hashes=Map({8: b"\x01" * 32}),
)


def length(data):
    number, out = len(data), b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def test_roots_are_what_the_definition_says():
    by_store = {}
    for name, key, value in store.store_records(STATE):
        by_store.setdefault(name, []).append((key, value))
    roots = {}
    for name, pairs in by_store.items():
        assert pairs == sorted(pairs)
        roots[name] = hashlib.sha256(b"".join(length(k) + k + length(v) + v for k, v in pairs)).digest()
    assert store.store_roots(STATE) == roots
    joined = b"".join(length(name) + name.encode() + roots[name] for name in sorted(roots))
    assert store.state_root(STATE) == hashlib.sha256(joined).digest()


def test_keys_are_the_chains():
    keys = {(name, key) for name, key, _ in store.store_records(STATE)}
    account = decode_address(ALICE)
    assert ("bank", b"\x02\x14" + account + b"upokt") in keys
    assert ("bank", b"\x00upokt") in keys
    assert ("application", f"Application/address/{ALICE}/".encode()) in keys
    update = b"ServiceConfigUpdate/service_id/svc/" + (21).to_bytes(8, "big") + f"/{ALICE}/".encode()
    assert ("supplier", update) in keys
    assert ("session", b"BlockHash/height/8/") in keys


def test_every_field_of_the_state_is_in_the_root_or_named_as_an_input():
    covered = {record.field for record in store.PARAMS_RECORDS} | set(store.BY_FIELD) | {"balances", "supply"}
    inputs = {"height", "header_hash", "block_time", "chain_id", "accounts", "validators", "delegations"}
    of_indexes = {"unindexed_suppliers"}
    assert {field.name for field in fields(State)} == covered | {"block_hashes"} | inputs | of_indexes
    assert {field for lists in MODULES.values() for field in lists.values()} == set(store.BY_FIELD)


def test_a_change_of_any_record_changes_the_root():
    assert store.state_root(replace(STATE, applications=Map())) != store.state_root(STATE)
    assert store.state_root(replace(STATE, height=10)) == store.state_root(STATE)


def test_service_ids_sort_as_store_keys_not_as_text():
    """A key ends its text with a slash, so "a-b" comes before "a": a minus is less than a slash."""
    state = State(services=Map({name: Service(name) for name in ("a", "a-b", "a0")}))
    assert [key for key, _ in store.in_store_order(state, "services")] == ["a-b", "a", "a0"]


def test_json_round_trip():
    assert state_from_json(state_to_json(STATE)) == STATE
    assert state_from_json({}) == State()


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"bank": {"balances": [{"address": ALICE, "amount": "1"}] * 2}}, "state.bank[1]"),
        ({"bank": {"balances": [{"address": ALICE, "amount": "01"}]}}, "state.bank[0].amount"),
        ({"bank": {"balances": [{"address": ALICE, "amount": "0"}]}}, "state.bank[0].amount"),
        ({"bank": {"balances": [{"address": "x", "amount": "1"}]}}, "state.bank[0].address"),
        ({"nothing": {}}, "state.nothing"),
        ({"application": {"suppliers": []}}, "state.application.suppliers"),
        ({"supplier": {"service_config_updates": [{}]}}, "state.supplier.service_config_updates[0]"),
        ({"proof": {"claims": [{}]}}, "state.proof.claims[0]"),
        ({"height": -1}, "state.height"),
        ({"shared": {"params": {"num_blocks_per_session": "-1"}}}, "state.shared.params.num_blocks_per_session"),
        (
            {"staking": {"delegations": [{"delegator_address": ALICE, "validator_address": "v", "shares": "x"}]}},
            "shares",
        ),
    ],
)
def test_malformed_states_name_the_place(value, where):
    with pytest.raises(Rejected) as caught:
        state_from_json(value)
    assert caught.value.reason is Reason.JSON_MALFORMED
    assert where in caught.value.detail
