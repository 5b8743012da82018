"""How much is tested: `make test-thorough` takes every case where `make test` takes one for each flag."""

import os

THOROUGH = bool(os.environ.get("POCKET_SPEC_THOROUGH"))
