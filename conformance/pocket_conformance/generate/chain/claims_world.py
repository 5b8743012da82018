"""A world in which claims and proofs are valid: keys from labels, one session with its relays, and its dates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from immutables import Map

from pocket_conformance.generate import signed_relays
from pocket_conformance.generate.chain.world import funded, pool
from pocket_conformance.generate.signed_relays import address, public_key, relay_bytes, relay_trie
from pocket_spec.chain.execution import default_header_hash
from pocket_spec.claims.messages import Claim, MsgCreateClaim, MsgSubmitProof, Proof
from pocket_spec.claims.onchain_proof import RELAY_TRIE
from pocket_spec.claims.proof_path import proof_path
from pocket_spec.encoding.gob import encode_closest_proof
from pocket_spec.relay.messages import SessionHeader
from pocket_spec.relay.ring_members import PLACEHOLDER_PUBLIC_KEY
from pocket_spec.releases.v0_1_35 import RULES
from pocket_spec.session.hydration import hydrate_session
from pocket_spec.session.messages import Session
from pocket_spec.smst.closest import prove_closest
from pocket_spec.smst.compact import compact_closest_proof
from pocket_spec.smst.trie import Trie, root
from pocket_spec.state.coin import upokt
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.proof import ProofParams
from pocket_spec.state.records.session import SessionModuleParams
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
from pocket_spec.state.state import State

SERVICE_ID = "eth"
COMPUTE_UNITS = 100
"""What a relay of the service weighs."""
STAKE = 50_000_000
MEMBER = "gateway 1"
"""The label of the gateway that the application delegates to."""
APPLICATION, GATEWAY, OTHER_GATEWAY = address("application"), address("gateway 1"), address("gateway 2")
SUPPLIERS = ("supplier", "supplier 2", "supplier 3")
"""The labels of the suppliers' operator keys."""
SUPPLIER = address("supplier")

PARAMS = SharedParams(
    num_blocks_per_session=4,
    grace_period_end_offset_blocks=1,
    claim_window_open_offset_blocks=1,
    claim_window_close_offset_blocks=2,
    proof_window_open_offset_blocks=1,
    proof_window_close_offset_blocks=2,
    supplier_unbonding_period_sessions=4,
    application_unbonding_period_sessions=4,
    compute_units_to_tokens_multiplier=42_000_000,
    gateway_unbonding_period_sessions=4,
    compute_unit_cost_granularity=1_000_000,
    session_grid_anchor_height=1,
    session_number_at_anchor=1,
)
START, END = 5, 8
"""The session of the cases."""
CLAIM_OPEN, CLAIM_CLOSE, SEED, PROOF_OPEN, PROOF_CLOSE = 10, 12, 12, 13, 15
"""Its dates: the first and the last block for claims, the block that draws, the first and the last block for proofs."""


def config(label: str, service_id: str = SERVICE_ID, start: int = 1, end: int = 0) -> ServiceConfigUpdate:
    """Make a supplier's configuration of a service."""
    operator = address(label)
    endpoint = SupplierEndpoint(f"http://{label.replace(' ', '-')}.example:8545", rpc_type=3)
    served = SupplierServiceConfig(service_id, (endpoint,), (ServiceRevenueShare(operator, 100),))
    return ServiceConfigUpdate(operator, served, start, end)


def with_configs(state: State, *updates: ServiceConfigUpdate) -> State:
    """Give a state with these configurations and no others."""
    kept = {(u.service.service_id, u.activation_height, u.operator_address): u for u in updates if u.service}
    return replace(state, service_config_updates=Map(kept))


def with_hashes(state: State) -> State:
    """Give a state in which every block before the one being executed has its hash."""
    return replace(state, block_hashes=Map({height: default_header_hash(height) for height in range(1, state.height)}))


@cache
def world(height: int, *, delegated: bool = True) -> State:
    """Give a state at a height: an application, its gateway, a service, three suppliers, and the hashes of all blocks.

    Every claim must be proven, for want of luck rather than for its price. Without a delegation, the application signs
    alone.
    """
    application = Application(
        APPLICATION,
        upokt(STAKE),
        (ApplicationServiceConfig(SERVICE_ID),),
        delegatee_gateway_addresses=(GATEWAY,) if delegated else (),
    )
    labels = ("application", "gateway 1", "gateway 2", *SUPPLIERS)
    state = State(
        height=height,
        accounts=Map({address(label): public_key(label) for label in labels}),
        applications=Map({APPLICATION: application}),
        suppliers=Map({address(name): Supplier(address(name), address(name), upokt(STAKE)) for name in SUPPLIERS}),
        services=Map({SERVICE_ID: Service(SERVICE_ID, "Ethereum", COMPUTE_UNITS, address("owner"))}),
        session_params=SessionModuleParams(15),
        shared_params=PARAMS,
        proof_params=ProofParams(1.0, upokt(1_000_000_000), upokt(1_000), upokt(10)),
    )
    holdings = {SUPPLIER: 1_000, address("supplier 2"): 1_000, address("supplier 3"): 1_000}
    escrowed = {pool("application"): STAKE, pool("supplier"): len(SUPPLIERS) * STAKE}
    return funded(with_hashes(with_configs(state, *(config(label) for label in SUPPLIERS))), holdings | escrowed)


