"""Services: registration, ownership, compute units per relay, difficulty."""
