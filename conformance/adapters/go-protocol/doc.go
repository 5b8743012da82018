// Package protocol speaks the adapter protocol of pocket-spec, version 1: one JSON object per line in, one per line
// out, in order. An adapter is a table of operations and a name; Serve does the rest.
//
// An operation reads its input through Value, which refuses unknown and missing fields and values of the wrong
// type, and returns an output, a Rejection, or any other error, which is reported as a failure. A panic, whether of
// the adapter or of the code it drives, is a failure too and does not end the adapter.
package protocol
