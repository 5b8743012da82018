// Command go-smt serves the adapter protocol from the Go libraries that Pocket mainnet runs: the sparse Merkle
// tries of github.com/pokt-network/smt and the ring signatures of github.com/pokt-network/ring-go.
package main

import (
	"fmt"
	"os"

	"github.com/pokt-network/smt"

	"pocket-spec/adapters/go-protocol"
	"pocket-spec/adapters/go-smt/ringsig"
)

func main() {
	if err := pinTypeIDs(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	adapter := protocol.Adapter{
		Implementation: "go-smt",
		Version:        "v0.14.1",
		Release:        "v0.1.35",
		Suites: map[string]protocol.Suite{
			"smst": {
				"build":          build,
				"get":            get,
				"prove":          prove,
				"prove_closest":  proveClosest,
				"verify":         verify,
				"verify_closest": verifyClosest,
			},
			"relay": {"verify_ring_signature": ringsig.Verify},
		},
	}
	if err := adapter.Serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// pinTypeIDs encodes a closest proof before anything else. Package gob numbers types in the order in which a process
// first meets them, and these numbers are part of the encoding; a RelayMiner encodes nothing but this type.
func pinTypeIDs() error {
	_, err := new(smt.SparseCompactMerkleClosestProof).Marshal()
	return err
}
