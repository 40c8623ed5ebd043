"""Check-ins side by side with pretix and Indico, which are fetched when they are asked for."""
