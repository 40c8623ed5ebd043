"""Protection of every face.

Headers, origin checks, error pages and an error log without personal data.
"""
