"""Genesis files: they load and are valid, one uPOKT too much or too little is found and named."""

import copy
import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from immutables import Map

from pocket_conformance.cli import cli, main
from pocket_conformance.generate.chain.world import account, funded, pool
from pocket_spec.actors.supplier.records import set_supplier
from pocket_spec.chain.genesis import BONDED_POOL, NOT_BONDED_POOL, read_genesis, write_genesis
from pocket_spec.chain.genesis_check import conservation, genesis_problems, least_service_fee
from pocket_spec.claims.messages import Claim
from pocket_spec.encoding.bech32 import encode_address
from pocket_spec.morse.genesis import morse_genesis_problems, read_morse_genesis
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.gateway import Gateway
from pocket_spec.state.records.migration import MorseClaimableAccount
from pocket_spec.state.records.shared import (
    ApplicationServiceConfig,
    Service,
    ServiceConfigUpdate,
    ServiceRevenueShare,
    SharedParamsUpdate,
    Supplier,
    SupplierEndpoint,
    SupplierServiceConfig,
)
from pocket_spec.state.records.staking import Delegation, Validator
from pocket_spec.state.state import State
from pocket_spec.state.store import state_root
from pocket_spec.state.timestamp import Timestamp

OPERATOR = encode_address(bytes(range(20)), "poktvaloper")
VALIDATOR = encode_address(bytes(range(20)))


def lively_state() -> State:
    service = SupplierServiceConfig(
        "eth", (SupplierEndpoint("https://relay.example", 3),), (ServiceRevenueShare(account("owner"), 100),)
    )
    state = State(
        height=5,
        chain_id="pocket-test",
        block_time=Timestamp(1_750_000_000, 5),
        accounts=Map({account("app"): b"\x02" * 33, account("owner"): None}),
        applications=Map({account("app"): Application(account("app"), upokt(70), (ApplicationServiceConfig("eth"),))}),
        gateways=Map({account("gate"): Gateway(account("gate"), upokt(30))}),
        services=Map({"eth": Service("eth", "Ethereum", 7, account("owner"))}),
        claims=Map({("s1", account("op")): Claim(account("op"), SessionHeader(session_id="s1"), b"\x01" * 48)}),
        shared_params_history=Map({1: SharedParamsUpdate(1, State().shared_params)}),
        validators=Map({OPERATOR: Validator(OPERATOR, 40, 40 * 10**18, 10**17)}),
        delegations=Map({(OPERATOR, VALIDATOR): Delegation(VALIDATOR, OPERATOR, 40 * 10**18)}),
        morse_accounts=Map({"AB": MorseClaimableAccount("", "AB", upokt(1), upokt(0), upokt(0))}),
    )
    supplier = Supplier(
        account("owner"), account("op"), upokt(50),
        service_config_history=(ServiceConfigUpdate(account("op"), service, 1),),
    )  # fmt: skip
    holdings = {pool("application"): 70, pool("gateway"): 30, pool("supplier"): 53, BONDED_POOL: 40, account("app"): 9}
    return funded(set_supplier(state, supplier), holdings)


@pytest.fixture
def document():
    return write_genesis(lively_state())


def problems(document):
    return [f"{problem.where}: {problem.what}" for problem in genesis_problems(read_genesis(document), RULES)]


def test_there_and_back(document):
    state = read_genesis(json.loads(json.dumps(document))).state
    assert state == lively_state()
    assert state_root(state) == state_root(lively_state())
    assert problems(document) == []


def balance_of(document, address):
    entries = document["app_state"]["bank"]["balances"]
    return next(entry["coins"][0] for entry in entries if entry["address"] == address)


@pytest.mark.parametrize("module", ["application", "gateway"])
@pytest.mark.parametrize("change", [1, -1])
def test_one_upokt_in_a_pool_is_found(document, module, change):
    coin = balance_of(document, pool(module))
    coin["amount"] = str(int(coin["amount"]) + change)
    side = "much" if change > 0 else "little"
    found = problems(document)
    assert len(found) == 2
    assert "stated supply of upokt" in found[0]
    assert pool(module) in found[1]
    assert found[1].endswith(f"1 upokt too {side}")


