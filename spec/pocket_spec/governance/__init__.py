"""Parameters: validation, updates, history."""