def application_with(state: State, **changes: object) -> State:
    """Give a state whose application differs."""
    changed = replace(state.applications[APPLICATION], **changes)  # type: ignore[arg-type]
    return replace(state, applications=state.applications.set(APPLICATION, changed))


@cache
def session(state: State, height: int = START) -> Session:
    """Give the session of a height."""
    return hydrate_session(state, APPLICATION, SERVICE_ID, height, RULES)


def header_of(state: State, height: int = START) -> SessionHeader:
    """Give the header of the session of a height."""
    return session(state, height).header or SessionHeader()


@dataclass(frozen=True)
class Work:
    """What a supplier did in a session: the header, its label, and the relays as they stand in the trie."""

    header: SessionHeader
    supplier: str
    leaves: tuple[bytes, ...]
    weight: int = COMPUTE_UNITS

    @property
    def operator(self) -> str:
        """The supplier's operator."""
        return address(self.supplier)

    @property
    def trie(self) -> Trie:
        """The trie of the relays."""
        return _trie(self.leaves, self.weight)

    @property
    def root_hash(self) -> bytes:
        """The root of the trie."""
        return root(self.trie)

    def claim_message(self) -> MsgCreateClaim:
        """Claim the relays."""
        return MsgCreateClaim(self.operator, self.header, self.root_hash)

    def claim(self, status: int = 0) -> Claim:
        """Give the claim as it is kept."""
        return Claim(self.operator, self.header, self.root_hash, status)

    def proof_message(self, seed_height: int = SEED) -> MsgSubmitProof:
        """Prove the leaf that the hash of a block draws."""
        path = proof_path(default_header_hash(seed_height), self.header.session_id)
        proof = compact_closest_proof(RELAY_TRIE, prove_closest(self.trie, path))
        return MsgSubmitProof(self.operator, self.header, encode_closest_proof(proof))

    def proof(self, seed_height: int = SEED) -> Proof:
        """Give that proof as it is kept."""
        return Proof(self.operator, self.header, self.proof_message(seed_height).proof)


@cache
def _trie(leaves: tuple[bytes, ...], weight: int) -> Trie:
    return relay_trie(leaves, weight)


@cache
def relay(
    header: SessionHeader, supplier: str, number: int, signer: str = "application", gateway: str = "gateway 1"
) -> bytes:
    """Make a relay: the application, or the gateway, signs the request in a ring of both, the supplier the response.

    No gateway at all stands for the placeholder of applications without one.
    """
    member = public_key(gateway) if gateway else PLACEHOLDER_PUBLIC_KEY
    ring = (public_key("application"), member)
    position = 0 if signer == "application" else 1
    asked = signed_relays.request(number, header, address(supplier))
    signed = signed_relays.signed_request(asked, ring, signer, position)
    return relay_bytes(signed, signed_relays.signed_response(signed_relays.response(number, header), supplier))


@cache
def work(
    header: SessionHeader,
    supplier: str = "supplier",
    relays: int = 3,
    signer: str = "application",
    gateway: str = "gateway 1",
) -> Work:
    """Let a supplier serve relays in a session."""
    leaves = tuple(relay(header, supplier, number, signer, gateway) for number in range(relays))
    return Work(header, supplier, leaves)


def with_claims(state: State, *claims: Claim) -> State:
    """Give a state that has these claims too."""
    kept = dict(state.claims)
    for claim in claims:
        kept[(claim.session_header or SessionHeader()).session_id, claim.supplier_operator_address] = claim
    return replace(state, claims=Map(kept))


def with_proofs(state: State, *proofs: Proof) -> State:
    """Give a state that has these proofs too."""
    kept = dict(state.proofs)
    for proof in proofs:
        kept[(proof.session_header or SessionHeader()).session_id, proof.supplier_operator_address] = proof
    return replace(state, proofs=Map(kept))
