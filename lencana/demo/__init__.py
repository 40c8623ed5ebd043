"""The demo: a database with invented people, a mailbox in memory, and a printer without paper."""
