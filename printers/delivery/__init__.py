"""Delivery: a badge's bytes to a printer, and what is known of it afterwards."""
