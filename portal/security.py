"""Headers that every response carries, and the size of what is accepted."""

from flask import Flask, Response, request

__all__ = ["CONTENT_SECURITY_POLICY", "secure"]

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# The portal takes no uploads, so a body is only the overhead of a client's mistake.
_LARGEST_BODY = 64 * 1024


def secure(app: Flask, *, base_url: str) -> None:
    """Add the security headers to every answer, with HSTS when the public address is https."""
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    https = base_url.startswith("https:")

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(_HEADERS)
        if https and request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response
