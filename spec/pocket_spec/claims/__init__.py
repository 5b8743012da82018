"""Claims and proofs: what a supplier asks for, and how a sample of them is checked."""
