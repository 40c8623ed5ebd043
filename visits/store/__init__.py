"""The store: tables that cannot hold undeclared data, and transactions with their own clock."""
