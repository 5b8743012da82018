"""Which Morse accounts governance may recover."""

from __future__ import annotations

import base64

import deal

from pocket_spec.migration.recoverable_addresses import ADDRESSES, OTHERS

ADDRESS_LENGTH = 20

_LISTED = base64.b64decode(ADDRESSES)
RECOVERABLE = frozenset(OTHERS) | frozenset(
    _LISTED[start : start + ADDRESS_LENGTH].hex().upper() for start in range(0, len(_LISTED), ADDRESS_LENGTH)
)
"""The listed accounts, in upper case. Source: poktroll v0.1.35 x/migration/recovery/recovery_allowlist.go."""


@deal.post(lambda result: isinstance(result, str))
def normal_morse_address(text: str) -> str:
    """Write a Morse address, or the name of a Morse module, in upper case.

    A letter whose upper case is more than one letter stays as it is.
    Source: poktroll v0.1.35 pkg/encoding/hex.go (NormalizeMorseAddress)
    """
    return "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in text)


@deal.ensure(lambda address, result: not result or address == normal_morse_address(address))
def is_recoverable(address: str) -> bool:
    """Tell whether governance may recover a Morse account; v0.1.30 listed three in lower case, in vain.

    Source: poktroll v0.1.35 x/migration/recovery/recovery_allowlist.go (IsMorseAddressRecoverable)
    """
    return address in RECOVERABLE
