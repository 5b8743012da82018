"""The reference implementation: what runs fast, independent of the algorithms of the spec."""
