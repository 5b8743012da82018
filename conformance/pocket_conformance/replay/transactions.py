"""Taking a block's transactions apart: every message in them, those that an authorisation executes included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pocket_conformance.replay.abci import (
    AUTH_INFO,
    MSG_EXEC,
    PUBLIC_KEY,
    TX_BODY,
    TX_RAW,
    AbciEvent,
    AnyMessage,
    SignerInfo,
    TxResult,
)
from pocket_conformance.replay.model import CapturedBlock
from pocket_spec.crypto.accounts import account_address
from pocket_spec.crypto.secp256k1 import is_point
from pocket_spec.encoding.bech32 import encode_address
from pocket_spec.encoding.proto import decode
from pocket_spec.rejections import Rejected

SECP256K1 = "/cosmos.crypto.secp256k1.PubKey"
DEEPEST = 8
"""How deep authorisations may be nested before they are no longer taken apart."""
INDEX = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Located:
    """A message, where it is, and what the network announced about it.

    `path` counts from 0: the transaction, the message in it, and the message inside each authorisation. `signers` are
    the addresses and keys of the accounts that signed the transaction. `error` says why it could not be taken apart.
    """

    path: tuple[int, ...]
    type: str
    value: bytes
    signers: tuple[tuple[str, bytes], ...]
    result: TxResult
    events: tuple[AbciEvent, ...]
    error: str = ""

    @property
    def where(self) -> str:
        """Say where the message is."""
        tx, message, *inner = self.path
        return f"transaction {tx}, message {message}" + "".join(f", inner message {index}" for index in inner)


def messages_of(block: CapturedBlock) -> Iterator[Located]:
    """Yield every message of the block in the order of execution; an authorisation comes before what it executes.

    A transaction that cannot be decoded counts as one message without a type.
    """
    for index, (tx, result) in enumerate(zip(block.txs, block.results, strict=True)):
        try:
            raw = decode(TX_RAW, tx)
            body, auth = decode(TX_BODY, raw.body_bytes or b""), decode(AUTH_INFO, raw.auth_info_bytes or b"")
        except Rejected as rejected:
            yield Located((index, 0), "", tx, (), result, result.events, f"not a transaction: {rejected.detail}")
            continue
        signers = tuple(signer for info in auth.signer_infos for signer in _signer(info))
        for number, message in enumerate(body.messages):
            yield from _located((index, number), message, signers, result)


def _located(
    path: tuple[int, ...], message: AnyMessage, signers: tuple[tuple[str, bytes], ...], result: TxResult
) -> Iterator[Located]:
    events = tuple(event for event in result.events if _is_about(event, path))
    name, value = message.type_url.rpartition("/")[2], message.value or b""
    if name != MSG_EXEC.name:
        yield Located(path, name, value, signers, result, events)
        return
    try:
        inner = decode(MSG_EXEC, value)
    except Rejected as rejected:
        yield Located(path, name, value, signers, result, events, rejected.detail)
        return
    if len(path) > DEEPEST:
        yield Located(path, name, value, signers, result, events, "authorisations are nested too deeply")
        return
    yield Located(path, name, value, signers, result, ())
    for number, wrapped in enumerate(inner.msgs):
        yield from _located((*path, number), wrapped, signers, result)


def attribute(event: AbciEvent, name: str) -> str | None:
    """Return the first attribute of a name, None where there is none."""
    return next((held.value for held in event.attributes if held.key == name), None)


def _is_about(event: AbciEvent, path: tuple[int, ...]) -> bool:
    """Tell whether an event was emitted by the message: the SDK numbers messages, and authorised ones too."""
    wanted = [str(path[1]), *(str(path[-1]) for _ in path[2:3])]
    found = [attribute(event, "msg_index"), attribute(event, "authz_msg_index")]
    return found[0] == wanted[0] and (len(wanted) == 1 or found[1] == wanted[1])


def _signer(info: SignerInfo) -> Iterator[tuple[str, bytes]]:
    """Yield address and key of a signer, nothing where its key is none that the chain's accounts have."""
    if info.public_key is None or info.public_key.type_url != SECP256K1:
        return
    try:
        key = decode(PUBLIC_KEY, info.public_key.value or b"").key or b""
        if is_point(key):
            yield encode_address(account_address(key)), key
    except Rejected:
        return
