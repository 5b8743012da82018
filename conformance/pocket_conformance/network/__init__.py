"""A network on this machine, for the command line: devnet, miners, relays, and a demonstration of all of them."""
