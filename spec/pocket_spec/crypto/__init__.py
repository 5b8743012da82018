"""Hashes and signatures: defined here, computed by libraries."""
