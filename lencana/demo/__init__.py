"""The demo: a store of its own with a cast, a mailbox in memory, and a printer without paper."""
