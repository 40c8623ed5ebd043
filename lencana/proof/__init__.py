"""Proof of erasure: nothing opens that is due, and nothing else is kept anywhere."""
