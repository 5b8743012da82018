module github.com/pokt-network/shannon-sdk

go 1.24.3

require google.golang.org/protobuf v1.36.11
