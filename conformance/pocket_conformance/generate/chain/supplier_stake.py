"""Cases of staking suppliers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pocket_conformance.generate.chain.supplier_world import (
    FEE,
    MIN_STAKE,
    OPERATOR,
    OWNER,
    STRANGER,
    config,
    network,
    shares,
    update,
    with_supplier,
)
from pocket_conformance.generate.chain.world import account, message_case, pool
from pocket_conformance.generate.model import Case, Note
from pocket_spec.actors.supplier.messages import MsgStakeSupplier
from pocket_spec.state.coin import Coin, upokt
from pocket_spec.state.records.shared import ConfigOption, ServiceRevenueShare, SupplierEndpoint, SupplierServiceConfig
from pocket_spec.state.state import State

MESSAGE = "poktroll v0.1.35 x/supplier/types/message_stake_supplier.go"
HANDLER = "poktroll v0.1.35 x/supplier/keeper/msg_server_stake_supplier.go"
CONFIGS = "poktroll v0.1.35 x/shared/types/service_configs.go"
URLS = "poktroll v0.1.35 x/shared/types/service.go"
NOTES = {
    "SupplierNew": Note("ordinary", "A supplier is staked; it serves from the next session on.", HANDLER),
    "SupplierNoServices": Note("boundary", "A supplier is staked that serves nothing.", HANDLER),
    "SupplierStakedByAnybody": Note(
        "quirk", "Anybody may stake a new supplier that serves nothing, for any owner and operator.", HANDLER
    ),
    "SupplierSessionBounds": Note("boundary", "Staked in the first or the last block of a session.", HANDLER),
    "SupplierStakeMore": Note("ordinary", "The stake grows by what the signer pays.", HANDLER),
    "SupplierStakeLess": Note("ordinary", "The stake shrinks by what the owner gets back.", HANDLER),
    "SupplierRefundPaysFee": Note("boundary", "The fee is taken after the difference is paid back.", HANDLER),
    "SupplierStakeKept": Note("ordinary", "Without a stake in the message the stake stays; the fee is due.", HANDLER),
    "SupplierServicesKept": Note("ordinary", "Without services in the message what is served stays.", HANDLER),
    "SupplierServicesChanged": Note(
        "ordinary", "What is served ends with the session, and the services of the message begin.", HANDLER
    ),
    "SupplierServicesReplaced": Note(
        "ordinary", "What was to begin with the next session is replaced, or ends where it would have begun.", HANDLER
    ),
    "SupplierEndsStay": Note("boundary", "What has ended, or will end earlier, keeps its end.", HANDLER),
    "SupplierNewOwner": Note("ordinary", "The owner gives the supplier to another owner.", HANDLER),
    "SupplierRefundToNewOwner": Note(
        "quirk", "What is set free goes to the new owner, not to the one who signs.", HANDLER
    ),
    "SupplierUnbondingCanceled": Note("ordinary", "The owner cancels the unbonding by staking again.", HANDLER),
    "SupplierServesNothingAfterCancel": Note(
        "quirk", "What ended with the unbonding is not taken up again unless the message names services.", HANDLER
    ),
    "SupplierOptionsUnchecked": Note("quirk", "The options of an endpoint may be anything.", CONFIGS),
    "SupplierSharesOfOneAccount": Note(
        "quirk", "One account has two revenue shares under its address in lower and in upper case.", CONFIGS
    ),
    "SupplierUrl": Note("boundary", "URLs of endpoints as Go reads them.", URLS),
    "SupplierBadAddress": Note("defect", "An address is not one.", MESSAGE),
    "SupplierBadStake": Note("defect", "The stake is not a positive amount of uPOKT.", MESSAGE),
    "SupplierNotOperator": Note("defect", "Services are named, but the operator has not signed.", MESSAGE),
    "SupplierBadService": Note("defect", "A service id is malformed, or named twice.", CONFIGS),
    "SupplierBadEndpoint": Note("defect", "No endpoint, or one without a proper URL or kind.", CONFIGS),
    "SupplierBadShares": Note("defect", "No revenue shares, or such as do not make a whole.", CONFIGS),
    "SupplierModuleOwner": Note("defect", "The owner is a module.", HANDLER),
    "SupplierUnknownService": Note("defect", "There is no such service.", HANDLER),
    "SupplierWithoutStake": Note("defect", "A new supplier without a stake.", HANDLER),
    "SupplierBelowMinimum": Note("defect", "The stake is below the minimum.", HANDLER),
    "SupplierSlashedStaysBelow": Note(
        "defect", "The stake that is kept is below the minimum, so that nothing else can be changed either.", HANDLER
    ),
    "SupplierStranger": Note("defect", "The signer is neither the owner nor the operator.", HANDLER),
    "SupplierOwnerByOperator": Note("defect", "The operator changes the owner.", HANDLER),
    "SupplierCancelByOperator": Note("defect", "The operator cancels the unbonding.", HANDLER),
    "SupplierCannotPay": Note("defect", "The signer cannot pay the difference, or not the fee as well.", HANDLER),
}
STATE = network(15)
STAKED = with_supplier(STATE, update("svc", 1))
UNBONDING = with_supplier(STATE, update("svc", 1, 11), update("svc1", 11, 11), unstaked=10)


def stake(signer: str, amount: int | None, *services: SupplierServiceConfig, owner: str = OWNER) -> MsgStakeSupplier:
    """Make the message about the operator's supplier."""
    return MsgStakeSupplier(signer, owner, OPERATOR, None if amount is None else upokt(amount), services)


