"""E-mail: rendered at the moment it is sent, and handed to the mail server."""
