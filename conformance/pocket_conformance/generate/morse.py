"""Cases of suite `morse`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from nacl import bindings

from pocket_conformance.generate.deterministic import stream_bytes
from pocket_conformance.generate.model import Case, Note
from pocket_spec.crypto.ed25519 import GROUP_ORDER, public_key_of_seed, sign_ed25519
from pocket_spec.crypto.hashes import sha256, sha512
from pocket_spec.encoding.bech32 import encode_address
from pocket_spec.encoding.proto import encode
from pocket_spec.morse.claim_signature import claim_signing_bytes, morse_signer_address
from pocket_spec.morse.messages import (
    MSG_CLAIM_MORSE_ACCOUNT,
    MSG_CLAIM_MORSE_APPLICATION,
    MSG_CLAIM_MORSE_SUPPLIER,
    MorseClaimMessage,
    MsgClaimMorseAccount,
    MsgClaimMorseApplication,
    MsgClaimMorseSupplier,
)
from pocket_spec.state.records.shared import (
    ApplicationServiceConfig,
    ConfigOption,
    ServiceRevenueShare,
    SupplierEndpoint,
    SupplierServiceConfig,
)

AnyClaim = TypeVar("AnyClaim", MsgClaimMorseAccount, MsgClaimMorseApplication, MsgClaimMorseSupplier)

CLAIM = "poktroll v0.1.35 x/migration/types/morse_claim_messages.go"
MESSAGES = "poktroll v0.1.35 proto/pocket/migration/tx.proto"
UNMARSHAL = "poktroll v0.1.35 x/migration/types/tx.pb.go"
ED25519 = "cometbft v0.38 crypto/ed25519/ed25519.go"

NOTES = {
    "Account": Note("ordinary", "A claim of an account's balance.", MESSAGES),
    "Application": Note("ordinary", "A claim of an account that is staked as an application.", MESSAGES),
    "Supplier": Note("ordinary", "A claim of an account that is staked as a supplier.", MESSAGES),
    "Minimal": Note("boundary", "Nothing but the Morse key and its signature.", MESSAGES),
    "EncodedOtherwise": Note(
        "quirk",
        "The bytes are not canonical. What is signed is the message encoded again, so the signature holds.",
        UNMARSHAL,
    ),
    "SmallOrder": Note(
        "quirk", "The key or R is one of the eight points whose order divides 8: ZIP-215 accepts them.", ED25519
    ),
    "NotCanonicalPoint": Note(
        "quirk", "A y of the prime or more, or a sign for x = 0: ZIP-215 accepts what RFC 8032 refuses.", ED25519
    ),
    "TorsionComponent": Note(
        "quirk",
        "The equation holds only after both sides are multiplied by the cofactor 8, as ZIP-215 does and Go's own"
        " crypto/ed25519 does not.",
        ED25519,
    ),
    "FieldAltered": Note("defect", "A signed field was changed.", CLAIM),
    "SignatureAltered": Note("defect", "The signature was changed.", CLAIM),
    "SignatureLength": Note("defect", "The Morse signature is not 64 bytes long.", CLAIM),
    "OtherKey": Note("defect", "The message was signed by another key.", CLAIM),
    "OtherMessageType": Note("defect", "What was signed is a claim message of another type.", CLAIM),
    "OtherSigningBytes": Note("defect", "What was signed is not the message without its Morse signature.", CLAIM),
    "LargeScalar": Note("defect", "S is the group order or more.", ED25519),
    "NotAPoint": Note("defect", "No point of the curve has this y.", ED25519),
    "PublicKeyLength": Note("defect", "The Morse public key is not 32 bytes long.", ED25519, finding="B7"),
    "Malformed": Note("defect", "The bytes are not a protobuf message.", UNMARSHAL),
    "WireType": Note("defect", "A field has a wire type that is not its type's.", UNMARSHAL),
    "WrongOccurrenceLast": Note(
        "defect", "A field occurs twice and the last occurrence, which counts, is not the one signed.", UNMARSHAL
    ),
}

FIELD_PRIME = 2**255 - 19
"""Coordinates of Ed25519 are taken modulo this."""
NEUTRAL = (1).to_bytes(32, "little")
OF_ORDER_TWO = (FIELD_PRIME - 1).to_bytes(32, "little")
OF_ORDER_FOUR = bytes(32)
OF_ORDER_EIGHT = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
"""A point of each small order."""
SIGN_BIT = 1 << 255


def _seed(label: str) -> bytes:
    return stream_bytes(f"morse/seed/{label}", 32)


def _address(label: str) -> str:
    return encode_address(stream_bytes(f"morse/{label}", 20))


def _account() -> MsgClaimMorseAccount:
    return MsgClaimMorseAccount(_address("destination"), None, _address("signer"), public_key_of_seed(_seed("account")))


def _application() -> MsgClaimMorseApplication:
    key = public_key_of_seed(_seed("application"))
    return MsgClaimMorseApplication(
        _address("destination"), None, ApplicationServiceConfig("eth"), _address("signer"), key
    )


def _supplier() -> MsgClaimMorseSupplier:
    key = public_key_of_seed(_seed("supplier"))
    endpoints = (
        SupplierEndpoint("https://relay.example:443", 3),
        SupplierEndpoint("wss://relay.example", 2, (ConfigOption(1, "30s"),)),
    )
    shares = (ServiceRevenueShare(_address("owner"), 80), ServiceRevenueShare(_address("operator"), 20))
    message = MsgClaimMorseSupplier(
        shannon_owner_address=_address("owner"),
        shannon_operator_address=_address("operator"),
        services=(
            SupplierServiceConfig("eth", endpoints, shares),
            SupplierServiceConfig("pocket", endpoints[:1], shares[:1]),
        ),
        shannon_signing_address=_address("signer"),
        morse_public_key=key,
    )
    return replace(message, morse_node_address=morse_signer_address(message))


def _signed(message: AnyClaim, label: str) -> AnyClaim:
    return replace(message, morse_signature=sign_ed25519(_seed(label), claim_signing_bytes(message)))


def _bytes(message: MorseClaimMessage) -> bytes:
    if isinstance(message, MsgClaimMorseAccount):
        return encode(MSG_CLAIM_MORSE_ACCOUNT, message)
    if isinstance(message, MsgClaimMorseApplication):
        return encode(MSG_CLAIM_MORSE_APPLICATION, message)
    return encode(MSG_CLAIM_MORSE_SUPPLIER, message)


def _case(comment: str, flag: str, message: MorseClaimMessage | bytes) -> Case:
    data = message if isinstance(message, bytes) else _bytes(message)
    return Case("verify_claim_signature", comment, (flag,), {"msg": data})


def cases() -> Iterator[Case]:
    """Yield every case of the suite."""
    yield from _valid_cases()
    yield from _altered_cases()
    yield from _signature_cases()
    yield from _group_cases()
    yield from _key_cases()
    yield from _encoding_cases()


def _valid_cases() -> Iterator[Case]:
    account, application, supplier = _account(), _application(), _supplier()
    yield _case("an account", "Account", _signed(account, "account"))
    yield _case("an application", "Application", _signed(application, "application"))
    serviceless = replace(application, service_config=None)
    yield _case("an application without a service", "Application", _signed(serviceless, "application"))
    empty = replace(application, service_config=ApplicationServiceConfig())
    yield _case("an application with an empty service", "Application", _signed(empty, "application"))
    yield _case("a supplier, by its node's key", "Supplier", _signed(supplier, "supplier"))
    output = replace(supplier, signer_is_output_address=True, morse_public_key=public_key_of_seed(_seed("output")))
    yield _case("a supplier, by its output address's key", "Supplier", _signed(output, "output"))
    lower = replace(supplier, morse_node_address=supplier.morse_node_address.lower())
    yield _case("a supplier whose node address is in lower case", "Supplier", _signed(lower, "supplier"))
    yield _case(
        "a supplier without an operator address",
        "Supplier",
        _signed(replace(supplier, shannon_operator_address=""), "supplier"),
    )
    key = account.morse_public_key
    yield _case(
        "nothing but an account's key", "Minimal", _signed(MsgClaimMorseAccount(morse_public_key=key), "account")
    )
    yield _case(
        "nothing but an application's key",
        "Minimal",
        _signed(MsgClaimMorseApplication(morse_public_key=key), "account"),
    )
    yield _case(
        "nothing but a supplier's key", "Minimal", _signed(MsgClaimMorseSupplier(morse_public_key=key), "account")
    )


def _altered_cases() -> Iterator[Case]:
    other = _address("other")
    account = _signed(_account(), "account")
    yield _case("an account's destination", "FieldAltered", replace(account, shannon_dest_address=other))
    yield _case("an account's Shannon signer", "FieldAltered", replace(account, shannon_signing_address=other))
    application = _signed(_application(), "application")
    service = ApplicationServiceConfig("poly")
    yield _case("an application's service", "FieldAltered", replace(application, service_config=service))
    yield _case("an application's service left out", "FieldAltered", replace(application, service_config=None))
    serviceless = _signed(replace(_application(), service_config=None), "application")
    added = replace(serviceless, service_config=ApplicationServiceConfig())
    yield _case("an empty service added to an application", "FieldAltered", added)
    yield from _altered_supplier_cases()


def _altered_supplier_cases() -> Iterator[Case]:
    other = _address("other")
    supplier = _signed(_supplier(), "supplier")
    yield _case("a supplier's owner", "FieldAltered", replace(supplier, shannon_owner_address=other))
    yield _case("a supplier's operator", "FieldAltered", replace(supplier, shannon_operator_address=other))
    lower = supplier.morse_node_address.lower()
    yield _case("the case of a supplier's node address", "FieldAltered", replace(supplier, morse_node_address=lower))
    yield _case(
        "the order of a supplier's services", "FieldAltered", replace(supplier, services=supplier.services[::-1])
    )
    first = supplier.services[0]
    shares = (replace(first.rev_share[0], rev_share_percentage=79), *first.rev_share[1:])
    services = (replace(first, rev_share=shares), *supplier.services[1:])
    yield _case("a supplier's revenue share", "FieldAltered", replace(supplier, services=services))
    yield _case(
        "a supplier's signer claimed to be its output", "FieldAltered", replace(supplier, signer_is_output_address=True)
    )


def _signature_cases() -> Iterator[Case]:
    account = _signed(_account(), "account")
    signature = account.morse_signature or b""
    for byte in (0, 31, 32, 62):
        altered = signature[:byte] + bytes([signature[byte] ^ 1]) + signature[byte + 1 :]
        yield _case(f"one bit of byte {byte}", "SignatureAltered", replace(account, morse_signature=altered))
    yield _case("no signature", "SignatureLength", replace(account, morse_signature=None))
    yield _case("63 bytes", "SignatureLength", replace(account, morse_signature=signature[:63]))
    yield _case("65 bytes", "SignatureLength", replace(account, morse_signature=signature + b"\x00"))
    text = signature.hex().encode()
    yield _case("the signature as hexadecimal text", "SignatureLength", replace(account, morse_signature=text))
    yield _case("signed by another key", "OtherKey", _signed(_account(), "another"))
    key = public_key_of_seed(_seed("another"))
    yield _case("another key named after signing", "OtherKey", replace(account, morse_public_key=key))
    bare = MsgClaimMorseAccount(morse_public_key=account.morse_public_key)
    application = MsgClaimMorseApplication(morse_public_key=account.morse_public_key)
    signed = _signed(application, "account").morse_signature
    yield _case("the signature of an application's claim", "OtherMessageType", replace(bare, morse_signature=signed))
    unsigned = claim_signing_bytes(account)
    for content, comment in (
        (sha256(unsigned), "the hash of the message"),
        (unsigned.hex().encode(), "the message as hexadecimal text"),
        (claim_signing_bytes(replace(account, morse_public_key=None)), "the message without its public key"),
        (_bytes(replace(account, morse_signature=bytes(64))), "the message with a signature of zeros"),
    ):
        signed = sign_ed25519(_seed("account"), content)
        yield _case(comment, "OtherSigningBytes", replace(account, morse_signature=signed))
    large = int.from_bytes(signature[32:], "little") + GROUP_ORDER
    malleated = signature[:32] + large.to_bytes(32, "little")
    yield _case("S plus the group order", "LargeScalar", replace(account, morse_signature=malleated))
    exactly = NEUTRAL + GROUP_ORDER.to_bytes(32, "little")
    of_neutral = replace(account, morse_public_key=NEUTRAL, morse_signature=exactly)
    yield _case("S is the group order, where 0 would do", "LargeScalar", of_neutral)


def _with_sign(point: bytes) -> bytes:
    return (int.from_bytes(point, "little") | SIGN_BIT).to_bytes(32, "little")


def _group_cases() -> Iterator[Case]:
    account = _account()
    zero = bytes(32)
    for key, name in ((NEUTRAL, "1"), (OF_ORDER_TWO, "2"), (OF_ORDER_FOUR, "4"), (OF_ORDER_EIGHT, "8")):
        message = replace(account, morse_public_key=key, morse_signature=NEUTRAL + zero)
        yield _case(f"a key of order {name}, S = 0", "SmallOrder", message)
    message = replace(account, morse_public_key=NEUTRAL, morse_signature=OF_ORDER_EIGHT + zero)
    yield _case("R of order 8, S = 0", "SmallOrder", message)
    for key, comment in (
        (_with_sign(NEUTRAL), "a key of x = 0 with a sign"),
        ((FIELD_PRIME + 1).to_bytes(32, "little"), "a key with y = p + 1"),
        (FIELD_PRIME.to_bytes(32, "little"), "a key with y = p"),
        (_with_sign((FIELD_PRIME + 1).to_bytes(32, "little")), "a key with y = p + 1 and a sign"),
    ):
        yield _case(comment, "NotCanonicalPoint", replace(account, morse_public_key=key, morse_signature=key + zero))
    off_curve = (2).to_bytes(32, "little")
    yield _case(
        "the key is not a point",
        "NotAPoint",
        replace(account, morse_public_key=off_curve, morse_signature=NEUTRAL + zero),
    )
    yield _case("R is not a point", "NotAPoint", replace(_signed(account, "account"), morse_signature=off_curve + zero))
    one = (1).to_bytes(32, "little")
    wrong = replace(account, morse_public_key=NEUTRAL, morse_signature=NEUTRAL + one)
    yield _case("a key of order 1 and S = 1", "SignatureAltered", wrong)
    yield from _torsion_cases()


def _torsion_cases() -> Iterator[Case]:
    account = _account()
    secret, nonce = (int.from_bytes(stream_bytes(f"morse/{label}", 31), "little") for label in ("secret", "nonce"))
    key, commitment = (
        bindings.crypto_scalarmult_ed25519_base_noclamp(scalar.to_bytes(32, "little")) for scalar in (secret, nonce)
    )
    for name, in_key, in_commitment in (("R", False, True), ("the key", True, False), ("both", True, True)):
        public_key = bindings.crypto_core_ed25519_add(key, OF_ORDER_EIGHT) if in_key else key
        r = bindings.crypto_core_ed25519_add(commitment, OF_ORDER_EIGHT) if in_commitment else commitment
        message = replace(account, morse_public_key=public_key)
        asked = int.from_bytes(sha512(r + public_key + claim_signing_bytes(message)), "little")
        s = ((nonce + asked * secret) % GROUP_ORDER).to_bytes(32, "little")
        yield _case(f"a point of order 8 added to {name}", "TorsionComponent", replace(message, morse_signature=r + s))


def _key_cases() -> Iterator[Case]:
    account = _signed(_account(), "account")
    key = account.morse_public_key or b""
    yield _case("no public key", "PublicKeyLength", replace(account, morse_public_key=None))
    yield _case("31 bytes", "PublicKeyLength", replace(account, morse_public_key=key[:31]))
    yield _case("33 bytes", "PublicKeyLength", replace(account, morse_public_key=key + b"\x00"))
    supplier = replace(_signed(_supplier(), "supplier"), morse_public_key=key + key)
    yield _case("64 bytes, of a supplier", "PublicKeyLength", supplier)
    yield _case("no bytes at all", "PublicKeyLength", b"")


def _encoding_cases() -> Iterator[Case]:
    account = _signed(_account(), "account")
    data = _bytes(account)
    key_field = b"\x2a\x20" + (account.morse_public_key or b"")
    yield _case("the public key first", "EncodedOtherwise", key_field + data.replace(key_field, b""))
    yield _case("the destination twice, the last signed", "EncodedOtherwise", b"\x0a\x01x" + data)
    yield _case("a padded tag", "EncodedOtherwise", b"\x8a\x00" + data[1:])
    yield _case("a padded length", "EncodedOtherwise", data[:1] + bytes([data[1] | 0x80, 0]) + data[2:])
    yield _case("an unknown field", "EncodedOtherwise", data + b"\x7a\x01x")
    yield _case("an unknown group", "EncodedOtherwise", data + b"\x7b\x08\x01\x7c")
    application = _bytes(
        _signed(replace(_application(), service_config=ApplicationServiceConfig("eth")), "application")
    )
    service = b"\x22\x05\x0a\x03eth"
    split = application.replace(service, b"\x22\x05\x0a\x03old" + b"\x22\x05\x0a\x03eth")
    yield _case("an application's service in two parts", "EncodedOtherwise", split)
    yield _case("the destination twice, the first signed", "WrongOccurrenceLast", data + b"\x0a\x01x")
    yield _case("the last byte is missing", "Malformed", data[:-1])
    yield _case("a tag and no value", "Malformed", data + b"\x0a")
    yield _case("field number 0", "Malformed", data + b"\x02\x00")
    yield _case("a tag of 11 bytes", "Malformed", data + b"\x8a" + b"\x80" * 9 + b"\x00\x00")
    yield _case("a length of 2^63", "Malformed", data + b"\x0a" + b"\x80" * 9 + b"\x01")
    yield _case("the end of a group that did not start", "Malformed", data + b"\x7c")
    yield _case("a group that does not end", "Malformed", data + b"\x7b")
    yield _case("wire type 6", "Malformed", data + b"\x7e")
    yield _case("wire type 7", "Malformed", data + b"\x7f")
    yield _case("text", "Malformed", b"claim")
    yield _case("the destination as a number", "WireType", data + b"\x08\x01")
    yield _case("the public key as 32 bits", "WireType", data + b"\x2d" + bytes(4))
    supplier = _bytes(_signed(_supplier(), "supplier"))
    yield _case("a supplier's flag as bytes", "WireType", supplier + b"\x42\x01\x01")
