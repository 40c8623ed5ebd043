"""Guests' rights: access, export, correction, restriction, objection, erasure and suppression."""
