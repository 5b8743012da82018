"""The bank: balances of accounts and modules in uPOKT, and the supply."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import deal

from pocket_spec.crypto.hashes import sha256
from pocket_spec.encoding.bech32 import decode_address, encode_address
from pocket_spec.numbers import Upokt, sdk_int
from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state.state import Address, State

MODULE_ADDRESS_LENGTH = 20
"""Bytes of the address of a module's account."""


@deal.pre(lambda name: name != "")
@deal.post(lambda result: result.startswith("pokt1"))
def module_address(name: str) -> Address:
    """Give the address of a module's account: the first 20 bytes of the SHA-256 of its name. Nobody has its key.

    Source: cosmos-sdk v0.53.7 x/auth/types/account.go (NewModuleAddress)
    """
    return _module_address(name)


@lru_cache(maxsize=64)
def _module_address(name: str) -> Address:
    return encode_address(sha256(name.encode())[:MODULE_ADDRESS_LENGTH])


APPLICATION_POOL = module_address("application")
GATEWAY_POOL = module_address("gateway")
SUPPLIER_POOL = module_address("supplier")
SERVICE_POOL = module_address("service")
PROOF_POOL = module_address("proof")
TOKENOMICS_POOL = module_address("tokenomics")
MIGRATION_POOL = module_address("migration")
AUTHORITY = module_address("gov")
"""The account of governance, whose messages alone may change parameters."""
BLOCKED_ADDRESSES = frozenset(
    module_address(name)
    for name in ("fee_collector", "distribution", "mint", "bonded_tokens_pool", "not_bonded_tokens_pool")
)
"""Accounts that may not be paid by a message or from a module. Source: poktroll v0.1.35 app/app_config.go."""
MODULE_ACCOUNTS = BLOCKED_ADDRESSES | frozenset(
    module_address(name)
    for name in (
        "gov", "transfer", "feeibc", "interchainaccounts", "service", "gateway", "application", "supplier", "session",
        "tokenomics", "proof", "migration", "bank",
    )
)  # fmt: skip
"""Accounts of modules. Source: poktroll v0.1.35 app/app_config.go (moduleAccPerms)."""


@deal.raises(Rejected)
@deal.ensure(lambda text, result: result == text.lower())
def account_of(text: str) -> Address:
    """Check an account's address and give it in the form in which the bank knows it.

    The chain accepts upper case, and then keeps the actor's record under another key than that of the lower case.
    Errors: ADDRESS_MALFORMED.
    Source: cosmos-sdk v0.53.7 types/address.go (AccAddressFromBech32)
    """
    return _account_of(text)


@lru_cache(maxsize=100_000)  # a block of settlement pays thousands of accounts, most of them again and again
def _account_of(text: str) -> Address:
    decode_address(text)
    return text.lower()


@deal.ensure(lambda state, address, result: result >= 0)
def balance(state: State, address: Address) -> Upokt:
    """Give what an account holds, in uPOKT.

    Source: cosmos-sdk v0.53.7 x/bank/keeper/view.go (GetBalance)
    """
    return Upokt(state.balances.get(address, 0))


def _with_balance(state: State, address: Address, amount: int) -> State:
    balances = state.balances.set(address, amount) if amount else state.balances.delete(address)
    return replace(state, balances=balances)


def _credited(state: State, address: Address, amount: int) -> State:
    return _with_balance(state, address, sdk_int(balance(state, address) + amount)) if amount else state


def _debited(state: State, address: Address, amount: int) -> State:
    held = balance(state, address)
    if held < amount:
        raise Rejected(Reason.BANK_INSUFFICIENT_FUNDS, f"{address} holds {held} and owes {amount} uPOKT")
    return _with_balance(state, address, held - amount) if amount else state


@deal.pre(lambda state, sender, recipient, amount: amount >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda state, sender, recipient, amount, result: result.supply == state.supply)
def transfer(state: State, sender: Address, recipient: Address, amount: int) -> State:
    """Move uPOKT from one account to another, whoever they are; the sender is debited before the recipient is credited.

    Errors: BANK_INSUFFICIENT_FUNDS.
    Source: cosmos-sdk v0.53.7 x/bank/keeper/send.go (SendCoins)
    """
    return _credited(_debited(state, sender, amount), recipient, amount)


@deal.pre(lambda state, module, recipient, amount: amount >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda state, module, recipient, amount, result: result.supply == state.supply)
def pay_from_module(state: State, module: Address, recipient: Address, amount: int) -> State:
    """Move uPOKT from a module to an account, unless it is one of those that may not be paid.

    Errors: BANK_BLOCKED_ADDRESS, BANK_INSUFFICIENT_FUNDS.
    Source: cosmos-sdk v0.53.7 x/bank/keeper/keeper.go (SendCoinsFromModuleToAccount)
    """
    if recipient in BLOCKED_ADDRESSES:
        raise Rejected(Reason.BANK_BLOCKED_ADDRESS, recipient)
    return transfer(state, module, recipient, amount)


@deal.pre(lambda state, module, amount: amount >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda state, module, amount, result: result.supply - state.supply == amount)
def mint(state: State, module: Address, amount: int) -> State:
    """Create uPOKT in a module's account.

    Errors: AMOUNT_OVERFLOW beyond 256 bits.
    Source: cosmos-sdk v0.53.7 x/bank/keeper/keeper.go (MintCoins)
    """
    return replace(_credited(state, module, amount), supply=sdk_int(state.supply + amount))


@deal.pre(lambda state, module, amount: amount >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda state, module, amount, result: state.supply - result.supply == amount)
def burn(state: State, module: Address, amount: int) -> State:
    """Destroy uPOKT of a module's account.

    Errors: BANK_INSUFFICIENT_FUNDS.
    Source: cosmos-sdk v0.53.7 x/bank/keeper/keeper.go (BurnCoins)
    """
    return replace(_debited(state, module, amount), supply=state.supply - amount)
