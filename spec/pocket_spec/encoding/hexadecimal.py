"""Bytes as hexadecimal text."""

from __future__ import annotations

import binascii

import deal

from pocket_spec.rejections import Reason, Rejected


@deal.ensure(lambda data, result: len(result) == 2 * len(data) and result == result.lower())
def hexadecimal(data: bytes) -> str:
    """Write bytes as lower-case hexadecimal, two digits a byte: session ids and everything in the vectors.

    Source: Go's encoding/hex, as used by poktroll v0.1.35 x/session/keeper/session_hydrator.go.
    """
    return data.hex()


@deal.ensure(lambda data, result: len(result) == 2 * len(data) and result == result.upper())
def upper_hexadecimal(data: bytes) -> str:
    """Write bytes as upper-case hexadecimal: Morse addresses, and public key addresses as CometBFT prints them.

    Source: poktroll v0.1.35 pkg/encoding/hex.go; CometBFT v0.38 libs/bytes.
    """
    return data.hex().upper()


@deal.raises(Rejected)
@deal.ensure(lambda text, result: result.hex() == text.lower())
def bytes_of_hexadecimal(text: str) -> bytes:
    """Read an even number of hexadecimal digits of either case.

    Errors: HEX_MALFORMED for an odd length or any other character, blanks included.
    Source: Go's encoding/hex DecodeString.
    """
    try:
        return binascii.unhexlify(text)
    except ValueError as error:
        raise Rejected(Reason.HEX_MALFORMED, str(error)) from None
