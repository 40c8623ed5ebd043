"""Badges, print jobs, printers and the agents that drive them."""
