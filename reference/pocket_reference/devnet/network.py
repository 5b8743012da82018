"""A small network to begin with: funded accounts with keys, one service, an application, a gateway, suppliers.

Keys are derived from public labels, so everybody can sign for everybody: a devnet is no place for anything of worth.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from immutables import Map

from pocket_spec.crypto.accounts import account_address
from pocket_spec.crypto.secp256k1 import multiply_base
from pocket_spec.encoding.bech32 import decode_address, encode_address
from pocket_spec.state import defaults
from pocket_spec.state.bank import APPLICATION_POOL, GATEWAY_POOL, SUPPLIER_POOL
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.gateway import Gateway
from pocket_spec.state.records.proof import ProofParams
from pocket_spec.state.records.shared import (
    ApplicationServiceConfig,
    Service,
    ServiceConfigUpdate,
    ServiceRevenueShare,
    SharedParams,
    Supplier,
    SupplierEndpoint,
    SupplierServiceConfig,
)
from pocket_spec.state.records.staking import Delegation, Validator
from pocket_spec.state.state import State

SERVICE = "anvil"
JSON_RPC = 3
POKT = 1_000_000
FIRST_PORT = 8_545
"""Where the first supplier serves."""
FUNDS = 1_000_000 * POKT
"""What every account holds besides its stake, in uPOKT."""
STAKE = 100_000 * POKT
"""Stake of the application and of every supplier and gateway, in uPOKT."""
DECIMALS_18 = 10**18
COMPUTE_UNITS_PER_RELAY = 100


@dataclass(frozen=True, slots=True)
class Member:
    """An account of the network and its private key."""

    name: str
    private_key: int
    public_key: bytes
    address: str

    def to_json(self) -> dict[str, Any]:
        """Give it as the file of keys holds it."""
        return {"name": self.name, "private_key": f"{self.private_key:064x}", "address": self.address}


@dataclass(frozen=True, slots=True)
class Network:
    """The state to begin with, and everybody's keys by name."""

    state: State
    members: dict[str, Member]


def member(name: str) -> Member:
    """Derive an account from its name."""
    private_key = int.from_bytes(hashlib.sha256(f"pocket-spec devnet {name}".encode()).digest(), "big")
    public_key = multiply_base(private_key)
    return Member(name, private_key, public_key, encode_address(account_address(public_key)))


def small_network(
    suppliers: int = 2,
    *,
    chain_id: str = "devnet",
    blocks_per_session: int = 4,
    proof: ProofParams = defaults.PROOF_PARAMS,
    endpoints: Sequence[str] | None = None,
) -> Network:
    """Make a network of some suppliers, one application that delegates to one gateway, and one validator.

    The suppliers serve at `endpoints`, by default at ports from 8545 on.
    """
    urls = endpoints or [f"http://127.0.0.1:{FIRST_PORT + index}" for index in range(suppliers)]
    names = [
        "faucet",
        "app",
        "gateway",
        "owner",
        "validator",
        "dao",
        *(f"supplier{n}" for n in range(1, suppliers + 1)),
    ]
    members = {name: member(name) for name in names}
    balances = {found.address: FUNDS for found in members.values()}
    balances |= {APPLICATION_POOL: STAKE, GATEWAY_POOL: STAKE, SUPPLIER_POOL: suppliers * STAKE}
    operators = [members[f"supplier{n}"] for n in range(1, suppliers + 1)]
    state = State(
        chain_id=chain_id,
        accounts=Map({found.address: found.public_key for found in members.values()}),
        balances=Map(balances),
        supply=sum(balances.values()),
        services=Map({SERVICE: Service(SERVICE, "A local API", COMPUTE_UNITS_PER_RELAY, members["owner"].address)}),
        applications=Map({members["app"].address: _application(members)}),
        gateways=Map({members["gateway"].address: Gateway(members["gateway"].address, upokt(STAKE))}),
        suppliers=Map({found.address: Supplier(found.address, found.address, upokt(STAKE)) for found in operators}),
        service_config_updates=Map(
            {
                (SERVICE, 1, found.address): _service_config(found, url)
                for found, url in zip(operators, urls, strict=True)
            }
        ),
        shared_params=_shared_params(blocks_per_session),
        proof_params=proof,
        tokenomics_params=replace(defaults.TOKENOMICS_PARAMS, dao_reward_address=members["dao"].address),
    )
    return Network(_with_validator(state, members["validator"]), members)


def _shared_params(blocks_per_session: int) -> SharedParams:
    """Take the defaults with sessions of this length, and let nobody leave before the last claims are settled."""
    params = defaults.SHARED_PARAMS
    tail = (
        params.claim_window_open_offset_blocks
        + params.claim_window_close_offset_blocks
        + params.proof_window_open_offset_blocks
        + params.proof_window_close_offset_blocks
    )
    sessions = tail // blocks_per_session + 1
    return replace(
        params,
        num_blocks_per_session=blocks_per_session,
        supplier_unbonding_period_sessions=sessions,
        application_unbonding_period_sessions=sessions,
        gateway_unbonding_period_sessions=sessions,
    )


def _application(members: dict[str, Member]) -> Application:
    return Application(
        address=members["app"].address,
        stake=upokt(STAKE),
        service_configs=(ApplicationServiceConfig(SERVICE),),
        delegatee_gateway_addresses=(members["gateway"].address,),
    )


def _service_config(supplier: Member, url: str) -> ServiceConfigUpdate:
    config = SupplierServiceConfig(
        SERVICE, (SupplierEndpoint(url, JSON_RPC),), (ServiceRevenueShare(supplier.address, 100),)
    )
    return ServiceConfigUpdate(supplier.address, config, activation_height=1)


def _with_validator(state: State, operator: Member) -> State:
    address = encode_address(decode_address(operator.address), "poktvaloper")
    validator = Validator(address, STAKE, STAKE * DECIMALS_18, DECIMALS_18 // 10)
    delegation = Delegation(operator.address, address, STAKE * DECIMALS_18)
    return replace(
        state, validators=Map({address: validator}), delegations=Map({(address, operator.address): delegation})
    )
