"""Mutation of the rules: every rule broken on purpose, in many small ways, and who notices."""
