module pocket-spec/adapters/go-protocol

go 1.24.3
