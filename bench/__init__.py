"""Benchmarks: each figure is one JSON line with its goal and whether it holds. No test asserts a time."""
