"""The pages of organisation."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("organisation", __name__)
