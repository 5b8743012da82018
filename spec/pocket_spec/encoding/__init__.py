"""The bytes on the wire and on chain: protobuf, gob, bech32, varints, hex."""
