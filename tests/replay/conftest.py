"""Captures made by the spec itself, for the tests of replaying."""

import json
from pathlib import Path

import pytest
from amount import THOROUGH

from pocket_conformance.generate.chain import areas
from pocket_conformance.replay.block import Given, replayed
from pocket_conformance.replay.captures import read_captures
from pocket_conformance.replay.scene import PARAMETERS
from pocket_conformance.replay.synthetic import captured
from pocket_spec.releases.v0_1_35 import RULES

RELEASE = "v0.1.35"


def selected(cases):
    """Of every operation one case for each of its flags; all cases where POCKET_SPEC_THOROUGH is set."""
    found, seen = [], set()
    for case in cases:
        flags = {(case.op, flag) for flag in case.flags}
        if THOROUGH or not flags <= seen:
            found.append(case)
            seen |= flags
    return found


def write_pair(directory: Path, block) -> tuple[Path, Path]:
    """Write a block as the FilePlugin does."""
    meta, data = (directory / f"block-{block.height}-{half}" for half in ("meta", "data"))
    meta.write_bytes(block.meta())
    data.write_bytes(block.data())
    return meta, data


def write_answers(directory: Path, block) -> tuple[Path, Path]:
    """Write a block as the RPC answers."""
    first, second = directory / f"block_{block.height}.json", directory / f"results_{block.height}.json"
    first.write_text(json.dumps(block.block_json()))
    second.write_text(json.dumps(block.results_json()))
    return first, second


@pytest.fixture(scope="session")
def all_cases():
    return list(areas.cases())


@pytest.fixture(scope="session")
def cases(all_cases):
    """The cases of one message, of all areas of the state machine."""
    return selected(case for case in all_cases if set(case.input) == {"state", "message"})


@pytest.fixture(scope="session")
def steps(all_cases):
    """The cases of steps that announce something, as blocks without messages."""
    found = selected(case for case in all_cases if set(case.input) == {"state"})
    blocks = [(case, captured(case.input["state"], [], RULES)) for case in found]
    return [(case, block) for case, block in blocks if block.events]


@pytest.fixture
def captures(tmp_path):
    """Capture a message on a state: the files of both forms."""

    def make(state, message, **options):
        block = captured(state, [message], RULES, ends=False, **options)
        return block, write_pair(tmp_path, block), write_answers(tmp_path, block)

    return make


@pytest.fixture
def replay_files():
    """Replay files, with the parameters of a state or the whole of it."""

    def run(files, *, params_of=None, state=None, release=RELEASE):
        params = {} if params_of is None else {name: getattr(params_of, name) for name in PARAMETERS}
        given = Given(state=state, params=params, release=release)
        return [replayed(block, given) for block in read_captures(list(files))]

    return run
