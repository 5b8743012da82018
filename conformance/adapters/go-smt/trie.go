package main

import (
	"crypto/sha256"
	"errors"

	"github.com/pokt-network/smt"
	"github.com/pokt-network/smt/kvstore/simplemap"

	"pocket-spec/adapters/go-protocol"
)

// kinds of tries, as the protocol names them.
const (
	sumTrie   = "smst"
	plainTrie = "smt"
)

// proverTrie is what the library's two kinds of tries have in common.
type proverTrie interface {
	Delete(key []byte) error
	Prove(key []byte) (*smt.SparseMerkleProof, error)
	ProveClosest(path []byte) (*smt.SparseMerkleClosestProof, error)
	Spec() *smt.TrieSpec
}

// trie is a trie of the library: exactly one of sum and plain is set.
type trie struct {
	sum   *smt.SMST
	plain *smt.SMT
}

// either returns the trie whatever its kind.
func (built trie) either() proverTrie {
	if built.sum != nil {
		return built.sum
	}
	return built.plain
}

// trieOptions reads the hasher of values. Paths are always hashed with sha256.
func trieOptions(valueHasher protocol.Value) []smt.TrieSpecOption {
	if valueHasher.IsNull() {
		return []smt.TrieSpecOption{smt.WithValueHasher(nil)}
	}
	valueHasher.Choice("sha256")
	return nil
}

// specOf reads which trie a proof is about.
func specOf(input protocol.Value) *smt.TrieSpec {
	kind := input.Field("kind").Choice(sumTrie, plainTrie)
	spec := smt.NewTrieSpec(sha256.New(), kind == sumTrie, trieOptions(input.Field("value_hasher"))...)
	return &spec
}

// buildTrie applies a list of operations to an empty trie.
func buildTrie(input protocol.Value) (trie, error) {
	input.Record("kind", "value_hasher", "operations")
	options := trieOptions(input.Field("value_hasher"))
	built := trie{}
	if input.Field("kind").Choice(sumTrie, plainTrie) == sumTrie {
		built.sum = smt.NewSparseMerkleSumTrie(simplemap.NewSimpleMap(), sha256.New(), options...)
	} else {
		built.plain = smt.NewSparseMerkleTrie(simplemap.NewSimpleMap(), sha256.New(), options...)
	}
	for _, step := range input.Field("operations").List() {
		if err := built.apply(step); err != nil {
			return trie{}, refusal(err)
		}
	}
	return built, nil
}

// apply runs one operation.
func (built trie) apply(step protocol.Value) error {
	name, arguments := step.OneOf("update", "delete")
	if name == "delete" {
		return built.either().Delete(arguments.Record("key").Field("key").Hex())
	}
	if built.sum == nil {
		arguments.Record("key", "value")
		return built.plain.Update(arguments.Field("key").Hex(), arguments.Field("value").NullableHex())
	}
	arguments.Record("key", "value", "weight")
	weight := arguments.Field("weight").Uint64()
	return built.sum.Update(arguments.Field("key").Hex(), arguments.Field("value").NullableHex(), weight)
}

// refusal names the library's errors that the protocol knows.
func refusal(err error) error {
	switch {
	case errors.Is(err, smt.ErrKeyNotFound):
		return protocol.Rejection("SMST_KEY_NOT_FOUND")
	case errors.Is(err, smt.ErrInvalidClosestPath):
		return protocol.Rejection("SMST_INVALID_PATH")
	case errors.Is(err, smt.ErrBadProof):
		return protocol.Rejection("SMST_BAD_PROOF")
	}
	return err
}

// build answers smst.build.
func build(input protocol.Value) (protocol.Output, error) {
	built, err := buildTrie(input.Record("trie").Field("trie"))
	if err != nil {
		return nil, err
	}
	if built.plain != nil {
		return protocol.Output{"root": protocol.Hex(built.plain.Root()), "sum": nil, "count": nil}, nil
	}
	root := built.sum.Root()
	sum, err := root.Sum()
	if err != nil {
		return nil, err
	}
	count, err := root.Count()
	if err != nil {
		return nil, err
	}
	return protocol.Output{
		"root":  protocol.Hex(root),
		"sum":   protocol.Decimal(sum),
		"count": protocol.Decimal(count),
	}, nil
}

// get answers smst.get.
func get(input protocol.Value) (protocol.Output, error) {
	input.Record("trie", "key")
	built, err := buildTrie(input.Field("trie"))
	if err != nil {
		return nil, err
	}
	key := input.Field("key").Hex()
	if built.plain != nil {
		value, err := built.plain.Get(key)
		return protocol.Output{"value": protocol.NullableHex(value), "weight": nil, "count": nil}, err
	}
	value, weight, err := built.sum.Get(key)
	return protocol.Output{"value": protocol.NullableHex(value), "weight": protocol.Decimal(weight)}, err
}
