package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/pokt-network/smt"

	"pocket-spec/adapters/go-protocol"
)

// prove answers smst.prove.
func prove(input protocol.Value) (protocol.Output, error) {
	input.Record("trie", "key")
	built, err := buildTrie(input.Field("trie"))
	if err != nil {
		return nil, err
	}
	proof, err := built.either().Prove(input.Field("key").Hex())
	if err != nil {
		return nil, refusal(err)
	}
	compact, err := smt.CompactProof(proof, built.either().Spec())
	if err != nil {
		return nil, refusal(err)
	}
	return protocol.Output{"proof": proofOutput(proof), "compact": compactOutput(compact)}, nil
}

// proveClosest answers smst.prove_closest.
func proveClosest(input protocol.Value) (protocol.Output, error) {
	input.Record("trie", "path")
	built, err := buildTrie(input.Field("trie"))
	if err != nil {
		return nil, err
	}
	proof, err := walkClosest(built.either(), input.Field("path").Hex())
	if err != nil {
		return nil, refusal(err)
	}
	compact, err := smt.CompactClosestProof(proof, built.either().Spec())
	if err != nil {
		return nil, refusal(err)
	}
	encoded, err := compact.Marshal()
	if err != nil {
		return nil, err
	}
	return protocol.Output{
		"proof":       closestOutput(proof),
		"compact":     compactClosestOutput(compact),
		"compact_gob": protocol.Hex(encoded),
	}, nil
}

// walkClosest asks the library for a closest proof. In tries with deletions its walk can run into an empty subtrie
// and panic; the protocol has a reason for that.
func walkClosest(built proverTrie, path []byte) (proof *smt.SparseMerkleClosestProof, err error) {
	defer func() {
		problem := recover()
		if problem == nil {
			return
		}
		if !isDeadEnd(problem) {
			panic(problem)
		}
		err = protocol.Rejection("SMST_NO_CLOSEST_PROOF")
	}()
	return built.ProveClosest(path)
}

// isDeadEnd recognises the library's panics of a walk that cannot go on: the check of an extension's start, and a
// bit beyond the path.
func isDeadEnd(problem any) bool {
	if failed, ok := problem.(runtime.Error); ok {
		return strings.Contains(failed.Error(), "index out of range")
	}
	return fmt.Sprint(problem) == "depth != extNode.pathStart"
}

// proofOutput writes a membership proof.
func proofOutput(proof *smt.SparseMerkleProof) protocol.Output {
	return protocol.Output{
		"side_nodes":               protocol.HexList(proof.SideNodes),
		"non_membership_leaf_data": protocol.NullableHex(proof.NonMembershipLeafData),
		"sibling_data":             protocol.NullableHex(proof.SiblingData),
	}
}

// compactOutput writes a compact membership proof.
func compactOutput(proof *smt.SparseCompactMerkleProof) protocol.Output {
	return protocol.Output{
		"side_nodes":               protocol.HexList(proof.SideNodes),
		"non_membership_leaf_data": protocol.NullableHex(proof.NonMembershipLeafData),
		"sibling_data":             protocol.NullableHex(proof.SiblingData),
		"bit_mask":                 protocol.Hex(proof.BitMask),
		"num_side_nodes":           proof.NumSideNodes,
	}
}

// closestOutput writes a closest proof.
func closestOutput(proof *smt.SparseMerkleClosestProof) protocol.Output {
	return protocol.Output{
		"path":               protocol.Hex(proof.Path),
		"flipped_bits":       append([]int{}, proof.FlippedBits...),
		"depth":              proof.Depth,
		"closest_path":       protocol.Hex(proof.ClosestPath),
		"closest_value_hash": protocol.NullableHex(proof.ClosestValueHash),
		"closest_proof":      proofOutput(proof.ClosestProof),
	}
}

// compactClosestOutput writes a compact closest proof.
func compactClosestOutput(proof *smt.SparseCompactMerkleClosestProof) protocol.Output {
	return protocol.Output{
		"path":               protocol.Hex(proof.Path),
		"flipped_bits":       protocol.HexList(proof.FlippedBits),
		"depth":              protocol.Hex(proof.Depth),
		"closest_path":       protocol.Hex(proof.ClosestPath),
		"closest_value_hash": protocol.NullableHex(proof.ClosestValueHash),
		"closest_proof":      compactOutput(proof.ClosestProof),
	}
}
