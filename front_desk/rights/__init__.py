"""The desk's pages about requests of people who use a right to their own data."""
