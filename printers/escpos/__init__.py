"""The bytes on the wire: what is said to an ESC/POS printer, and what its answers mean."""
