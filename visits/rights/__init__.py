"""Guests' rights: see, take along, correct, restrict, object, be forgotten, and hear no more."""
