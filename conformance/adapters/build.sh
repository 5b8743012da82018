#!/bin/sh
# Builds the adapters that run the real Go code into build/adapters. Where Go is absent, says so and succeeds.
set -eu
cd "$(dirname "$0")"
target=$(cd ../.. && pwd)/build/adapters
go=$(command -v go || echo /usr/local/go/bin/go)
if [ ! -x "$go" ]; then
	echo "adapters: Go is not installed, skipped"
	exit 0
fi
mkdir -p "$target"
for adapter in ${*:-go-smt go-poktroll}; do
	(cd "$adapter" && "$go" build -p 2 -buildvcs=false -o "$target/$adapter" .)
	echo "adapters: built build/adapters/$adapter"
done
