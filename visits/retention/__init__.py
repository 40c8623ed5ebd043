"""How long each kind of data is kept.

The deadline of a visit, and the periods that a site chooses.
"""
