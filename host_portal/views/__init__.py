"""What a host can ask, one module for each noun."""