def staking(state: State, message: MsgStakeSupplier, comment: str, *flags: str) -> Case:
    """Make a case."""
    return message_case(state, message, comment, *flags)


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from _new()
    yield from _stakes()
    yield from _services()
    yield from _owners()
    yield from _messages()
    yield from _configs()
    yield from _urls()


def _new() -> Iterator[Case]:
    two = stake(OPERATOR, MIN_STAKE, config("svc1"), config("svc-1"))
    yield staking(STATE, two, "two services, in the order of the message", "SupplierNew")
    yield staking(STATE, stake(OPERATOR, 3 * MIN_STAKE, config("svc")), "more than the minimum", "SupplierNew")
    yield staking(STATE, stake(OWNER, MIN_STAKE), "the owner stakes", "SupplierNoServices")
    yield staking(STATE, stake(STRANGER, MIN_STAKE), "a stranger stakes", "SupplierStakedByAnybody")
    own = MsgStakeSupplier(OPERATOR, OPERATOR, OPERATOR, upokt(MIN_STAKE), (config("svc"),))
    yield staking(STATE, own, "the operator is the owner", "SupplierNew")
    for height in (1, 10, 11, 20):
        yield staking(network(height), two, f"at height {height}", "SupplierSessionBounds")
    anchored = replace(STATE, shared_params=replace(STATE.shared_params, session_grid_anchor_height=13))
    yield staking(anchored, two, "sessions counted from an anchor", "SupplierSessionBounds")
    yield staking(STATE, stake(OPERATOR, None, config("svc")), "no stake", "SupplierWithoutStake")
    yield staking(STATE, stake(OPERATOR, MIN_STAKE - 1, config("svc")), "1 uPOKT too little", "SupplierBelowMinimum")
    unknown = stake(OPERATOR, MIN_STAKE, config("svc"), config("svc2"))
    yield staking(STATE, unknown, "the second service does not exist", "SupplierUnknownService")
    yield staking(STATE, stake(OPERATOR, 5 * MIN_STAKE), "nothing left for the fee", "SupplierCannotPay")
    yield staking(STATE, stake(OPERATOR, 5 * MIN_STAKE - FEE), "all it has, with the fee", "SupplierNoServices")
    yield staking(STATE, stake(OPERATOR, 5 * MIN_STAKE + 1), "more than it has", "SupplierCannotPay")
    poor = MsgStakeSupplier(account("poor"), OWNER, OPERATOR, upokt(MIN_STAKE), ())
    yield staking(STATE, poor, "the signer has nothing", "SupplierCannotPay")


def _stakes() -> Iterator[Case]:
    yield staking(STAKED, stake(OPERATOR, 3 * MIN_STAKE), "the operator raises it", "SupplierStakeMore")
    yield staking(STAKED, stake(OWNER, 2 * MIN_STAKE + 1), "the owner raises it by 1", "SupplierStakeMore")
    yield staking(STAKED, stake(OWNER, MIN_STAKE), "to the minimum", "SupplierStakeLess")
    yield staking(STAKED, stake(OPERATOR, 2 * MIN_STAKE - 1), "the operator lowers it", "SupplierStakeLess")
    yield staking(STAKED, stake(OWNER, MIN_STAKE - 1), "below the minimum", "SupplierBelowMinimum")
    yield staking(STAKED, stake(OWNER, 2 * MIN_STAKE), "the same", "SupplierStakeKept", "SupplierServicesKept")
    yield staking(STAKED, stake(OWNER, None), "none named", "SupplierStakeKept", "SupplierServicesKept")
    yield staking(STAKED, stake(OWNER, 6 * MIN_STAKE), "the owner cannot raise it so far", "SupplierCannotPay")
    broke = replace(STAKED, balances=STAKED.balances.delete(OWNER), supply=STAKED.supply - 3 * MIN_STAKE)
    yield staking(broke, stake(OWNER, 2 * MIN_STAKE - 1), "1 uPOKT set free", "SupplierRefundPaysFee")
    yield staking(broke, stake(OWNER, 2 * MIN_STAKE), "nothing for the fee", "SupplierCannotPay")
    slashed = with_supplier(STATE, update("svc", 1), stake=MIN_STAKE - 1)
    yield staking(slashed, stake(OPERATOR, None, config("svc1")), "other services", "SupplierSlashedStaysBelow")
    yield staking(slashed, stake(OPERATOR, MIN_STAKE, config("svc1")), "raised to the minimum", "SupplierStakeMore")
    free = replace(STAKED, supplier_params=replace(STAKED.supplier_params, staking_fee=upokt(0)))
    yield staking(free, stake(OWNER, None), "no fee", "SupplierStakeKept")


