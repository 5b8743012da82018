"""What the chain keeps: records, balances, their encoding in the store, and the root over all of it."""
