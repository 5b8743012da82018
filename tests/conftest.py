"""Fixtures and Hypothesis profiles shared by all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import Phase, settings

settings.register_profile("default", deadline=None, derandomize=True)
settings.register_profile("unshrunk", deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("POCKET_SPEC_HYPOTHESIS_PROFILE", "default"))

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def mainnet_directory() -> Path:
    """The directory of captured mainnet data, which is not part of this repository."""
    directory = Path(os.environ.get("POCKET_SPEC_MAINNET", REPOSITORY.parent / "shared" / "mainnet"))
    if not directory.is_dir():
        pytest.skip(f"no captured mainnet data at {directory}; set POCKET_SPEC_MAINNET to its directory")
    return directory
