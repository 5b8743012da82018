"""Changed proofs, answered by the rules and by the chain's own proof keeper side by side."""

from pathlib import Path

import pytest

from pocket_conformance.generate import claim_proof as made
from pocket_conformance.generate.deterministic import stream_int
from pocket_conformance.harness import AdapterProcess
from pocket_conformance.implementations import implementation
from pocket_spec.rejections import Reason

GO_POKTROLL = Path(__file__).resolve().parents[2] / "build" / "adapters" / "go-poktroll"
ROUNDS = 600
FIELDS = ("msg_submit_proof",) * 5 + ("claim", "target_hash", "supplier_public_key")


def changed(data, label):
    """Change a byte, take one out, put one in, or cut the rest off."""
    at = stream_int(f"{label}/at", 0, max(len(data) - 1, 0))
    match stream_int(f"{label}/how", 0, 5):
        case 0:
            return data[:at] + data[at + 1 :]
        case 1:
            return data[:at] + bytes([stream_int(f"{label}/byte", 0, 255)]) + data[at:]
        case 2:
            return data[:at]
        case _:
            return (
                data[:at] + bytes([data[at] ^ stream_int(f"{label}/mask", 1, 255)]) + data[at + 1 :] if data else b"\0"
            )


def broken_below_the_root(ours, theirs):
    """Tell whether the library broke on a proof that does not lead to the root, where we only say that."""
    return ours.get("rejection") == Reason.PROOF_ROOT_MISMATCH and str(theirs.get("failure", "")).startswith("panic:")


def test_the_keeper_and_the_rules_answer_changed_proofs_alike():
    if not GO_POKTROLL.exists():
        pytest.skip("build/adapters/go-poktroll is not there: make adapters builds it where there is Go")
    spec = implementation("spec")
    shape = spec.operations["claim", "verify_onchain_proof"].input
    inputs = [case.input for case in made.cases()]
    answers = set()
    with AdapterProcess(str(GO_POKTROLL), 60) as keeper:
        for number in range(ROUNDS):
            label = f"changed proof {number}"
            values = inputs[number % len(inputs)]
            field = FIELDS[stream_int(f"{label}/field", 0, len(FIELDS) - 1)]
            request = shape.render({**values, field: changed(values[field], label)})
            ours = spec.call("claim", "verify_onchain_proof", request)
            theirs = keeper.call("claim", "verify_onchain_proof", request)
            assert ours == theirs or broken_below_the_root(ours, theirs), (number, field)
            answers.add(ours.get("rejection", "valid"))
    assert len(answers) > 12
