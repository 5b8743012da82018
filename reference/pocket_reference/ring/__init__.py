"""Ring signatures, fast: made and verified with few calls into libsecp256k1."""
