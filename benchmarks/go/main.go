// Command benchmarks times the Go library github.com/pokt-network/smt on leaves that depend on their index alone,
// and prints one JSON object: seconds per repetition, the root, and the peak of the resident memory.
//
// A leaf is as a RelayMiner inserts it: key = sha256(value), no value hasher. GOMAXPROCS is taken from the
// environment, as always in Go.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/pokt-network/smt"
	"github.com/pokt-network/smt/kvstore/simplemap"
)

const weight = 1000

type leaf struct{ key, value []byte }

type result struct {
	Seconds         []float64 `json:"seconds"`
	CPUSeconds      []float64 `json:"cpu_seconds"`
	Root            string    `json:"root"`
	PeakBytes       int64     `json:"peak_bytes"`
	InputBytes      int64     `json:"input_bytes"`
	Version         string    `json:"version"`
	ProcessorsInUse int       `json:"processors"`
}

// generate returns leaf i as the digest of i (8 bytes, big-endian), repeated up to the size.
func generate(count, size int) []leaf {
	leaves := make([]leaf, count)
	for i := range leaves {
		var index [8]byte
		binary.BigEndian.PutUint64(index[:], uint64(i))
		digest := sha256.Sum256(index[:])
		value := make([]byte, size)
		copy(value, bytes.Repeat(digest[:], size/len(digest)+1))
		key := sha256.Sum256(value)
		leaves[i] = leaf{key[:], value}
	}
	return leaves
}

func build(leaves []leaf) ([]byte, error) {
	trie := smt.NewSparseMerkleSumTrie(simplemap.NewSimpleMap(), sha256.New(), smt.WithValueHasher(nil))
	for _, leaf := range leaves {
		if err := trie.Update(leaf.key, leaf.value, weight); err != nil {
			return nil, err
		}
	}
	return trie.Root(), nil
}

// peakBytes returns the peak of the resident memory; on Linux that since the program was started, without what it was
// forked from.
func peakBytes() int64 {
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		for _, line := range strings.Split(string(status), "\n") {
			var kibibytes int64
			if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kibibytes); n == 1 {
				return kibibytes * 1024
			}
		}
	}
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return usage.Maxrss
	}
	return usage.Maxrss * 1024
}

// cpuSeconds returns what this process has used of all processors.
func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

func main() {
	count := flag.Int("leaves", 10_000, "number of leaves")
	size := flag.Int("value-bytes", 512, "bytes of a leaf's value")
	repeats := flag.Int("repeats", 1, "timed builds")
	useSeconds := flag.Float64("use", 0, "instead: seconds of every operation on a trie that is there")
	batch := flag.Int("batch", 1000, "updates before a root")
	flag.Parse()
	leaves := generate(*count, *size)
	if *useSeconds > 0 {
		measured, err := use(leaves, *useSeconds, *batch)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := json.NewEncoder(os.Stdout).Encode(measured); err != nil {
			os.Exit(1)
		}
		return
	}
	measured := result{Version: runtime.Version(), ProcessorsInUse: runtime.GOMAXPROCS(0), InputBytes: peakBytes()}
	for range *repeats {
		runtime.GC()
		begin, cpuBegin := time.Now(), cpuSeconds()
		root, err := build(leaves)
		measured.Seconds = append(measured.Seconds, time.Since(begin).Seconds())
		measured.CPUSeconds = append(measured.CPUSeconds, cpuSeconds()-cpuBegin)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		measured.Root = hex.EncodeToString(root)
	}
	measured.PeakBytes = peakBytes()
	if err := json.NewEncoder(os.Stdout).Encode(measured); err != nil {
		os.Exit(1)
	}
}
