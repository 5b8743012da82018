// Package types stands in for the package of the same name of github.com/pokt-network/shannon-sdk, which the module
// proxy does not serve at the version that poktroll requires. Poktroll's packages import it, through the RelayMiner's
// forwarding of HTTP requests, but no operation of the adapter comes near that: whatever is called here panics.
package types

import (
	"net/http"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// absent is what everything here panics with.
const absent = "the shannon-sdk is not part of this adapter"

// Header is one header of a request or response.
type Header struct {
	Key    string
	Values []string
}

// POKTHTTPRequest is a request to forward.
type POKTHTTPRequest struct {
	Method string
	Url    string
	Header map[string]*Header
	BodyBz []byte
}

// CopyToHTTPHeader panics.
func (*POKTHTTPRequest) CopyToHTTPHeader(http.Header) { panic(absent) }

// DeserializeHTTPRequest panics.
func DeserializeHTTPRequest([]byte) (*POKTHTTPRequest, error) { panic(absent) }

// POKTHTTPResponse is a response to pass on.
type POKTHTTPResponse struct {
	StatusCode uint32
	Header     map[string]*Header
	BodyBz     []byte
}

// ProtoReflect panics.
func (*POKTHTTPResponse) ProtoReflect() protoreflect.Message { panic(absent) }
