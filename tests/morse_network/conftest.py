"""Values printed by the original Go code, which are not part of this repository."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def go_values() -> dict[str, Any]:
    """What pocket-core RC-0.12.0 printed for keys and relays derived from labels."""
    directory = Path(os.environ.get("POCKET_SPEC_FACTS", REPOSITORY.parent / "shared" / "facts"))
    path = directory / "morse_vectors.json"
    if not path.is_file():
        pytest.skip(f"no values of pocket-core at {path}; set POCKET_SPEC_FACTS to their directory")
    values: dict[str, Any] = json.loads(path.read_text())
    return values
