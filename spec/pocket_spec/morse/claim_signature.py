"""The signature by which a Morse key consents to the claim of its account on Shannon."""

from __future__ import annotations

from dataclasses import replace

import deal

from pocket_spec.crypto.ed25519 import ADDRESS_LENGTH, PUBLIC_KEY_LENGTH, address_of_public_key, verify_ed25519
from pocket_spec.encoding.hexadecimal import upper_hexadecimal
from pocket_spec.encoding.proto import decode, encode, field_numbers
from pocket_spec.morse.messages import (
    MSG_CLAIM_MORSE_ACCOUNT,
    MSG_CLAIM_MORSE_APPLICATION,
    MSG_CLAIM_MORSE_SUPPLIER,
    MorseClaimMessage,
    MsgClaimMorseAccount,
    MsgClaimMorseApplication,
    MsgClaimMorseSupplier,
)
from pocket_spec.rejections import Reason, Rejected


@deal.raises(Rejected)
@deal.ensure(lambda data, result: isinstance(result, MsgClaimMorseSupplier) == _is_supplier_claim(data))
def decode_claim_message(data: bytes) -> MorseClaimMessage:
    """Read one of the three claim messages from bytes that do not say which one they are.

    The numbers of the fields tell them apart: only a supplier's claim has fields 2, 7 and 8, and of the other two only
    an application's has field 6. As the public key is field 7, 6 and 5 of a supplier's, an application's and an
    account's claim, this is right for every message that has a public key, whatever else it lacks. In a transaction the
    type is named by its URL, and fields that the type does not have are refused; here they are skipped.

    Errors: PROTO_MALFORMED.
    Source: poktroll v0.1.35 proto/pocket/migration/tx.proto.
    """
    if _is_supplier_claim(data):
        return decode(MSG_CLAIM_MORSE_SUPPLIER, data)
    if 6 in field_numbers(MSG_CLAIM_MORSE_APPLICATION, data):
        return decode(MSG_CLAIM_MORSE_APPLICATION, data)
    return decode(MSG_CLAIM_MORSE_ACCOUNT, data)


def _is_supplier_claim(data: bytes) -> bool:
    return not {2, 7, 8}.isdisjoint(field_numbers(MSG_CLAIM_MORSE_SUPPLIER, data))


@deal.post(lambda result: isinstance(result, bytes))
def claim_signing_bytes(message: MorseClaimMessage) -> bytes:
    """Return what the Morse key signs: the message, encoded canonically without its Morse signature.

    The message is not hashed first, and the public key and the Shannon addresses are signed with it.

    Source: poktroll v0.1.35 x/migration/types/message_claim_morse_*.go getSigningBytes.
    """
    unsigned = replace(message, morse_signature=None)
    if isinstance(unsigned, MsgClaimMorseAccount):
        return encode(MSG_CLAIM_MORSE_ACCOUNT, unsigned)
    if isinstance(unsigned, MsgClaimMorseApplication):
        return encode(MSG_CLAIM_MORSE_APPLICATION, unsigned)
    return encode(MSG_CLAIM_MORSE_SUPPLIER, unsigned)


@deal.raises(Rejected)
@deal.post(lambda result: len(result) == 2 * ADDRESS_LENGTH)
def morse_signer_address(message: MorseClaimMessage) -> str:
    """Return the Morse address of the message's public key, in upper-case hexadecimal.

    For an account or application this is the account claimed. A supplier's claim names its node in
    `morse_node_address`, in the case its author chose; the signer is that node, or its output address where
    `signer_is_output_address` is set. That is compared with the state of the migration, not here.

    Errors: MORSE_PUBLIC_KEY_MALFORMED for a key that is not 32 bytes long.
    Source: poktroll v0.1.35 x/migration/types/message_claim_morse_*.go GetMorseSignerAddress, pkg/encoding/hex.go.
    """
    public_key = message.morse_public_key or b""
    if len(public_key) != PUBLIC_KEY_LENGTH:
        raise Rejected(Reason.MORSE_PUBLIC_KEY_MALFORMED, f"{len(public_key)} bytes instead of {PUBLIC_KEY_LENGTH}")
    return upper_hexadecimal(address_of_public_key(public_key))


@deal.raises(Rejected)
@deal.post(lambda result: isinstance(result, bool))
def verify_claim_signature(message: MorseClaimMessage) -> bool:
    """Tell whether the Morse key of a claim message signed the message.

    Errors: MORSE_PUBLIC_KEY_MALFORMED for a key that is not 32 bytes long.
    Source: poktroll v0.1.35 x/migration/types/morse_claim_messages.go validateMorseSignature.
    """
    morse_signer_address(message)
    public_key, signature = message.morse_public_key or b"", message.morse_signature or b""
    return verify_ed25519(public_key, claim_signing_bytes(message), signature)
