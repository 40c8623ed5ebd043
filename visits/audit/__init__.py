"""The audit log: who did what to which visit, and who read what; without personal data."""