def _services() -> Iterator[Case]:
    changed = stake(OPERATOR, None, config("svc1"))
    yield staking(STAKED, changed, "another service", "SupplierServicesChanged")
    yield staking(
        STAKED, stake(OPERATOR, None, config("svc", "http://b.example")), "elsewhere", "SupplierServicesChanged"
    )
    both = stake(OPERATOR, None, config("svc1"), config("svc"))
    yield staking(STAKED, both, "the same and another", "SupplierServicesChanged")
    pending = with_supplier(STATE, update("svc", 1, 21), update("svc1", 21))
    yield staking(
        pending, stake(OPERATOR, None, config("svc1", "http://b.example")), "the same", "SupplierServicesReplaced"
    )
    yield staking(pending, stake(OPERATOR, None, config("svc-1")), "another", "SupplierServicesReplaced")
    yield staking(pending, stake(OPERATOR, None, config("svc")), "that which ends there", "SupplierServicesReplaced")
    past = with_supplier(STATE, update("svc", 1, 11), update("svc1", 1, 18), update("svc-1", 11))
    yield staking(past, changed, "one that has ended, one that ends sooner, one without end", "SupplierEndsStay")
    later = with_supplier(STATE, update("svc", 31), update("svc1", 41, 51))
    yield staking(later, stake(OPERATOR, None, config("svc")), "such as begin later", "SupplierServicesChanged")
    yield staking(STAKED, stake(OPERATOR, 3 * MIN_STAKE, config("svc1")), "and more stake", "SupplierServicesChanged")


def _owners() -> Iterator[Case]:
    given = stake(OWNER, None, owner=STRANGER)
    yield staking(STAKED, given, "to another owner", "SupplierNewOwner")
    yield staking(STAKED, stake(OWNER, MIN_STAKE, owner=STRANGER), "with less stake", "SupplierRefundToNewOwner")
    yield staking(STAKED, stake(OPERATOR, None, owner=STRANGER), "by the operator", "SupplierOwnerByOperator")
    yield staking(STAKED, stake(STRANGER, None), "by a stranger", "SupplierStranger")
    yield staking(STAKED, stake(STRANGER, None, owner=STRANGER), "by the owner-to-be", "SupplierStranger")
    for module in ("supplier", "gov", "fee_collector", "session"):
        module_owner = stake(OPERATOR, MIN_STAKE, config("svc"), owner=pool(module))
        existing = replace(STATE, accounts=STATE.accounts.set(pool(module), None))
        yield staking(existing, module_owner, f"the owner is {module}", "SupplierModuleOwner")
    yield staking(
        UNBONDING, stake(OWNER, None), "nothing else", "SupplierUnbondingCanceled", "SupplierServesNothingAfterCancel"
    )
    more = stake(OWNER, 3 * MIN_STAKE, owner=STRANGER)
    yield staking(UNBONDING, more, "with more stake and another owner", "SupplierUnbondingCanceled")
    yield staking(UNBONDING, stake(OPERATOR, 2 * MIN_STAKE), "by the operator", "SupplierCancelByOperator")
    yield staking(
        UNBONDING, stake(OPERATOR, None, config("svc")), "by the operator, with services", "SupplierCancelByOperator"
    )
    own = with_supplier(STATE, update("svc", 1, 21), update("svc-1", 11, 21), owner=OPERATOR, unstaked=20)
    with_services = stake(OPERATOR, None, config("svc"), owner=OPERATOR)
    yield staking(own, with_services, "the owner is the operator", "SupplierUnbondingCanceled")


