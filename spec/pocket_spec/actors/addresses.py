"""The addresses that messages name."""

from __future__ import annotations

import deal

from pocket_spec.encoding.bech32 import decode_address
from pocket_spec.rejections import Reason, Rejected


@deal.raises(Rejected)
@deal.ensure(lambda text, reason, result: len(result) > 0)
def validate_address(text: str, reason: Reason) -> bytes:
    """Read an account address, which every module refuses with an error of its own.

    Errors: `reason`.
    Source: cosmos-sdk v0.53.7 types/address.go (AccAddressFromBech32)
    """
    try:
        return decode_address(text)
    except Rejected as rejected:
        raise Rejected(reason, rejected.detail) from None
