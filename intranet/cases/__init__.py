"""Running cases of any workflow. At the start every definition is loaded and proven; each session gets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flask import Flask, appcontext_pushed

from intranet import resources
from intranet.cases import runtime
from intranet.config import LANGUAGES
from intranet.engine.loader import load
from intranet.engine.process import Process, Settings
from intranet.extensions import db
from intranet.facts import KINDS
from intranet.organisation.settings import SPANS
from intranet.policy import ROLES
from intranet.privacy.keystore import KeyStore
from intranet.translations import catalogue
from intranet.web.words import ROLES_IN_A_SENTENCE

SUBJECTS = frozenset({"enquiry", "gathering", "group", "membership", "participant", "person"})
RECORDS = frozenset({"association", "group"})
# What a field of kind document may name: papers that exist elsewhere and are referred to.
DOCUMENTS = frozenset(
    {"agreement", "code_of_conduct", "confidentiality_promise", "minutes", "start_form", "statutes"}
)


def settings(translated: Callable[[str | None, str, str], bool] | None = catalogue.has) -> Settings:
    """What the definitions are read and proven with; without `translated` nobody asks for words in every language."""
    return Settings(
        roles=frozenset(ROLES),
        subjects=SUBJECTS,
        records=RECORDS,
        documents=DOCUMENTS,
        facts=KINDS,
        spans=SPANS,
        languages=LANGUAGES,
        translated=translated,
        role_labels=ROLES_IN_A_SENTENCE,
    )


def load_processes(folder: str | None) -> Mapping[str, Process]:
    """The processes of a folder, or the shipped ones. Raises DefinitionError with file, line and hint."""
    return load(Path(folder), settings()) if folder else _shipped()


@cache
def _shipped() -> Mapping[str, Process]:
    """They come with the code, and as it they stay what they are while it runs."""
    return MappingProxyType(load(resources.WORKFLOWS, settings()))


def init_app(app: Flask) -> None:
    processes = load_processes(app.config["INTRANET_WORKFLOWS"])
    keys = KeyStore(
        app.config["INTRANET_DATA"] / "keys",
        app.config["SECRET_KEY"],
        app.config.get("INTRANET_SECRET_KEY_BEFORE"),
    )
    app.extensions["keys"] = keys
    app.extensions["processes"] = processes

    @appcontext_pushed.connect_via(app)
    def equip(_sender: Flask, **_: Any) -> None:
        runtime.equip(db.session(), processes, keys)

    from intranet.cases.routes import about
    from intranet.cases.routes.cases import blueprint as cases
    from intranet.cases.routes.enquiries import blueprint as callers
    from intranet.cases.routes.tasks import blueprint as tasks
    from intranet.cases.routes.workflows import blueprint as workflows

    for blueprint in (cases, callers, tasks, workflows):
        app.register_blueprint(blueprint)
    about.init_app(app)
