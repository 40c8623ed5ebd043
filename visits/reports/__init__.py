"""Read-only reports for auditors: what is collected, the record of processing, the audit log."""
