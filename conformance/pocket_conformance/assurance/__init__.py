"""How sure we are of what, and why: one table of everything that was checked, read from what the checkers left."""
