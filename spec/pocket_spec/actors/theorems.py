"""What is claimed about actors: when they leave, what they serve in between, and that stakes add up."""

from __future__ import annotations

import deal

from pocket_spec.actors.application import activity
from pocket_spec.actors.application.merging import merged_spend_limit, merged_stake
from pocket_spec.actors.heights import unbonding_end
from pocket_spec.actors.supplier.history import ended_config_history, scheduled_configs, updated_config_history
from pocket_spec.actors.supplier.service_configs import is_active, is_active_at
from pocket_spec.numbers import INT64_MAX
from pocket_spec.session.calendar import session_end, settlement_height
from pocket_spec.state.coin import amount_of, upokt
from pocket_spec.state.records.application import Application
from pocket_spec.state.records.shared import Supplier, SupplierServiceConfig
from pocket_spec.theorems import SolverTheorem, Theorem

# Unbonding. The last session ends at `end`.


def sane_period(end: int, sessions: int, blocks: int, more: int) -> tuple[bool, ...]:
    """Take a period of unbonding whose end is a height."""
    return (
        end >= 0, sessions >= 0, blocks >= 1, more >= 0, sessions <= 2**32, more <= 2**32, blocks < 2**24, end < 2**62,
    )  # fmt: skip


def unbonding_lasts_its_sessions(end: int, sessions: int, blocks: int, more: int) -> tuple[bool, ...]:
    """Unbonding ends just so many whole sessions after the last one, and later for a longer period."""
    last = unbonding_end(end, sessions, blocks)
    return (last == end + sessions * blocks, unbonding_end(end, sessions + more, blocks) >= last, last >= end)


def unbonding_lasts_its_sessions_canary(end: int, sessions: int, blocks: int, more: int) -> tuple[bool, ...]:
    """The session in which it begins counts as the first."""
    return (unbonding_end(end, sessions, blocks) - blocks >= end, more >= 0)


def unbonding_ends_with_a_session(anchor: int, blocks: int, before: int, sessions: int) -> tuple[bool, ...]:
    """While the session length stays, unbonding ends with the session that is so many after the last one."""
    last = anchor + before * blocks - 1
    return (unbonding_end(last, sessions, blocks) == anchor + (before + sessions) * blocks - 1,)


def unbonding_ends_with_a_session_canary(anchor: int, blocks: int, before: int, sessions: int) -> tuple[bool, ...]:
    """Unbonding is counted from the start of the next session."""
    return (unbonding_end(anchor + before * blocks, sessions, blocks) == anchor + (before + sessions) * blocks - 1,)


def on_grid(anchor: int, blocks: int, before: int, sessions: int) -> tuple[bool, ...]:
    """Take a grid, the sessions on it up to the last one, and a period of a sane size."""
    return (
        blocks >= 1, blocks < 2**24, anchor >= 1, before >= 1, anchor + before * blocks < 2**60, sessions >= 0,
        sessions < 2**32,
    )  # fmt: skip


def slashing_outlasts_the_claims(
    height: int, anchor: int, blocks: int, sessions: int, to_close: int
) -> tuple[bool, ...]:
    """A stake is held until the claims of the last session are settled, where the period is as long as the windows."""
    end = session_end(height, anchor, blocks)
    return (unbonding_end(end, sessions, blocks) >= settlement_height(end, to_close) - 1,)


def slashing_outlasts_the_claims_canary(
    height: int, anchor: int, blocks: int, sessions: int, to_close: int
) -> tuple[bool, ...]:
    """The period is counted from the height at which the actor asks to leave."""
    end = session_end(height, anchor, blocks)
    return (unbonding_end(height, sessions, blocks) >= settlement_height(end, to_close) - 1,)


