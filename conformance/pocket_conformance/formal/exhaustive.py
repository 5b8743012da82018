"""Go through every case of a finite scope."""

from __future__ import annotations

import importlib
from typing import Any

from pocket_spec.theorems import Exhausted


def enumerate_cases(request: dict[str, Any]) -> dict[str, Any]:
    """Check the claim that a request names, or its wrong variant, on every case; stop at the first that breaks it."""
    theorems: tuple[Exhausted, ...] = importlib.import_module(request["module"]).EXHAUSTED
    found = next(t for t in theorems if t.function.__name__ == request["function"])
    count = 0
    for case, holds in (found.canary if request["kind"] == "exhaustive canary" else found.function)():
        count += 1
        if not holds:
            return {"state": "counterexample", "message": case, "paths": count}
        last = case
    if not count:
        return {"state": "vacuous", "message": "there is no case"}
    return {"state": "confirmed", "message": f"{count} cases", "paths": count, "witness": last}
