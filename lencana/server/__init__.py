"""The server: whole requests in, whole responses out, in a hostile lobby."""
