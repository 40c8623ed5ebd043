"""The web server: it takes whole requests, gives whole responses, and trusts no client."""
