"""Morse, the v0 network: sessions, stakes, evidence, rewards, and the claims of its accounts on Shannon."""
