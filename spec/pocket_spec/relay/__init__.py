"""Relays: their messages, what is signed and hashed of them, and the difficulty of relay mining."""
