"""Closed lists about places: which of a site's, or a company's, own words guests read."""

from enum import StrEnum


class PlaceTextKind(StrEnum):
    """What the words are about; each is written in as many languages as somebody likes."""

    ADDRESS = "address"
    """The postal address, in one line; guests are shown it, and a map of it."""
    ARRIVAL_NOTE = "arrival_note"
    """One sentence that guests read beside their new badge, such as where to sit."""
    HOUSE_RULES = "house_rules"
    """What guests accept before they go in; a new text is a new version."""
    ASSEMBLY_POINT = "assembly_point"
    """Where everybody goes in an alarm, in one line."""
    FLOOR = "floor"
    """Where in the building a company is, such as a floor or a unit."""
