"""Fuzzing: implementations against each other, and decoders against hostile bytes.

`python -m pocket_conformance.fuzz` is the first, `python -m pocket_conformance.fuzz.decoders` the second.
"""
