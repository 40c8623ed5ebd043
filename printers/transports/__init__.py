"""Ways to a device that carry bytes there and back, each without waiting."""
