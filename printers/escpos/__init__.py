"""ESC/POS: the bytes sent to a printer, and what its answers mean."""
