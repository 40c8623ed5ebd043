"""Backups: copies of the database, copies of the keys under a passphrase, and the restore."""
