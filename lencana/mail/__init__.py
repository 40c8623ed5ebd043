"""E-mail: rendered only when it is sent, so that the queue holds no text about a guest."""
