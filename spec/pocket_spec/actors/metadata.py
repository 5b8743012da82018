"""The card with which a service or gateway describes itself."""

from __future__ import annotations

import deal

from pocket_spec.rejections import Reason, Rejected
from pocket_spec.state.records.shared import Metadata

LONGEST_CARD = 256 * 1024
"""Bytes."""


@deal.raises(Rejected)
@deal.ensure(lambda metadata, result: result is None)
def validate_metadata(metadata: Metadata | None) -> None:
    """Refuse a card that is empty or longer than 256 KiB; what it says is nobody's business. No metadata are fine.

    Errors: SHARED_INVALID_SERVICE_METADATA.
    Source: poktroll v0.1.35 x/shared/types/service.go (Metadata.ValidateBasic)
    """
    if metadata is not None and not 0 < len(metadata.card or b"") <= LONGEST_CARD:
        raise Rejected(Reason.SHARED_INVALID_SERVICE_METADATA, f"{len(metadata.card or b'')} bytes")
