"""Benchmarks: each figure is a JSON line with its goal and whether it holds."""
