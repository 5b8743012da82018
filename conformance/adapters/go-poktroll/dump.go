package main

import (
	"encoding/json"
	"fmt"
	"os"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"pocket-spec/adapters/go-protocol"
)

// dumping says whether states and refusals are written to standard error too.
var dumping = os.Getenv("POCKET_ADAPTER_DUMP") == "1"

// dump writes every record of the stores that are in the root of a state to standard error, a line of JSON each, if
// it is asked for: to find out where two implementations with different roots differ. A last line says which entries
// of the secondary indexes do not agree with the primary records.
func (node *node) dump(ctx sdk.Context) {
	if !dumping {
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
	orphaned, missing := node.indexDifferences(ctx)
	must(encoder.Encode(map[string]any{"height": ctx.BlockHeight(), "orphaned": orphaned, "missing": missing}))
}

// dumpRefusal writes the text with which the real code refuses something, if it is asked for.
func dumpRefusal(err error) {
	if dumping {
		fmt.Fprintln(os.Stderr, err.Error())
	}
}
