"""Our conversations in the form of the Flow Interoperability Specification, 1.0.0-rc1 (`standards.md` §8)."""
