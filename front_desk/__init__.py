"""Where staff see arrivals, help, approve and reprint."""
