"""Random walks of the state machine: messages of every kind in blocks, all invariants checked after every step."""