@pytest.mark.parametrize("change", [1, -1])
def test_one_upokt_in_an_account_or_the_supply_is_found(document, change):
    supply = document["app_state"]["bank"]["supply"][0]
    supply["amount"] = str(int(supply["amount"]) + change)
    assert problems(document)[0].endswith(f"1 upokt too {'much' if change > 0 else 'little'}")
    coin = balance_of(document, account("app"))
    coin["amount"] = str(int(coin["amount"]) + change)
    assert problems(document) == []


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("application", "application_list", 0, "stake"), "applications: pool"),
        (("gateway", "gateway_list", 0, "stake"), "gateways: pool"),
        (("supplier", "supplierList", 0, "stake"), "suppliers: pool"),
    ],
)
def test_one_upokt_in_a_stake_is_found(document, path, place):
    stake = document["app_state"]
    for step in path:
        stake = stake[step]
    stake["amount"] = str(int(stake["amount"]) + (4 if path[0] == "supplier" else 1))
    assert [found.startswith(place) and found.endswith("1 upokt too little") for found in problems(document)] == [True]


def test_one_upokt_of_a_validator_is_found(document):
    validator = document["app_state"]["staking"]["validators"][0]
    validator["tokens"] = "41"
    assert [found for found in problems(document) if BONDED_POOL in found and found.endswith("1 upokt too little")]
    validator["status"] = "BOND_STATUS_UNBONDING"
    found = problems(document)
    assert [NOT_BONDED_POOL in found[1], found[1].endswith("41 upokt too little")] == [True, True]


def test_other_denominations_are_conserved_too(document):
    document["app_state"]["bank"]["balances"][0]["coins"].append({"denom": "mact", "amount": "5"})
    assert any("mact" in found and "5 mact too little" in found for found in problems(document))
    document["app_state"]["bank"]["supply"].append({"denom": "mact", "amount": "5"})
    assert problems(document) == []


def set_at(document, path, value):
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("shared", "params", "num_blocks_per_session"), "0", "parameters of shared"),
        (("tokenomics", "params", "mint_ratio"), "1.5", "parameters of tokenomics"),
        (("service", "params", "add_service_fee", "amount"), "0", "parameters of service"),
        (("application", "application_list", 0, "stake"), None, "application "),
        (("application", "application_list", 0, "service_configs"), [], "application "),
        (("application", "application_list", 0, "delegatee_gateway_addresses"), ["x"], "application "),
        (("application", "application_list", 0, "service_config_history"), [{}], "application "),
        (("gateway", "gateway_list", 0, "stake", "denom"), "mact", "gateway "),
        (("supplier", "supplierList", 0, "owner_address"), "x", "supplier "),
        (("supplier", "supplierList", 0, "service_config_history", 0, "service", "endpoints"), [], "supplier "),
        (("service", "service_list", 0, "compute_units_per_relay"), "0", "service "),
        (("proof", "claim_list", 0, "root_hash"), "", "claim "),
    ],
)
def test_what_a_module_would_not_accept_is_named(document, path, value, place):
    set_at(document["app_state"], path, value)
    assert any(found.startswith(place) for found in problems(document))


def test_two_services_of_one_name(document):
    services = document["app_state"]["service"]["service_list"]
    services.append(services[0] | {"id": "eth2"})
    assert any("a second service named" in found for found in problems(document))


def test_parameters_that_are_not_named_are_the_defaults(document):
    del document["app_state"]["tokenomics"]["params"]["mint_ratio"]
    genesis = read_genesis(document)
    assert genesis.unset == ("tokenomics.mint_ratio",)
    assert genesis.state.tokenomics_params.mint_ratio == 1.0


