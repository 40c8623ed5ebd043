"""Backups: whole copies of the database, of the keys under a passphrase, and putting them back."""
