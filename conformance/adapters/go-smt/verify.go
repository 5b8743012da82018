package main

import (
	"errors"
	"runtime"

	"github.com/pokt-network/smt"

	"pocket-spec/adapters/go-protocol"
)

// verify answers smst.verify. The library's "bad proof" is an answer: the proof is not valid.
func verify(input protocol.Value) (protocol.Output, error) {
	input.Record("root", "key", "value", "sum", "count", "proof", "kind", "value_hasher")
	spec, proof := specOf(input), proofOf(input.Field("proof"))
	root, key, value := input.Field("root").Hex(), input.Field("key").Hex(), input.Field("value").NullableHex()
	if input.Field("kind").Text() == plainTrie {
		checkAbsentOrUint64(input.Field("sum"))
		checkAbsentOrUint64(input.Field("count"))
		return verdict(smt.VerifyProof(proof, root, key, value, spec))
	}
	sum, count := input.Field("sum").Uint64(), input.Field("count").Uint64()
	return verdict(smt.VerifySumProof(proof, root, key, value, sum, count, spec))
}

// verifyClosest answers smst.verify_closest as the chain does: decode, expand, verify.
func verifyClosest(input protocol.Value) (protocol.Output, error) {
	input.Record("root", "compact_gob", "kind", "value_hasher")
	spec, root := specOf(input), input.Field("root").Hex()
	compact := new(smt.SparseCompactMerkleClosestProof)
	if err := compact.Unmarshal(input.Field("compact_gob").Hex()); err != nil {
		return nil, protocol.Rejection("SMST_BAD_PROOF")
	}
	proof, err := expand(compact, spec)
	if err != nil {
		return nil, err
	}
	return verdict(smt.VerifyClosestProof(proof, root, spec))
}

// expand undoes the compaction of a proof. The library panics for a few malformed ones; the chain, which expands every
// proof while it handles the message, recovers that and refuses the transaction, as it does for an error.
func expand(
	compact *smt.SparseCompactMerkleClosestProof, spec *smt.TrieSpec,
) (proof *smt.SparseMerkleClosestProof, err error) {
	defer func() {
		if _, broke := recover().(runtime.Error); broke || err != nil {
			err = protocol.Rejection("SMST_BAD_PROOF")
		}
	}()
	return smt.DecompactClosestProof(compact, spec)
}

// verdict writes what the library said of a proof.
func verdict(valid bool, err error) (protocol.Output, error) {
	if err != nil && !errors.Is(err, smt.ErrBadProof) {
		return nil, err
	}
	return protocol.Output{"valid": valid && err == nil}, nil
}

// checkAbsentOrUint64 refuses a sum or count of a plain trie that is not even a number.
func checkAbsentOrUint64(value protocol.Value) {
	if !value.IsNull() {
		value.Uint64()
	}
}

// proofOf reads a membership proof; its byte strings have no spare capacity that the library could write into.
func proofOf(input protocol.Value) *smt.SparseMerkleProof {
	input.Record("side_nodes", "non_membership_leaf_data", "sibling_data")
	var sideNodes [][]byte
	for _, sideNode := range input.Field("side_nodes").List() {
		sideNodes = append(sideNodes, sideNode.Hex())
	}
	return &smt.SparseMerkleProof{
		SideNodes:             sideNodes,
		NonMembershipLeafData: input.Field("non_membership_leaf_data").NullableHex(),
		SiblingData:           input.Field("sibling_data").NullableHex(),
	}
}
