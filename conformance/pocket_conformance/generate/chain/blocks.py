"""Cases of what every block does whoever is staked: its hash is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from immutables import Map

from pocket_conformance.generate.chain.scene import Scene, scenario
from pocket_conformance.generate.chain.world import step_case
from pocket_conformance.generate.model import Case, Note
from pocket_spec.chain.execution import SignedMessage, default_header_hash
from pocket_spec.rejections import Reason
from pocket_spec.state.state import State

SOURCE = "poktroll v0.1.35 x/session/keeper/keeper.go"
NOTES = {
    "BlockHash": Note("ordinary", "The hash of the block's header is recorded under its height.", SOURCE),
    "BlockHashAgain": Note("boundary", "A record under this height is replaced.", SOURCE),
    "UnknownMessage": Note("ordinary", "A message of no known type is refused.", "cosmos-sdk v0.53.7 baseapp"),
}
STATE = State(height=12, header_hash=bytes(range(32)))


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield step_case("store_block_hash", STATE, "the first hash", "BlockHash")
    earlier = replace(STATE, block_hashes=Map({11: b"\x0b" * 32, 12: b"\x0c" * 32}))
    yield step_case("store_block_hash", earlier, "a hash among others", "BlockHashAgain")


@scenario("BlockHash", "UnknownMessage")
def hashes_of_three_blocks(scene: Scene) -> None:
    """Given no record. When three blocks pass, one of them with a message nobody knows. Then three hashes are kept."""
    scene.given(State())
    scene.block(header_hash=b"\x01" * 32)
    refused = scene.block(SignedMessage("pocket.nobody.MsgNothing", {})).rejections[0]
    assert refused is not None
    assert refused.reason is Reason.TX_MESSAGE_UNKNOWN
    scene.block(header_hash=b"\x03" * 32)
    assert dict(scene.state.block_hashes) == {1: b"\x01" * 32, 2: default_header_hash(2), 3: b"\x03" * 32}
