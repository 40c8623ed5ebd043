"""The guest's own page: what is planned, the QR code, and their rights over all that is kept of them."""
