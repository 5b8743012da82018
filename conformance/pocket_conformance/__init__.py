"""What scores an implementation of Pocket Network: vectors, the adapter protocol, the runner and the command line."""
