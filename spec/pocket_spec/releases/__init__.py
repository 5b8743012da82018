"""The lineage of protocol releases: each is its parent and what it changes."""
