"""The QR code as a picture."""

from flask import Response, abort

from web import qr

MODULE = 20
"""Dots to a module: as large and sharp on a phone as a kiosk's camera likes it."""


def picture(content: str | None) -> Response:
    """Send the code as a picture, or 404 if there is none."""
    # A code that no kiosk accepts any more would only send its guest there in vain.
    if content is None:
        abort(404)
    return Response(qr.png(content, MODULE), mimetype="image/png")
