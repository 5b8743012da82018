"""The chain as a state machine: messages, blocks, genesis."""
