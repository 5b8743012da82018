"""The sparse Merkle (sum) trie as the reference implementation builds it.

`fold` computes the root of a batch in one pass, `trie` keeps a history of updates and deletes in parallel arrays,
`proofs` reads proofs off it, `verify` checks proofs, `engine` serves all of it to the conformance operations. Nothing
here uses the algorithms of `pocket_spec.smst`: agreement between the two is evidence.
"""
