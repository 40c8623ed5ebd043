"""A badge onto paper: layout, ESC/POS, transports, virtual printer. Runs without database or Flask."""
