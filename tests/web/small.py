"""A small application made of the shared parts alone, with the pages that the layouts link to and one of every part."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

from flask import Blueprint, Flask, flash, render_template, request
from flask_login import LoginManager, UserMixin
from jinja2 import FileSystemLoader
from sqlalchemy.exc import OperationalError
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange

from intranet import i18n, resources
from intranet.engine.rules import Link, Refusal
from intranet.engine.text import Text
from intranet.extensions import csrf
from intranet.problems import Denied, NotVisible, Refused, Stale
from intranet.web import assets, errors, filters, htmx, security
from intranet.web.forms import Form, at_most, optional, required

MOMENT = datetime(2026, 6, 3, 16, 30, tzinfo=UTC)
LONG_WORD = "Rusforebyggingskoordineringsmøteprotokollføreropplæringen"


class Reader(UserMixin):
    """Somebody who is signed in; `language` is their own choice."""

    def __init__(self, language: str | None = None) -> None:
        self.language = language

    def get_id(self) -> str:
        return "reader"


class IdeaForm(Form):
    place = StringField("Town", [required(), at_most(40)], description="Where the group would meet.")
    group_kind = RadioField(
        "Kind of group",
        [required()],
        choices=[SelectChoice("club", "Family club"), SelectChoice("peer", "Peer support")],
    )
    why = TextAreaField("Why here?", [required()], description="No names.")
    first_meeting = DateField("First meeting", [required()])
    expected = IntegerField("How many would come?", [required(), NumberRange(1, 100)])
    leader = SelectField(
        "Certified assistant",
        choices=[SelectChoice("", "Choose somebody"), SelectChoice("1", "Kari Example")],
    )
    seen = BooleanField("I have seen the extract")
    minutes = StringField("Minutes", [optional()])


def small_app(**settings: Any) -> Flask:
    app = Flask(__name__, template_folder=str(resources.TEMPLATES), static_folder=str(resources.STATIC))
    app.config.update(
        SECRET_KEY="only for these tests, and long enough",
        DEMO=True,
        CLOCK=lambda: MOMENT,
        MAX_CONTENT_LENGTH=256 * 1024,
        READER=Reader(),
    )
    app.config.update(settings)
    app.jinja_loader = FileSystemLoader([resources.TEMPLATES, Path(__file__).parent])
    LoginManager(app).request_loader(lambda _request: app.config["READER"])
    csrf.init_app(app)
    for part in (i18n, htmx, errors, security, filters, assets):
        part.init_app(app)
    app.register_blueprint(_linked("home", index="/"))
    app.register_blueprint(
        _linked("auth", account="/account", sign_out="/sign-out", choose_language="/language")
    )
    app.register_blueprint(_failing())
    app.add_url_rule("/parts", "parts", parts, methods=["GET", "POST"])
    app.context_processor(_navigation)
    return app


def _linked(name: str, **pages: str) -> Blueprint:
    blueprint = Blueprint(name, name)
    for endpoint, url in pages.items():
        blueprint.add_url_rule(url, endpoint, lambda: "a page", methods=["GET", "POST"])
    return blueprint


def _failing() -> Blueprint:
    blueprint = Blueprint("failing", "failing", url_prefix="/failing")
    failures: dict[str, Exception] = {
        "invisible": NotVisible(),
        "denied": Denied(Text("Only the board decides this.")),
        "stale": Stale(Text("This task is finished already.")),
        "refused": Refused((REFUSALS[0],)),
        "locked": OperationalError("select name from people", {}, Exception("database is locked")),
        "broken": ZeroDivisionError("Kari Example, +47 000 00 000"),
    }

    @blueprint.route("/<kind>", methods=["GET", "POST"])
    def fail(kind: str) -> str:
        raise failures[kind]

    return blueprint


def _navigation() -> dict[str, object]:
    items = (("My tasks", "list-checks", 3), ("New groups", "kanban", None), ("Groups", "users", None))
    return {
        "navigation": [
            Thing(url="/parts", label=label, icon=icon, current=label == "Groups", count=count)
            for label, icon, count in items
        ]
    }


REFUSALS = (
    Refusal(
        "assistant_within_reach",
        Text("No certified assistant lives within 40 km of %(place)s.", {"place": "Bergen"}),
        "staff",
        Link("home.index"),
        (Text("Kari Example, 83 km"),),
    ),
    Refusal("accepted", Text("The assistant has not said yes yet."), "leader"),
)


def parts() -> tuple[str, int]:
    """A page with one of every part; a form that is filled in well says so."""
    form = IdeaForm()
    sent = request.method == "POST"
    good = sent and form.validate()
    if good:
        flash("The idea is registered.", "success")
    values = {"long": LONG_WORD if "long" in request.args else "", "refusals_given": REFUSALS, "Thing": Thing}
    times = {"moment": MOMENT, "past": MOMENT - timedelta(days=4), "day_of_old": date(2003, 4, 1)}
    return render_template("parts.html", form=form, **values, **times), 422 if sent and not good else 200
