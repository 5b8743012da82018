"""Rooms made for the tests of the driver: one that is sound, and one per way in which a check can be empty."""
