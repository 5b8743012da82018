// Command relays times what a relay costs in the network's own Go libraries: reading and verifying a ring signature,
// making one, signing a response, hashing a relay, inserting it into a trie. It prints one JSON object: for every stage
// the least processor seconds of one operation.
package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	"github.com/pokt-network/go-dleq/types"
	"github.com/pokt-network/ring-go"
	"github.com/pokt-network/smt"
	"github.com/pokt-network/smt/kvstore/simplemap"
)

const (
	relayBytes = 700
	weight     = 100
)

// processorSeconds returns what this process has used.
func processorSeconds() float64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

// least returns the least seconds per operation of batches that together use about a given time.
func least(seconds float64, batch int, operate func(int)) float64 {
	best, begin := 0.0, processorSeconds()
	for done := 0; best == 0 || processorSeconds()-begin < seconds; done += batch {
		from := processorSeconds()
		for i := range batch {
			operate(done + i)
		}
		if took := (processorSeconds() - from) / float64(batch); best == 0 || took < best {
			best = took
		}
	}
	return best
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func ringStages(measured map[string]float64, seconds float64, size int) {
	curve := ring.Secp256k1()
	private := curve.NewRandomScalar()
	keys := []types.Point{curve.ScalarBaseMul(private)}
	for len(keys) < size {
		keys = append(keys, curve.ScalarBaseMul(curve.NewRandomScalar()))
	}
	members, err := ring.NewFixedKeyRingFromPublicKeys(curve, keys)
	check(err)
	message := sha256.Sum256([]byte("a relay"))
	signature, err := members.Sign(message, private)
	check(err)
	encoded, err := signature.Serialize()
	check(err)
	measured[fmt.Sprintf("ring verify %d", size)] = least(seconds, 20, func(int) {
		read := new(ring.RingSig)
		check(read.Deserialize(curve, encoded))
		if !read.Verify(message) {
			check(fmt.Errorf("a signature does not verify"))
		}
	})
	measured[fmt.Sprintf("ring sign %d", size)] = least(seconds, 20, func(int) {
		_, err := members.Sign(message, private)
		check(err)
	})
}

func relay(number int) []byte {
	content := make([]byte, relayBytes)
	binary.BigEndian.PutUint64(content, uint64(number))
	return content
}

func main() {
	seconds := flag.Float64("seconds", 0.5, "seconds of a stage")
	flag.Parse()
	measured := map[string]float64{}
	for _, size := range []int{2, 3, 4, 8} {
		ringStages(measured, *seconds, size)
	}
	private, err := secp256k1.GeneratePrivateKey()
	check(err)
	digest := sha256.Sum256([]byte("a response"))
	measured["response sign"] = least(*seconds, 100, func(int) { ecdsa.SignCompact(private, digest[:], false) })
	measured["relay hash"] = least(*seconds, 1000, func(number int) { sha256.Sum256(relay(number)) })
	trie := smt.NewSparseMerkleSumTrie(simplemap.NewSimpleMap(), sha256.New(), smt.WithValueHasher(nil))
	measured["insert and root"] = least(*seconds, 10_000, func(number int) {
		content := relay(number)
		key := sha256.Sum256(content)
		check(trie.Update(key[:], content, weight))
		if number%10_000 == 9_999 {
			trie.Root()
			trie = smt.NewSparseMerkleSumTrie(simplemap.NewSimpleMap(), sha256.New(), smt.WithValueHasher(nil))
		}
	})
	check(json.NewEncoder(os.Stdout).Encode(measured))
}
