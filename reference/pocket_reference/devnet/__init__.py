"""A network on one machine: a node that produces blocks with the spec's chain, keeps them, and answers over HTTP."""