@pytest.mark.parametrize(
    ("version", "fee"),
    [
        ("0.1.1", 0),
        ("0.1.13", 0),
        ("0.1.14", 10**9),
        ("0.1.22", 10**9),
        ("v0.1.23", 1),
        ("0.1.35", 1),
        ("", 1),
        ("x", 1),
    ],
)
def test_the_least_fee_for_a_service_by_release(version, fee):
    """As the tags of poktroll have it."""
    assert least_service_fee(version) == fee


def gentx(amount, validator=OPERATOR):
    message = {
        "@type": "/cosmos.staking.v1beta1.MsgCreateValidator",
        "commission": {"rate": "0.1"},
        "validator_address": validator,
        "value": {"denom": "upokt", "amount": str(amount)},
    }
    return {"body": {"messages": [message]}}


def test_a_transaction_creates_a_bonded_validator():
    document = write_genesis(funded(State(), {VALIDATOR: 100}))
    document["app_state"]["genutil"] = {"gen_txs": [gentx(60)]}
    genesis = read_genesis(document)
    assert dict(genesis.state.balances) == {VALIDATOR: 40, BONDED_POOL: 60}
    assert genesis.state.validators[OPERATOR].tokens == 60
    assert genesis.state.delegations[OPERATOR, VALIDATOR].shares == 60 * 10**18
    assert all(figures.agrees for figures in conservation(genesis))


def test_a_supplier_without_a_history_has_served_since_block_1(document):
    supplier = document["app_state"]["supplier"]["supplierList"][0]
    supplier["service_config_history"] = []
    updates = read_genesis(document).state.service_config_updates
    assert [(key[0], key[1]) for key in updates] == [("eth", 1)]


