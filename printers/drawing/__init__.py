"""How a badge looks: what stands where, in dots."""
