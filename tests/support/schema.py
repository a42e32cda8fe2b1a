"""An empty database of ours: every table, no row."""

from __future__ import annotations

import importlib
import pkgutil

from sqlalchemy import create_engine

import intranet
from intranet.db import Base, prepare_engine


def build_schema(url: str) -> None:
    import_models()
    engine = create_engine(url)
    prepare_engine(engine)
    Base.metadata.create_all(engine)
    engine.dispose()


def import_models() -> None:
    """Every feature's models, so that the metadata is whole without an application."""
    for feature in pkgutil.iter_modules(intranet.__path__, "intranet."):
        if feature.ispkg and importlib.util.find_spec(f"{feature.name}.models"):
            importlib.import_module(f"{feature.name}.models")
