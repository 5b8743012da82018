"""Who may sign the requests of an application: its ring."""

from __future__ import annotations

from collections.abc import Mapping

import deal

PLACEHOLDER_ADDRESS = "6178B12D0711F3A930A6133C39AE3B89E9E79A04"
"""The member that joins an application without gateways. Unlike all others it is written in hexadecimal, which sorts
before bech32."""
PLACEHOLDER_PUBLIC_KEY = bytes.fromhex("021066f293709356a33e9c13017867586baf52513e845bc4335233a15ed1e00baf")
"""The placeholder's public key. Source: poktroll v0.1.35 pkg/crypto/rings/client.go PlaceholderRingPubKey."""


@deal.pre(lambda _: _.session_end_height >= 0)
@deal.ensure(lambda _: len(_.result) >= 2 and _.application_address in _.result)
def ring_addresses(
    application_address: str,
    gateways: tuple[str, ...],
    pending_undelegations: Mapping[int, tuple[str, ...]],
    session_end_height: int,
) -> tuple[str, ...]:
    """List the members of an application's ring at the end of a session, sorted by address.

    They are the application, the gateways it delegates to, and those it undelegated from at the session's end or
    later: an undelegation takes effect when the session ends. An application without gateways is joined by a
    placeholder, as a ring has at least two members. A gateway that was undelegated and delegated again is listed
    twice; a verifier only asks whether a key is in the ring.

    `pending_undelegations` maps the height of an undelegation to the gateways undelegated.

    Source: poktroll v0.1.35 pkg/crypto/rings/client.go getRingPubKeysForAddress, GetRingAddressesAtSessionEndHeight.
    """
    pending = [
        gateway
        for height, undelegated in pending_undelegations.items()
        if height >= session_end_height
        for gateway in undelegated
    ]
    members = gateways + tuple(dict.fromkeys(pending)) or (PLACEHOLDER_ADDRESS,)
    return tuple(sorted((application_address, *members)))