def run(tmp_path, document, *options):
    path = tmp_path / "genesis.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return CliRunner().invoke(cli, ["genesis", "check", str(path), *options])


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        (("bank", "balances", 0, "address"), "pokt1", "bank.balances[0].address"),
        (("bank", "balances", 0, "coins", 0, "amount"), "-1", "bank.balances[0].coins[0].amount"),
        (("bank", "balances", 0, "coins", 0, "denom"), "u", "bank.balances[0].coins[0].denom"),
        (("bank", "balances"), {}, "bank.balances: expected a list"),
        (("staking", "validators", 0, "operator_address"), "pokt1", "staking.validators[0].operator_address"),
        (("staking", "validators", 0, "delegator_shares"), "x", "staking.validators[0].delegator_shares"),
        (("auth", "accounts", 0), {}, "auth.accounts[0]"),
        (("auth", "accounts", 0, "pub_key"), {"key": "!"}, "auth.accounts[0].pub_key"),
        (("application", "nix"), 1, "application.nix: unknown field"),
        (("application", "params", "min_stake"), 7, "application.params.min_stake"),
        (("proof", "claim_list", 0, "session_header"), None, "proof.claim_list[0]"),
        (("genutil",), {"gen_txs": [gentx(1)]}, "a second validator"),
        (("genutil",), {"gen_txs": [gentx(1, encode_address(bytes(20), "poktvaloper"))]}, "holds 0 and owes 1"),
        (("genutil",), {"gen_txs": [{"body": {"messages": [{"@type": "x"}]}}]}, "gen_txs[0].body.messages[0].@type"),
    ],
)
def test_malformed_files_give_one_line_that_names_the_place(
    tmp_path, document, path, value, complaint, monkeypatch, capsys
):
    set_at(document["app_state"], path, value)
    file = tmp_path / "genesis.json"
    file.write_text(json.dumps(document))
    monkeypatch.setattr("sys.argv", ["pocket-spec", "genesis", "check", str(file)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert complaint in error


@pytest.mark.parametrize(
    "path",
    [("bank", "balances"), ("application", "application_list"), ("service", "service_list"), ("auth", "accounts")],
)
def test_a_second_record_of_one_key(tmp_path, document, path):
    records = document["app_state"][path[0]][path[1]]
    records.append(copy.deepcopy(records[0]))
    result = run(tmp_path, document)
    assert "a second record of" in str(result.exception)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"app_state": 7}', '{"app_state": {}, "app_state": {}}'])
def test_what_is_no_genesis(tmp_path, text):
    assert run(tmp_path, text).exception is not None


def test_command_line(tmp_path, document):
    assert run(tmp_path, document).exit_code == 0
    document["app_state"]["bank"]["supply"][0]["amount"] = "1"
    result = run(tmp_path, document, "--json")
    assert result.exit_code == 1
    assert [problem["where"] for problem in json.loads(result.output)["problems"]] == [
        "stated supply of upokt, sum of all balances"
    ]


MORSE_KEY = "03e6b38162ccdd0cd8ed657be73885e0b7b99ca09969729e3390c218cfcff07d"


def morse_document(**changes):
    key = bytes(32).hex()
    address = read_address(key)
    holder = {"address": address, "coins": [{"denom": "upokt", "amount": "5"}], "public_key": {"value": key}}
    node = {"address": address, "public_key": key, "tokens": "7"}
    app = {
        "auth": {"accounts": [{"type": "posmint/Account", "value": holder}], "supply": []},
        "pos": {"params": {"stake_minimum": "7"}, "validators": [node]},
        "application": {"applications": []},
        "gov": {"DAO_Tokens": "3"},
        "pocketcore": {},
    }
    return {"chain_id": "test", "app_state": app | changes}


def read_address(key):
    from pocket_spec.crypto.ed25519 import address_of_public_key  # noqa: PLC0415

    return address_of_public_key(bytes.fromhex(key)).hex()


def test_morse():
    genesis = read_morse_genesis(morse_document())
    assert genesis.supply == 15
    assert morse_genesis_problems(genesis) == ()
    stated = replace(genesis, stated_supply=16)
    assert morse_genesis_problems(stated) == (("stated supply", "16 is not 15: +1 uPOKT"),)
    assert morse_genesis_problems(replace(genesis, stake_minimum=8))[0][0].startswith("node ")
    foreign = replace(genesis, keys=Map({"00" * 20: MORSE_KEY}))
    assert "another address" in morse_genesis_problems(foreign)[0][1]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"auth": {"accounts": [{"type": "nix"}]}}, "auth.accounts[0].type"),
        ({"auth": {"accounts": [{"type": "posmint/Account", "value": {"address": "x"}}]}}, "value.address"),
        ({"pos": {"params": {}}}, "pos.params"),
        ({"gov": {"DAO_Tokens": -1}}, "gov.DAO_Tokens"),
    ],
)
def test_malformed_morse(tmp_path, changes, complaint):
    assert complaint in str(run(tmp_path, morse_document(**changes)).exception)


def test_mainnet(mainnet_directory):
    document = json.loads((mainnet_directory / "shannon_genesis.json").read_text(), parse_float=str)
    genesis = read_genesis(document)
    assert genesis_problems(genesis, RULES) == ()
    assert genesis.state.supply == 20_500_000_000_000
    assert genesis.state.balances[BONDED_POOL] == 15_000_000_000
    assert read_genesis(write_genesis(genesis.state)).state == genesis.state
    coin = document["app_state"]["bank"]["balances"][3]["coins"][0]
    coin["amount"] = str(int(coin["amount"]) - 1)
    assert problems(document) == [
        "stated supply of upokt, sum of all balances: 20500000000000 is not 20499999999999: 1 upokt too much"
    ]


def test_mainnet_of_morse(mainnet_directory):
    genesis = read_morse_genesis(json.loads((mainnet_directory / "morse_genesis.json").read_text(), parse_float=str))
    assert morse_genesis_problems(genesis) == ()
    assert (len(genesis.balances), len(genesis.nodes), genesis.supply) == (504, 502, 650_000_000_150_000)
