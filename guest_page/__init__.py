"""The guest's own page: what is planned, the QR code, and rights over all that is kept of them."""
