package main

import (
	"fmt"
	"strings"

	"pocket-spec/adapters/go-protocol"
)

// reasons tells which panics of the real code the protocol knows, by a part of their text. On the chain the same
// inputs end a transaction, or are kept away by the validation of parameters.
type reasons map[string]protocol.Rejection

// translating runs real code and turns panics that the protocol knows into rejections; others go on.
func translating(known reasons, run func() error) (err error) {
	defer func() {
		problem := recover()
		if problem == nil {
			return
		}
		reason, found := known.of(fmt.Sprint(problem))
		if !found {
			panic(problem)
		}
		err = reason
	}()
	return run()
}

// of finds the reason of a text.
func (known reasons) of(text string) (protocol.Rejection, bool) {
	for part, reason := range known {
		if strings.Contains(text, part) {
			return reason, true
		}
	}
	return "", false
}

// refusal turns an error of the real code into the reason for it, if the protocol knows it.
func (known reasons) refusal(err error) error {
	if err == nil {
		return nil
	}
	if reason, found := known.of(err.Error()); found {
		return reason
	}
	return err
}
