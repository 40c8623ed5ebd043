"""What the tablet can ask, one module for each noun."""
