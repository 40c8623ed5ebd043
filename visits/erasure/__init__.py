"""Erasing guests and members: the purge, early erasure, legal holds, and the clock guard."""
