"""A job's way to a device, and what is known of it afterwards."""
