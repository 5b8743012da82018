package main

import (
	"encoding/json"
	"fmt"
	"os"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"pocket-spec/adapters/go-protocol"
)

// dumpVariable is the environment variable that turns the dump on.
const dumpVariable = "POCKET_ADAPTER_DUMP"

// dump writes every record of the stores that are in the root of a state to standard error, a line of JSON each, if
// it is asked for: to find out where two implementations with different roots differ.
func (node *node) dump(ctx sdk.Context) {
	if os.Getenv(dumpVariable) != "1" {
		return
	}
	encoder := json.NewEncoder(os.Stderr)
	encoder.SetEscapeHTML(false)
	for _, name := range storeNames() {
		for _, record := range node.records(ctx, name) {
			must(encoder.Encode(map[string]any{
				"height":  ctx.BlockHeight(),
				"store":   name,
				"key":     protocol.Hex(record.key),
				"text":    fmt.Sprintf("%q", record.key),
				"value":   protocol.Hex(record.value),
				"primary": record.primary,
			}))
		}
	}
}
