"""The process in which one target is fuzzed: `python -m pocket_conformance.fuzz.instrumented TARGET CORPUS [options]`.

Everything a target uses is imported under instrumentation, so that libFuzzer sees which code an input reaches.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Instrument, write the seeds into the corpus, and hand over to libFuzzer, which ends the process."""
    import atheris  # noqa: PLC0415 - an optional extra

    with atheris.instrument_imports(include=["pocket_spec", "pocket_reference", "pocket_conformance"]):
        from pocket_conformance.fuzz.targets import TARGETS  # noqa: PLC0415

    name, corpus, *options = sys.argv[1:]
    target = next(each for each in TARGETS if each.name == name)
    for index, seed in enumerate(target.seeds()):
        Path(corpus, f"seed-{index}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *options, corpus], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
