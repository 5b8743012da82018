"""Sessions: when they are, and who serves in them."""
