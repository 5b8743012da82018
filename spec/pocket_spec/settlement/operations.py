"""The operations of the bank that settlement queued: summed over all claims, then executed."""

from __future__ import annotations

from typing import NamedTuple

import deal

from pocket_spec.rejections import Rejected
from pocket_spec.settlement.events import EVENT_SETTLEMENT_BATCH, EventSettlementBatch
from pocket_spec.settlement.ledger import BURN, MINT, MODULE_TRANSFER, NO_HEADER, PAYMENT, Operation, Outcome
from pocket_spec.state.bank import account_of, burn, mint, module_address, pay_from_module, transfer
from pocket_spec.state.coin import coin_text, upokt
from pocket_spec.state.events import Event, Transition
from pocket_spec.state.state import State

ORDER = (MINT, MODULE_TRANSFER, PAYMENT, BURN)
"""The order in which the kinds of operations are executed."""


class Batch(NamedTuple):
    """An operation and how many it was summed from."""

    operation: Operation
    times: int


@deal.ensure(lambda operation, result: result.endswith(str(operation.reason)))
def sort_key(operation: Operation) -> str:
    """Give the text by which operations of a kind are ordered: the reason's number counts as text, 19 before 3.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims_aggregation.go
    """
    recipient = (operation.recipient,) if operation.kind in {MODULE_TRANSFER, PAYMENT} else ()
    return "|".join((operation.sender, *recipient, str(operation.reason)))


@deal.ensure(
    lambda operations, result: (
        sum(batch.operation.amount for batch in result) == sum(operation.amount for operation in operations)
    )
)
def batches(operations: list[Operation]) -> list[Batch]:
    """Sum the operations of the same kind, parties and reason; kinds in their order, within a kind by `sort_key`.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims_aggregation.go
    """
    sums: dict[tuple[str, str, str, int], tuple[int, int]] = {}
    for operation in operations:
        amount, count = sums.get(operation[:4], (0, 0))
        sums[operation[:4]] = amount + operation.amount, count + 1
    summed = [Batch(Operation(*key, amount), count) for key, (amount, count) in sums.items()]
    return sorted(summed, key=lambda batch: (ORDER.index(batch.operation.kind), sort_key(batch.operation)))


@deal.pre(lambda state, operation: operation.amount >= 0 and operation.kind in ORDER)
@deal.raises(Rejected)
@deal.ensure(lambda state, operation, result: operation.kind in {MINT, BURN} or result.supply == state.supply)
def execute(state: State, operation: Operation) -> State:
    """Have the bank execute one operation.

    Errors: ADDRESS_MALFORMED, BANK_BLOCKED_ADDRESS, BANK_INSUFFICIENT_FUNDS, AMOUNT_OVERFLOW.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (ExecutePendingSettledResults)
    """
    sender = module_address(operation.sender)
    if operation.kind == MINT:
        return mint(state, sender, operation.amount)
    if operation.kind == BURN:
        return burn(state, sender, operation.amount)
    if operation.kind == MODULE_TRANSFER:
        return transfer(state, sender, module_address(operation.recipient), operation.amount)
    return pay_from_module(state, sender, account_of(operation.recipient), operation.amount)


@deal.ensure(lambda outcomes, result: result == 0 or any(outcome.claim for outcome in outcomes))
def first_session_end(outcomes: list[Outcome]) -> int:
    """Give the end of the session of the first settled claim, by which everything summed is announced; 0 for none.

    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (ExecutePendingSettledResults)
    """
    claim = outcomes[0].claim if outcomes else None
    return ((claim.session_header if claim else None) or NO_HEADER).session_end_block_height


@deal.ensure(lambda state, outcomes, result: result.state.height == state.height)
def execute_summed(state: State, outcomes: list[Outcome]) -> Transition:
    """Execute what all outcomes queued, summed, and announce each sum.

    What the bank refuses is outside this specification: such an operation is left out, and the others follow.
    Source: poktroll v0.1.35 x/tokenomics/keeper/settle_pending_claims.go (ExecutePendingSettledResults)
    """
    session_end = first_session_end(outcomes)
    events: list[Event] = []
    for operation, times in batches([operation for outcome in outcomes for operation in outcome.operations]):
        if operation.amount == 0:
            continue
        try:
            state = execute(state, operation)
        except Rejected:
            continue
        announced = EventSettlementBatch(
            session_end_block_height=session_end,
            sender_module=operation.sender,
            recipient=operation.recipient,
            op_reason=operation.reason,
            total_amount=coin_text(upokt(operation.amount)),
            num_claims=times,
            op_type=operation.kind,
        )
        events.append(Event(EVENT_SETTLEMENT_BATCH, announced))
    return Transition(state, tuple(events))
