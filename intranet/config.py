"""Settings from the environment (contract.md), checked once at the start; each problem is one line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any

DEMO_SECRET = "the-demonstration-has-no-secrets"  # noqa: S105 - refused outside the demonstration
LANGUAGES = ("en", "sv", "nb", "da")
# Each in its own words, never translated.
LANGUAGE_NAMES = {"en": "English", "sv": "Svenska", "nb": "Norsk", "da": "Dansk"}


class ConfigError(Exception):
    """The application cannot start like this; the text is the one line to print."""


def _secret(environ: Mapping[str, str], name: str) -> str | None:
    if path := environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigError(f"{name}_FILE: {path} cannot be read ({error.strerror})") from error
    return environ.get(name)


def from_environment(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Flask's settings. Raises ConfigError without a secret, or with the demonstration's."""
    secret = _secret(environ, "INTRANET_SECRET_KEY")
    if not secret or secret == DEMO_SECRET:
        raise ConfigError(
            "INTRANET_SECRET_KEY is not set: give the application a secret of at least 32 characters"
        )
    if len(secret) < 32:
        raise ConfigError("INTRANET_SECRET_KEY is too short: it needs at least 32 characters")
    data = Path(environ.get("INTRANET_DATA", "var")).resolve()
    return settings(
        data=data,
        secret=secret,
        secret_before=_secret(environ, "INTRANET_SECRET_KEY_BEFORE"),
        database_url=_secret(environ, "INTRANET_DATABASE_URL"),
        workflows=environ.get("INTRANET_WORKFLOWS"),
        base_url=environ.get("INTRANET_BASE_URL", "http://127.0.0.1:8000"),
        trusted_proxy=_address(environ, "INTRANET_TRUSTED_PROXY"),
    )


def _address(environ: Mapping[str, str], name: str) -> str | None:
    """One address and no pattern: whoever is trusted says who everybody else is."""
    written = environ.get(name)
    if not written:
        return None
    try:
        return str(ip_address(written))
    except ValueError as error:
        raise ConfigError(f"{name} is the address that the proxy calls from, such as 127.0.0.1") from error


def settings(
    *,
    data: Path,
    secret: str,
    secret_before: str | None = None,
    database_url: str | None = None,
    workflows: str | None = None,
    base_url: str = "http://127.0.0.1:8000",
    demo: bool = False,
    trusted_proxy: str | None = None,
) -> dict[str, Any]:
    """The same settings for an environment, the demonstration and the tests."""
    secure = base_url.startswith("https://")
    return {
        "SECRET_KEY": secret,
        # Whoever is signed in stays so while the secret is changed.
        "SECRET_KEY_FALLBACKS": [secret_before] if secret_before else None,
        "INTRANET_SECRET_KEY_BEFORE": secret_before,
        "SQLALCHEMY_DATABASE_URI": database_url or f"sqlite:///{data / 'intranet.sqlite'}",
        "INTRANET_DATA": data,
        "INTRANET_WORKFLOWS": workflows,
        "BASE_URL": base_url,
        "DEMO": demo,
        "TRUSTED_PROXY": trusted_proxy,
        "SESSION_COOKIE_NAME": "__Host-intranet" if secure else "intranet",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over the evening is not lost; the session bounds it
        "MAX_CONTENT_LENGTH": 256 * 1024,
    }
