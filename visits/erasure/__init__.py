"""Forgetting: how long each guest is remembered, who is held longer, and the erasing itself."""