def _messages() -> Iterator[Case]:
    good = stake(OPERATOR, MIN_STAKE, config("svc"))
    yield staking(STATE, replace(good, owner_address="pokt1"), "the owner", "SupplierBadAddress")
    yield staking(STATE, replace(good, operator_address="pokt1"), "the operator", "SupplierBadAddress")
    yield staking(STATE, replace(good, signer="pokt1"), "the signer", "SupplierBadAddress")
    yield staking(STATE, replace(good, owner_address=""), "an empty owner", "SupplierBadAddress")
    for coin in (upokt(0), Coin("upokt", -1), Coin("mact", MIN_STAKE), Coin("", MIN_STAKE)):
        yield staking(STATE, replace(good, stake=coin), f"{coin.amount} {coin.denom}", "SupplierBadStake")
    yield staking(STATE, stake(OWNER, MIN_STAKE, config("svc")), "signed by the owner", "SupplierNotOperator")
    yield staking(STAKED, stake(OWNER, None, config("svc1")), "changed by the owner", "SupplierNotOperator")


def _configs() -> Iterator[Case]:
    def one(configured: SupplierServiceConfig, comment: str, flag: str) -> Case:
        return staking(STATE, stake(OPERATOR, MIN_STAKE, configured), comment, flag)

    good = config("svc")
    for service_id in ("", "svc/1", "s" * 43):
        yield one(replace(good, service_id=service_id), f"id {service_id!r}", "SupplierBadService")
    yield staking(STATE, stake(OPERATOR, MIN_STAKE, good, config("svc1"), good), "one twice", "SupplierBadService")
    yield one(replace(good, endpoints=()), "none", "SupplierBadEndpoint")
    yield one(config("svc", rpc_type=0), "kind 0", "SupplierBadEndpoint")
    yield one(config("svc", rpc_type=6), "kind 6", "SupplierBadEndpoint")
    for rpc_type in (1, 2, 4, 5):
        yield one(config("svc", rpc_type=rpc_type), f"kind {rpc_type}", "SupplierNew")
    second = (*good.endpoints, SupplierEndpoint("", 3))
    yield one(replace(good, endpoints=second), "the second without a URL", "SupplierBadEndpoint")
    options = (ConfigOption(0, ""), ConfigOption(1, "soon"), ConfigOption(1, "soon"))
    endpoints = (replace(good.endpoints[0], configs=options),)
    yield one(replace(good, endpoints=endpoints), "three options", "SupplierOptionsUnchecked")
    yield one(config("svc", "http://a.example", 3, 1, 98, 1), "three shares", "SupplierNew")
    for parts in ((99,), (50, 51), (0, 100), (101,), (2**64 - 1, 101)):
        yield one(replace(good, rev_share=shares(*parts)), f"shares of {parts}", "SupplierBadShares")
    yield one(replace(good, rev_share=()), "none", "SupplierBadShares")
    half = shares(50)[0]
    yield one(replace(good, rev_share=(half, half)), "one address twice", "SupplierBadShares")
    yield one(replace(good, rev_share=(replace(half, address=""), half)), "no address", "SupplierBadShares")
    yield one(replace(good, rev_share=(ServiceRevenueShare("pokt1x", 100),)), "no address", "SupplierBadShares")
    upper = replace(half, address=half.address.upper())
    yield one(replace(good, rev_share=(half, upper)), "two cases", "SupplierSharesOfOneAccount")


GOOD_URLS = (
    "http://a", "HTTPS://A.example/path?query#fragment", "ws://1.2.3.4:8545", "wss://[::1]:443/%20", "http://:80",
    "http://user:secret@a.example", "http://a_b~c.example", "http://a.example:", "http://ä.example", "http://a?b/c@d",
    "http://[fe80::1%25en0]", "ws://a:b:80",
)  # fmt: skip
BAD_URLS = (
    "", "a.example", "a.example:443", "//a.example", "ftp://a.example", "http:a.example", "http:///path", "http://",
    "http://a b", "http://a%20b", "http://a.example/%zz", "http://a.example:80a", "http://a.example#%", "http://[::1",
    "http://[1.2.3.4]", "http://a[b]", "http://a.example/\n", "http://a^b", "http://user name@a", " http://a",
    "http://a:b:80",
)  # fmt: skip


def _urls() -> Iterator[Case]:
    for url in GOOD_URLS:
        yield staking(STATE, stake(OPERATOR, MIN_STAKE, config("svc", url)), repr(url), "SupplierUrl")
    for url in BAD_URLS:
        yield staking(STATE, stake(OPERATOR, MIN_STAKE, config("svc", url)), repr(url), "SupplierBadEndpoint")
