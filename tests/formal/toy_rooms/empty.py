"""A room that registers nothing."""
