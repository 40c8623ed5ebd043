"""Proof of erasure: no due data can be opened, and no undeclared data is kept."""
