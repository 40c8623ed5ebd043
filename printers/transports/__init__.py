"""Transports: non-blocking ways to a printer and back."""
