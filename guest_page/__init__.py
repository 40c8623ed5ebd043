"""The guest's own page, opened by the link in the mail: what is planned, and the QR code."""
