"""Ownership: nobody spends what is another's, and governance alone governs."""

from __future__ import annotations

from dataclasses import fields

from pocket_spec.chain.execution import SignedMessage
from pocket_spec.chain.registry import BY_TYPE
from pocket_spec.invariants.model import Change, TransitionInvariant
from pocket_spec.state.bank import AUTHORITY, MODULE_ACCOUNTS
from pocket_spec.state.state import State

PARAMS = tuple(field.name for field in fields(State) if field.name.endswith("_params"))
"""The parameters of all modules."""
ACTORS = ("applications", "gateways", "suppliers", "services")


def _signer(message: SignedMessage) -> str:
    handler = BY_TYPE[message.type]
    return str(message.signer or getattr(message.value, handler.signer)).lower()


def _own_coins_alone(change: Change) -> bool:
    before, after = change.before.balances, change.after.balances
    if before is after:
        return True
    losers = {address for address, amount in before.items() if after.get(address, 0) < amount}
    if isinstance(change.cause, SignedMessage):
        return losers <= MODULE_ACCOUNTS | {_signer(change.cause)}
    return losers <= MODULE_ACCOUNTS


def _governance_alone(change: Change) -> bool:
    if not isinstance(change.cause, SignedMessage) or _signer(change.cause) == AUTHORITY:
        return True
    return all(getattr(change.before, name) == getattr(change.after, name) for name in PARAMS)


def _stakes_of_others_stand(change: Change) -> bool:
    """Look at whose records a message changes: the signer's, those it owns, and none else's stake."""
    if not isinstance(change.cause, SignedMessage):
        return True
    signer = _signer(change.cause)
    if signer == AUTHORITY:
        return True
    for name in ACTORS:
        before, after = getattr(change.before, name), getattr(change.after, name)
        if before is after:
            continue
        for address, record in before.items():
            now = after.get(address)
            owner = str(getattr(record, "owner_address", "")).lower()
            if signer in (str(address).lower(), owner):
                continue
            if now is None or getattr(now, "stake", None) != getattr(record, "stake", None):
                return False
            if str(getattr(now, "owner_address", "")).lower() != owner:
                return False
    return True


OWN_COINS = TransitionInvariant(
    id="AUT-1",
    sentence="A message takes coins from its signer's account and from modules alone, a step from modules alone.",
    assumes="Nothing.",
    silent_on="Stakes.",
    holds=_own_coins_alone,
)
GOVERNANCE_ALONE = TransitionInvariant(
    id="AUT-2",
    sentence="Parameters change by messages of governance alone, or when their height comes.",
    assumes="Nothing.",
    silent_on="Which parameters are good.",
    holds=_governance_alone,
)
OTHERS_STAND = TransitionInvariant(
    id="AUT-3",
    sentence="No message changes the stake or the owner of an actor or service that is not the signer or its own.",
    assumes="Nothing.",
    silent_on="What settlement takes of a stake.",
    holds=_stakes_of_others_stand,
)
