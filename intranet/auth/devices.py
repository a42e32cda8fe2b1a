"""What kind of device a browser says it runs on, so that people recognise their own sessions; it identifies nobody."""

from __future__ import annotations

BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def device(user_agent: str) -> str:
    """For example "Firefox, Android"; empty when the browser does not say."""
    found = (
        next((name for mark, name in names if mark in user_agent), None) for names in (BROWSERS, SYSTEMS)
    )
    return ", ".join(name for name in found if name)
