"""What the nightly run asserts: of the rules with Hypothesis alone, and with the solver where that is installed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pocket_conformance.walk.symbolic import PROPERTIES, problem_of

REPOSITORY = Path(__file__).resolve().parents[2]
BACKEND = REPOSITORY / "build" / "nightly"
NEEDLES = ("a stake is divided among sessions", "a payment makes no coins")
"""Properties whose canaries are wrong at one value alone, which only a solver finds."""


@pytest.mark.parametrize("tested", PROPERTIES, ids=lambda tested: tested.name)
def test_the_rules_pass_and_wrong_ones_do_not(tested):
    assert problem_of(tested, tested.rule, 50, "hypothesis") == ""
    if tested.name not in NEEDLES:
        assert "Error" in problem_of(tested, tested.canary, 50, "hypothesis")


def test_the_solver_finds_every_canary():
    if not BACKEND.is_dir():
        pytest.skip("build/nightly is not there: make nightly installs it")
    paths = os.pathsep.join([str(BACKEND), *sys.path])
    run = subprocess.run(
        [sys.executable, "-m", "pocket_conformance.walk.symbolic", "--examples", "30", "--json"],
        check=False, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": paths}, timeout=300,
    )  # fmt: skip
    found = {row["name"]: row for row in json.loads(run.stdout)["properties"]}
    assert run.returncode == 0, found
    assert set(found) == {tested.name for tested in PROPERTIES}
    assert "123456789" in found[NEEDLES[0]]["canary"]
    assert "777777" in found[NEEDLES[1]]["canary"]
