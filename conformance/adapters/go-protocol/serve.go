package protocol

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// Version is the version of the protocol that this package speaks.
const Version = 1

// Output is what an operation answers: values that are JSON already, made by the functions of this package.
type Output map[string]any

// Operation answers one request.
type Operation func(input Value) (Output, error)

// Suite is the operations of one suite by name.
type Suite map[string]Operation

// Adapter is a named implementation and what it can do, by suite.
type Adapter struct {
	Implementation string
	Version        string
	Release        string
	Suites         map[string]Suite
}

// Rejection says that the protocol refuses an input, for one of the reasons of the closed list.
type Rejection string

// Error returns the reason.
func (reason Rejection) Error() string { return string(reason) }

// Unsupported is returned where an adapter cannot run an operation on an input.
var Unsupported = errors.New("unsupported")

// Serve answers every line of requests with one line on replies until the requests end.
func (adapter *Adapter) Serve(requests io.Reader, replies io.Writer) error {
	reader, writer := bufio.NewReader(requests), bufio.NewWriter(replies)
	for {
		line, err := reader.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if err := writeReply(writer, adapter.answer(line)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// writeReply writes one line and flushes it.
func writeReply(writer *bufio.Writer, reply Output) error {
	encoder := json.NewEncoder(writer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(reply); err != nil {
		return err
	}
	return writer.Flush()
}

// answer answers one line: a hello, a request, or something that is neither.
func (adapter *Adapter) answer(line []byte) (reply Output) {
	var id any
	defer func() {
		if problem := recover(); problem != nil {
			reply = Output{"id": id, "failure": failureText(problem)}
		}
	}()
	if !utf8.Valid(line) {
		panic(BadInput{"line", "not UTF-8"})
	}
	message := Value{path: "line", json: parse(line)}
	if message.has("hello") {
		return adapter.hello(message.Record("hello").Field("hello"))
	}
	id = requestID(message)
	request := message.Record("id", "suite", "op", "input")
	suite, op := request.Field("suite").Text(), request.Field("op").Text()
	operation, known := adapter.Suites[suite][op]
	if !known {
		return Output{"id": id, "unsupported": true}
	}
	input := request.Field("input")
	input.path = "input"
	return runOperation(id, operation, input)
}

// runOperation runs an operation and turns its result into a reply.
func runOperation(id any, operation Operation, input Value) Output {
	output, err := operation(input)
	var reason Rejection
	switch {
	case err == nil:
		return Output{"id": id, "output": output}
	case errors.Is(err, Unsupported):
		return Output{"id": id, "unsupported": true}
	case errors.As(err, &reason):
		return Output{"id": id, "rejection": string(reason)}
	}
	return Output{"id": id, "failure": err.Error()}
}

// hello answers the greeting.
func (adapter *Adapter) hello(greeting Value) Output {
	if greeting.Record("protocol").Field("protocol").Uint64() != Version {
		panic(BadInput{"hello.protocol", fmt.Sprintf("this adapter speaks version %d", Version)})
	}
	return Output{"hello": Output{
		"protocol":       Version,
		"implementation": adapter.Implementation,
		"version":        adapter.Version,
		"release":        adapter.Release,
	}}
}

// requestID returns the id to answer with: a number or a string.
func requestID(message Value) any {
	if !message.has("id") {
		panic(BadInput{"id", "missing"})
	}
	switch id := message.Field("id").json.(type) {
	case json.Number, string:
		return id
	}
	panic(BadInput{"id", "expected a number or a string"})
}

// failureText says what a recovered panic was about: a bad request, or code that broke.
func failureText(problem any) string {
	if bad, ok := problem.(BadInput); ok {
		return bad.Error()
	}
	return fmt.Sprintf("panic: %v", problem)
}
