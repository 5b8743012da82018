module github.com/pokt-network/shannon-sdk

go 1.24.3
