"""Random states and lives, answered by the rules and by the chain's own keepers side by side."""

from pathlib import Path

import pytest

from pocket_conformance.chain_shapes import BLOCK_OUTCOMES, OUTCOME, STATE, SignedMessageShape, block_outcome, outcome
from pocket_conformance.fuzz.actors import random_state, random_walk
from pocket_conformance.harness import AdapterProcess
from pocket_spec.actors.application.handlers import END_BLOCK_STEPS as APPLICATION_STEPS
from pocket_spec.actors.gateway.handlers import END_BLOCK_STEPS as GATEWAY_STEPS
from pocket_spec.releases.v0_1_35 import RULES

GO_POKTROLL = Path(__file__).resolve().parents[2] / "build" / "adapters" / "go-poktroll"
STEPS = (*APPLICATION_STEPS, *GATEWAY_STEPS)
STATES, WALKS, BLOCKS = 100, 6, 40


@pytest.fixture(scope="module")
def keepers():
    if not GO_POKTROLL.exists():
        pytest.skip("build/adapters/go-poktroll is not there: make adapters builds it where there is Go")
    with AdapterProcess(str(GO_POKTROLL), 60) as process:
        yield process


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.op)
def test_the_keepers_and_the_rules_end_a_block_alike(keepers, step):
    moved = 0
    for seed in range(STATES):
        state = random_state(seed)
        ours = OUTCOME.render(outcome(step.run(state, RULES)))
        assert keepers.call("end_block", step.op, {"state": STATE.render(state)}) == {"output": ours}, seed
        moved += step.run(state, RULES).state != state
    assert moved > STATES // 20


def test_the_keepers_and_the_rules_play_blocks_alike(keepers):
    seen = set()
    for seed in range(WALKS):
        scene = random_walk(seed, BLOCKS)
        blocks = [{"messages": [SignedMessageShape().render(message) for message in b.messages]} for b in scene.blocks]
        ours = BLOCK_OUTCOMES.render({"blocks": [block_outcome(result) for result in scene.results]})
        request = {"state": STATE.render(scene.start), "blocks": blocks}
        assert keepers.call("scenario", "run", request) == {"output": ours}, seed
        seen |= {event.kind.name for result in scene.results for event in result.events}
    assert len(seen) >= 10
