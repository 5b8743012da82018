package main

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/pokt-network/smt"
	"github.com/pokt-network/smt/kvstore/simplemap"
)

// used is what is done with a trie once it is there: the least processor seconds of one operation.
type used struct {
	Update float64 `json:"update and root"`
	Prove  float64 `json:"closest proof"`
}

// least returns the least seconds per operation of batches that together use about a given time.
func least(seconds float64, batch int, operate func(int) error) (float64, error) {
	best, begin := 0.0, cpuSeconds()
	for done := 0; best == 0 || cpuSeconds()-begin < seconds; done += batch {
		from := cpuSeconds()
		for i := range batch {
			if err := operate(done + i); err != nil {
				return 0, err
			}
		}
		if took := (cpuSeconds() - from) / float64(batch); best == 0 || took < best {
			best = took
		}
	}
	return best, nil
}

// use times updates of leaves that are there, a root after every batch of them, and closest proofs as they go on chain.
func use(leaves []leaf, seconds float64, batch int) (used, error) {
	spec := smt.NewTrieSpec(sha256.New(), true, smt.WithValueHasher(nil))
	trie := smt.NewSparseMerkleSumTrie(simplemap.NewSimpleMap(), sha256.New(), smt.WithValueHasher(nil))
	for _, leaf := range leaves {
		if err := trie.Update(leaf.key, leaf.value, weight); err != nil {
			return used{}, err
		}
	}
	trie.Root()
	update, err := least(seconds, batch, func(i int) error {
		leaf := leaves[i*7919%len(leaves)]
		err := trie.Update(leaf.key, leaf.value, weight+uint64(i))
		if i%batch == batch-1 {
			trie.Root()
		}
		return err
	})
	if err != nil {
		return used{}, err
	}
	prove, err := least(seconds, 100, func(i int) error {
		var index [8]byte
		binary.BigEndian.PutUint64(index[:], uint64(i))
		path := sha256.Sum256(index[:])
		proof, err := trie.ProveClosest(path[:])
		if err != nil {
			return err
		}
		compact, err := smt.CompactClosestProof(proof, &spec)
		if err != nil {
			return err
		}
		_, err = compact.Marshal()
		return err
	})
	return used{update, prove}, err
}
