"""The vault: a guest's own data, sealed, found by digests, and read for a declared purpose only."""
