"""Security headers on every answer of a face."""

from flask import Flask, Response

from web.context import face_context

PLAIN = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    # Bootstrap's stylesheet has its icons as data: URLs.
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
# The one policy by which these faces turn an answer into elements (trusted_types.js).
FRAGMENTS = {"trusted-types": "lencana"}
# The portal's worker, which shows what a push service passes on (channels.js), for which an
# iPhone wants the portal on its home screen.
PUSH = {"trusted-types": "lencana", "worker-src": "'self'", "manifest-src": "'self'"}
# The kiosk has a camera, a worker that reads its pictures, and no Bootstrap.
CAMERA = {
    "img-src": "'self'",
    "media-src": "'self' blob:",
    "worker-src": "'self'",
    "manifest-src": "'self'",
}
# The worker that opens the roll of an alarm again while no server answers (roll_call.js).
OFFLINE = {"worker-src": "'self'"}
POLICIES = {
    "kiosk": PLAIN | FRAGMENTS | CAMERA,
    "desk": PLAIN | FRAGMENTS | OFFLINE,
    "hosts": PLAIN | PUSH,
}

FORBIDDEN_FEATURES = (
    "microphone",
    "geolocation",
    "display-capture",
    "payment",
    "usb",
    "serial",
)
OURS = "Lencana-Face"
"""Every answer of a face carries it, with the face's name: what lacks it is from a proxy."""
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it browsers send `Origin: null` on our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR = 365 * 24 * 60 * 60


def set_up(app: Flask) -> None:
    """Add the headers to every answer: pages, errors and static files."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    face = face_context()
    policy = POLICIES.get(face.name, PLAIN)
    response.headers.update(EVERYWHERE)
    response.headers[OURS] = face.name
    rules = "; ".join(f"{directive} {sources}" for directive, sources in policy.items())
    response.headers.setdefault("Content-Security-Policy", rules)
    camera = f"camera=({'self' if face.name == 'kiosk' else ''})"
    response.headers["Permissions-Policy"] = ", ".join(
        [camera, *(f"{feature}=()" for feature in FORBIDDEN_FEATURES)]
    )
    # Browsers ignore this header over http (RFC 6797, 8.1).
    if face.address.scheme == "https":
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
    # Pages show guests' data: none of it may stay in a browser's cache or a proxy's.
    response.headers.setdefault("Cache-Control", "no-store")
    return response
