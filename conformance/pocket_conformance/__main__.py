"""`python -m pocket_conformance` is `pocket-spec`."""

from pocket_conformance.cli import main

main()
