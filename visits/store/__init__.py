"""The store: tables that cannot hold what nobody declared, and transactions that carry their own clock."""