def covering(height: int, anchor: int, blocks: int, sessions: int, to_close: int) -> tuple[bool, ...]:
    """Take a period that is at least as long as the windows, which is what governance is held to."""
    return (
        blocks >= 1, blocks < 2**24, anchor >= 1, height >= anchor, height < 2**60, sessions >= 0, sessions < 2**32,
        to_close >= 0, sessions * blocks >= to_close,
    )  # fmt: skip


# What a supplier serves: a configuration is active from a height until the block before another, 0 being none.

LIFE = deal.pre(
    lambda activation, deactivation, height: (
        0 <= activation <= INT64_MAX and 0 <= deactivation <= INT64_MAX and 0 <= height < INT64_MAX
    )
)


@LIFE
@deal.ensure(lambda activation, deactivation, height, result: result)
def what_has_ended_stays_so(activation: int, deactivation: int, height: int) -> bool:
    """A configuration is active in one stretch of blocks: once over, it does not come back."""
    return not (
        height >= activation
        and not is_active(activation, deactivation, height)
        and is_active(activation, deactivation, height + 1)
    )


@LIFE
@deal.ensure(lambda activation, deactivation, height, result: result)
def what_has_ended_stays_so_canary(activation: int, deactivation: int, height: int) -> bool:
    """It is inactive in the very block of its end only."""
    return not (
        height >= activation
        and (height == deactivation or not is_active(activation, 0, height))
        and height + 1 != deactivation
    )


RENEWED = deal.pre(lambda since, renewed, height: 1 <= since < renewed <= INT64_MAX and since <= height <= INT64_MAX)


@RENEWED
@deal.ensure(lambda since, renewed, height, result: result == 1)
def a_renewed_service_is_served_without_gap(since: int, renewed: int, height: int) -> int:
    """Staked again with a service, a supplier has one active configuration of it at every height: first the old one."""
    service = SupplierServiceConfig("a")
    history = scheduled_configs("s", (service,), since)
    updated = updated_config_history(
        Supplier(operator_address="s", service_config_history=history), (service,), renewed
    )
    return sum(1 for update in updated if is_active_at(update, height))


@RENEWED
@deal.ensure(lambda since, renewed, height, result: result == 1)
def a_renewed_service_is_served_without_gap_canary(since: int, renewed: int, height: int) -> int:
    """The old configuration ends with the block in which the new one begins."""
    return int(is_active(since, renewed + 1, height)) + int(is_active(renewed, 0, height))


@RENEWED
@deal.ensure(lambda since, renewed, height, result: result == (1 if height < renewed else 0))
def an_unstaked_supplier_serves_until_its_session_ends(since: int, renewed: int, height: int) -> int:
    """What a supplier serves when it unstakes it serves until the next session begins, and then no more."""
    history = scheduled_configs("s", (SupplierServiceConfig("a"),), since)
    return sum(1 for update in ended_config_history(history, renewed) if is_active_at(update, height))


@RENEWED
@deal.ensure(lambda since, renewed, height, result: result == (1 if height < renewed else 0))
def an_unstaked_supplier_serves_until_its_session_ends_canary(since: int, renewed: int, height: int) -> int:
    """An end that is not set means never."""
    return 1 if is_active(since, 0, height) else 0


# Applications.


@deal.pre(lambda height, end: 1 <= end <= INT64_MAX and 0 <= height <= INT64_MAX)
@deal.ensure(lambda height, end, result: result == (height <= end))
def an_unbonding_application_is_served_until_its_session_ends(height: int, end: int) -> bool:
    """An application that unbonds may ask for service up to the last block of its session."""
    return activity.is_active(Application(unstake_session_end_height=end), height)


@deal.pre(lambda height, end: 1 <= end <= INT64_MAX and 0 <= height <= INT64_MAX)
@deal.ensure(lambda height, end, result: result == (height <= end))
def an_unbonding_application_is_served_until_its_session_ends_canary(height: int, end: int) -> bool:
    """The last block of the session is one too many."""
    return activity.is_active(Application(unstake_session_end_height=end), height + 1)


