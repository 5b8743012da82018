"""What a Morse application's stake entitles it to: relays per session, and of these so many per chain and node."""

from __future__ import annotations

import deal

from pocket_spec.morse.decimals import ONE, decimal_number, decimal_quotient, rounded_to_integer
from pocket_spec.numbers import UINT64_MAX, quotient_toward_zero
from pocket_spec.rejections import Reason, Rejected

UPOKT_PER_POKT = 10**6
BASE_RELAYS_UNITS = 100
"""The parameter counts hundredths of a relay per POKT."""


@deal.pre(lambda stake_upokt, base_relays_per_pokt, stability_adjustment: min(stake_upokt, base_relays_per_pokt) >= 0)
@deal.raises(Rejected)
@deal.ensure(lambda stake_upokt, base_relays_per_pokt, stability_adjustment, result: result <= UINT64_MAX)
@deal.ensure(
    lambda stake_upokt, base_relays_per_pokt, stability_adjustment, result: (
        result * 10**8 <= max(stake_upokt * base_relays_per_pokt + stability_adjustment * 10**8, 0)
    )
)
def app_max_relays(stake_upokt: int, base_relays_per_pokt: int, stability_adjustment: int) -> int:
    """Give the relays per session that a stake buys: stake times base rate plus adjustment, decimals dropped, capped.

    The rate is in hundredths of a relay per POKT, the adjustment in relays; the cap is 2^64 - 1. The participation
    rate, a factor that mainnet never turned on, is left out. The number is fixed when the stake is placed or raised,
    and nothing uses it up.
    Errors: `MORSE_DECIMAL_OVERFLOW`.
    Source: pocket-core RC-0.12.0 x/apps/keeper/application.go (CalculateAppRelays)
    """
    scale = BASE_RELAYS_UNITS * UPOKT_PER_POKT
    scaled = stake_upokt * base_relays_per_pokt + stability_adjustment * scale
    decimal_number(stake_upokt * base_relays_per_pokt * (ONE // scale))
    return min(quotient_toward_zero(scaled, scale), UINT64_MAX)


@deal.pre(lambda max_relays, num_chains, session_node_count: num_chains >= 0 and session_node_count >= 0)
@deal.pre(lambda max_relays, num_chains, session_node_count: abs(max_relays) <= 2**255)
@deal.raises(Rejected)
@deal.ensure(
    lambda max_relays, num_chains, session_node_count, result: (
        2 * abs(result * num_chains * session_node_count - max_relays) <= 2 * num_chains * session_node_count
    )
)
def max_possible_relays(max_relays: int, num_chains: int, session_node_count: int) -> int:
    """Give the relays that one node may be paid for, per chain and session: an even share of the application's.

    Divided by the chains, then by the nodes, each with 18 decimals, and rounded to the nearest relay, ties to even: all
    nodes together may exceed the application's number by half a relay each. What one node leaves is no other's.
    Errors: `MORSE_NO_CHAINS`; `MORSE_PARAM_INVALID` for sessions of 0 nodes; the real code panics on both.
    Source: pocket-core RC-0.12.0 x/pocketcore/types/session.go (MaxPossibleRelays)
    """
    if num_chains == 0:
        raise Rejected(Reason.MORSE_NO_CHAINS)
    if session_node_count == 0:
        raise Rejected(Reason.MORSE_PARAM_INVALID, "a session of 0 nodes")
    per_chain = decimal_quotient(max_relays * ONE, num_chains * ONE)
    return rounded_to_integer(decimal_quotient(per_chain, session_node_count * ONE))
