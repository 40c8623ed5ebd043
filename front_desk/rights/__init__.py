"""What people ask of their own data before the desk, and what staff do about it."""
