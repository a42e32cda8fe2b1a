"""The headers that keep a page to itself; who may see it is decided elsewhere."""

from __future__ import annotations

from flask import Flask, Response, abort, request

# Pico draws its arrows and ticks from data: images in the style sheet; nothing else may come from a string.
SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
UNUSED = ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics", "display-capture")
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{kind} {source}" for kind, source in SOURCES.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # same-origin and not no-referrer: Flask-WTF compares the referrer of a POST over HTTPS.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR = 365 * 24 * 60 * 60


def init_app(app: Flask) -> None:
    app.before_request(_refuse_unreadable)
    app.after_request(_protect)


def _refuse_unreadable() -> None:
    """The character that no keyboard types and PostgreSQL does not store (400)."""
    words = (*request.values.keys(), *request.values.values(), request.path)
    if any("\0" in word for word in words):
        abort(400)


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        # A shared or stolen phone shows nothing from its cache, also not by the back button.
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    return response


def forget(response: Response) -> Response:
    """At sign-out the browser drops what it kept of us; the cookie itself is ended by whoever signs out."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
