"""Sparse Merkle tries with sums and counts: nodes, tries, proofs, verification.

`types` the plain values; `nodes` digests; `trie` update, delete, get, root; `proofs` membership and exclusion;
`closest` the proof of a random leaf; `compact` the on-chain form; `verify` all of them.
"""
