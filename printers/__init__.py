"""A badge onto paper: layout, ESC/POS, transports, agent, virtual printer. No database, no web."""
