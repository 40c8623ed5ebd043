"""What may hold other bytes inside: each module opens one family of containers."""
