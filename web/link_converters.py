"""Links in addresses: their shapes, so that nothing else reaches the store."""

from werkzeug.routing import BaseConverter

# As `visits.codes.symbols` writes them.
_SYMBOLS = "[0-9a-hjkmnp-tv-z]{26}"


class SharedLinkConverter(BaseConverter):
    """A link that a host may pass on, or an inquiry's."""

    regex = _SYMBOLS


class ProvenLinkConverter(BaseConverter):
    """A link of two parts: what it is about, and what proves whose it is."""

    # Of another shape, so that no page about rights can be asked for by a link to pass on.
    regex = f"{_SYMBOLS}-{_SYMBOLS}"
