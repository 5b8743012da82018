"""The SMST on columns, with SHA-256 in vectors: the optional core `[fast]`, on numba and numpy.

`columns` is the trie as arrays, `emit_lanes` and `emit_sha_ni` write the compression function of SHA-256 as LLVM IR,
`sha256` picks one of them, `messages` and `branches` hash with it, `sorting` builds a trie from a batch, `changes`
updates one, `trie` puts them together. Nothing outside of `pocket_reference.smst.cores` imports this package: without
numba it cannot be imported.
"""
