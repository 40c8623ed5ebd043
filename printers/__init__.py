"""A badge onto paper: layout, ESC/POS, transports, agent, virtual printer.

Runs without database or Flask.
"""
