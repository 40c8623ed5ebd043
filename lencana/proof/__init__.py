"""Proof of erasure: every byte the product wrote is read again, and nothing of a forgotten guest is found."""
