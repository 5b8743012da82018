"""Applications up to release v0.1.32: what is left when two become one, and when one is active."""

from __future__ import annotations

import deal

from pocket_spec.actors.application.activity import is_unbonding
from pocket_spec.numbers import uint64
from pocket_spec.state.records.application import Application


@deal.pre(lambda source, destination: source >= 0 and destination >= 0)
@deal.ensure(lambda source, destination, result: result % 2 == 0 and result // 2 == destination)
def merged_stake(source: int, destination: int) -> int:
    """Count the destination's stake twice, and the source's not at all: mended in v0.1.33. In uPOKT.

    The coins in the pool do not change: it then holds less, or more, than all stakes.

    Source: poktroll v0.1.32 x/application/keeper/transfer_applications.go (transferApplication)
    """
    return destination + destination


@deal.ensure(lambda application, height, result: result or is_unbonding(application))
def is_active(application: Application, height: int) -> bool:
    """Tell whether an application may ask for service: unless it both unbonds and is about to move, it always may.

    Source: poktroll v0.1.32 x/application/types/application.go (IsActive)
    """
    if not is_unbonding(application) or application.pending_transfer is None:
        return True
    ends = application.unstake_session_end_height, application.pending_transfer.session_end_height
    return uint64(height) <= max(ends)