@deal.pre(lambda one, other, third: one >= 0 and other >= 0 and third >= 0)
@deal.ensure(lambda one, other, third, result: result == one + other + third)
def merging_loses_no_stake(one: int, other: int, third: int) -> int:
    """Applications merged one after the other have all their stakes together, in whatever order."""
    return merged_stake(one, merged_stake(third, other))


@deal.pre(lambda one, other, third: one >= 0 and other >= 0 and third >= 0)
@deal.ensure(lambda one, other, third, result: result == one + other + third)
def merging_loses_no_stake_canary(one: int, other: int, third: int) -> int:
    """The larger stake stays."""
    return max(one, merged_stake(third, other))


def merging_raises_no_spend_limit(one: int, other: int) -> tuple[bool, ...]:
    """Of two spend limits the lower holds, whichever of the applications has it."""
    merged = amount_of(merged_spend_limit(upokt(one), upokt(other)))
    again = amount_of(merged_spend_limit(upokt(other), upokt(one)))
    return (merged <= one, merged <= other, (merged == one) | (merged == other), merged == again)


def merging_raises_no_spend_limit_canary(one: int, other: int) -> tuple[bool, ...]:
    """The destination's limit holds."""
    return (other <= one, amount_of(upokt(other)) == other)


THEOREMS = (
    Theorem(
        function=what_has_ended_stays_so,
        invariants=("SES-1",),
        canary=what_has_ended_stays_so_canary,
        rules=(is_active,),
        scope="heights below 2^63",
    ),
    Theorem(
        function=a_renewed_service_is_served_without_gap,
        invariants=("SES-1",),
        canary=a_renewed_service_is_served_without_gap_canary,
        rules=(scheduled_configs, updated_config_history, is_active_at),
        scope="1 service, heights below 2^63",
    ),
    Theorem(
        function=an_unstaked_supplier_serves_until_its_session_ends,
        invariants=("SES-1",),
        canary=an_unstaked_supplier_serves_until_its_session_ends_canary,
        rules=(scheduled_configs, ended_config_history, is_active_at),
        scope="1 service, heights below 2^63",
    ),
    Theorem(
        function=an_unbonding_application_is_served_until_its_session_ends,
        invariants=("SES-1",),
        canary=an_unbonding_application_is_served_until_its_session_ends_canary,
        rules=(activity.is_active,),
        scope="heights below 2^63",
    ),
    Theorem(
        function=merging_loses_no_stake,
        invariants=("ESC-2",),
        canary=merging_loses_no_stake_canary,
        rules=(merged_stake,),
    ),
)

SOLVED = (
    SolverTheorem(
        function=merging_raises_no_spend_limit,
        invariants=("BUD-1",),
        canary=merging_raises_no_spend_limit_canary,
        given=lambda one, other: (one >= 1, other >= 1),
        rules=(merged_spend_limit,),
        paths=8,
    ),
    SolverTheorem(
        function=unbonding_lasts_its_sessions,
        invariants=("WIN-5",),
        canary=unbonding_lasts_its_sessions_canary,
        given=sane_period,
        rules=(unbonding_end,),
        scope="ends below 2^62, periods to 2^32 sessions of less than 2^24 blocks",
    ),
    SolverTheorem(
        function=unbonding_ends_with_a_session,
        invariants=("WIN-5",),
        canary=unbonding_ends_with_a_session_canary,
        given=on_grid,
        rules=(unbonding_end,),
        scope="heights below 2^60, periods below 2^32 sessions of less than 2^24 blocks",
    ),
    SolverTheorem(
        function=slashing_outlasts_the_claims,
        invariants=("WIN-5",),
        canary=slashing_outlasts_the_claims_canary,
        given=covering,
        rules=(unbonding_end, session_end, settlement_height),
        scope="heights below 2^60, periods below 2^32 sessions of less than 2^24 blocks",
    ),
)
