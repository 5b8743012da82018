"""Random inputs of every arithmetic operation, answered by the spec and by the real Go code, where it is built."""

import importlib
import json
import random
import subprocess
from pathlib import Path

import pytest

from pocket_spec.rejections import Rejected
from pocket_spec.session.parameters import SessionParams

ADAPTER = Path(__file__).resolve().parents[2] / "build" / "adapters" / "go-poktroll"
MODULES = ("difficulty", "random", "session", "claim_price", "distribution")
OPERATIONS = {
    f"{operation.suite}.{operation.op}": operation
    for module in MODULES
    for operation in importlib.import_module(f"pocket_conformance.operations.{module}").OPERATIONS
}
INPUTS_PER_OPERATION = 300
EDGES = [0, 1, 2, 3, 10, 100, 2**32, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**63 + 1, 2**64 - 2, 2**64 - 1]


class Draw:
    """Random values that are often at an edge, from one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def one_of(self, *choices):
        return self.random.choice(choices)

    def uint64(self):
        return self.one_of(
            self.one_of(*EDGES), self.random.randrange(100), self.random.getrandbits(self.one_of(8, 32, 64))
        )

    def int64(self):
        value = self.uint64()
        return value - 2**64 if value >= 2**63 else self.one_of(value, -value)

    def data(self, low, high):
        return self.random.randbytes(self.random.randint(low, high))

    def text(self):
        return self.one_of("", "a", ".", "eth", "\u00e9", "\U0001f600") + "".join(self.random.choices("ab.01", k=3))

    def target(self):
        hard = (2**256 - 1) * self.random.randint(1, 1000) // self.random.randint(1000, 10**7)
        return self.one_of(
            b"\xff" * 32,
            hard.to_bytes(32, "big"),
            self.data(32, 32),
            self.data(0, 40),
            bytes(self.random.randint(0, 33)),
        )

    def amount(self):
        return self.one_of(
            0, 1, self.random.randrange(1000), self.random.randrange(10**12), self.random.getrandbits(200)
        )

    def params(self):
        names = list(SessionParams.__dataclass_fields__)
        params = {name: self.random.randrange(60) for name in names}
        if self.random.random() < 0.5:
            params[self.one_of(*names)] = self.uint64()
        return params

    def root(self):
        digest = self.data(32, 32) if self.random.random() < 0.9 else self.data(0, 80)
        return digest + self.uint64().to_bytes(8, "big") + self.uint64().to_bytes(8, "big")

    def shares(self):
        cuts = sorted(self.random.randint(0, 100) for _ in range(self.random.randint(0, 4)))
        shares = [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
        if self.random.random() < 0.2:
            shares[0] = self.uint64()
        names = [self.text() + str(index * self.one_of(0, 1, 1, 1)) for index in range(len(shares))]
        return [{"address": name, "percentage": share} for name, share in zip(names, shares, strict=True)]


def drawn_input(name, draw):
    """Draw an input of an operation."""
    number, stakes = (
        draw.uint64(),
        {draw.text() + str(index): draw.amount() for index in range(draw.random.randint(0, 6))},
    )
    candidates = [draw.text() for _ in range(draw.random.randint(0, 9))]
    inputs = {
        "difficulty.applicable": lambda: {"relay_hash": draw.data(0, 34), "target_hash": draw.data(0, 34)},
        "difficulty.multiplier": lambda: {"target_hash": draw.target()},
        "difficulty.target_hash": lambda: {
            "previous_target_hash": draw.target(),
            "target_num_relays": number,
            "new_relays_ema": draw.one_of(number, draw.uint64(), draw.uint64(), draw.uint64()),
        },
        "difficulty.ema": lambda: {"previous": number, "current": draw.one_of(number, draw.uint64())},
        "random.seeded_float": lambda: {"seed": draw.data(0, 80)},
        "session.calendar": lambda: {"params": draw.params(), "height": draw.int64()},
        "session.id": lambda: {
            "params": draw.params(),
            "application_address": draw.text(),
            "service_id": draw.text(),
            "block_hash": draw.data(0, 33),
            "height": draw.int64(),
        },
        "session.supplier_weight": lambda: {"session_id_preimage": draw.data(0, 90), "operator_address": draw.text()},
        "session.suppliers": lambda: {
            "session_id_preimage": draw.data(0, 90),
            "operator_addresses": candidates,
            "num_suppliers_per_session": draw.random.randint(0, 12),
        },
        "session.proof_path": lambda: {"block_hash": draw.data(0, 40), "session_id": draw.text()},
        "claim.price": lambda: {
            "root_hash": draw.root(),
            "target_hash": draw.target(),
            "compute_units_to_tokens_multiplier": number,
            "compute_unit_cost_granularity": draw.one_of(1, 10**6, draw.uint64()),
        },
        "distribution.largest_remainder": lambda: {
            "stakes": stakes,
            "total_stake": draw.one_of(sum(stakes.values()), sum(stakes.values()), draw.amount(), -draw.amount()),
            "reward": draw.one_of(draw.amount(), draw.random.randrange(100), -draw.amount()),
        },
        "distribution.revenue_share": lambda: {"shares": draw.shares(), "amount": draw.amount()},
    }
    return inputs[name]()


def spec_answer(operation, wire):
    try:
        return {"output": operation.output.render(operation.run(operation.input.parse(wire, "input")))}
    except Rejected as rejected:
        return {"rejection": str(rejected.reason)}


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_spec_answers_as_the_real_code(name):
    if not ADAPTER.is_file():
        pytest.skip("the Go adapter is not built; `make adapters` builds it")
    operation, draw = OPERATIONS[name], Draw(name)
    wires = [operation.input.render(drawn_input(name, draw)) for _ in range(INPUTS_PER_OPERATION)]
    requests = [{"hello": {"protocol": 1}}] + [
        {"id": index, "suite": operation.suite, "op": operation.op, "input": wire} for index, wire in enumerate(wires)
    ]
    sent = "".join(json.dumps(request) + "\n" for request in requests)
    replies = subprocess.run([ADAPTER], input=sent, capture_output=True, text=True, check=True, timeout=120).stdout
    answers = [json.loads(line) for line in replies.splitlines()[1:]]
    assert len(answers) == len(wires)
    for index, (wire, answer) in enumerate(zip(wires, answers, strict=True)):
        assert answer == {"id": index, **spec_answer(operation, wire)}, wire
