"""Where members invite guests."""
