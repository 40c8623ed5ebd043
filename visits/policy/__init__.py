"""What may be kept about a guest, for which purpose and how long: the policy as data."""
