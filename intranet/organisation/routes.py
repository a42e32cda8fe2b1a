"""The pages of the organisation's shape: the tree of units with who holds which role, and towns on no map yet."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from intranet.clock import local_date
from intranet.engine.text import Text
from intranet.extensions import db
from intranet.i18n import gettext as _
from intranet.organisation import forms, operations, policy, queries, tree
from intranet.organisation.models import Town, Unit
from intranet.organisation.regions import REGIONS
from intranet.people.policy import can_see as can_see_person
from intranet.policy import scopes, somewhere
from intranet.problems import Denied, NotVisible, Refused
from intranet.web.access import actor, moment, needs, writes

blueprint = Blueprint("organisation", __name__)

KINDS = {
    "nation": Text("Country"),
    "district": Text("District"),
    "association": Text("Local association"),
}
KIND_WITHIN = {"nation": "district", "district": "association"}


@blueprint.get("/organisation")
@needs(("see", "unit"))
def index() -> Any:
    units = db.session().scalars(policy.visible_to(actor())).all()
    branches = tree.branches(db.session(), units, local_date(moment()))
    return render_template(
        "organisation/index.html",
        branches=branches,
        holdings=tree.holdings(db.session(), [unit.id for unit in units], local_date(moment())),
        kinds=KINDS,
        region_list=lambda unit: ", ".join(REGIONS[code] for code in unit.regions),
        may_open=lambda held: can_see_person(actor(), held.path, held.person_id),
        may_change=lambda unit: policy.can_change(actor(), unit),
        may_set_limits=lambda unit: policy.can_set_limits(actor(), unit),
        may_locate=somewhere(actor(), "locate", "town"),
        kind_within=KIND_WITHIN,
    )


@blueprint.route("/organisation/units/<uuid:unit_id>/new", methods=["GET", "POST"])
@needs(("change", "unit"))
@writes
def new_unit(unit_id: uuid.UUID) -> Any:
    parent = _unit(unit_id)
    kind = KIND_WITHIN.get(parent.kind)
    if kind is None:
        raise NotVisible
    form = forms.UnitName()
    if request.method == "POST" and form.validate():
        try:
            unit = operations.create_unit(
                db.session(), actor(), moment(), parent_id=parent.id, kind=kind, name=form.name.data
            )
        except Refused as refused:
            form.show(refused.refusals)
        else:
            flash(_("%(name)s is added.", name=unit.name), "success")
            return redirect(url_for("organisation.index"), 303)
    status = 422 if request.method == "POST" else 200
    return render_template("organisation/new_unit.html", form=form, parent=parent, kind=kind), status


@blueprint.route("/organisation/units/<uuid:unit_id>/changing", methods=["GET", "POST"])
@needs(("change", "unit"))
@writes
def change_unit(unit_id: uuid.UUID) -> Any:
    unit = _unit(unit_id)
    form = forms.District(name=unit.name, regions=unit.regions)
    form.offer_regions(unit.country)
    if unit.kind != "district":
        del form.regions
    if request.method == "POST" and form.validate():
        try:
            operations.rename_unit(db.session(), actor(), moment(), unit.id, name=form.name.data)
            if unit.kind == "district":
                operations.set_regions(
                    db.session(), actor(), moment(), unit.id, regions=form.regions.data or ()
                )
        except Refused as refused:
            form.show(refused.refusals)
        else:
            flash(_("It is saved."), "success")
            return redirect(url_for("organisation.index"), 303)
    status = 422 if request.method == "POST" else 200
    return render_template("organisation/change_unit.html", form=form, unit=unit), status


@blueprint.get("/organisation/towns")
@needs(("locate", "town"))
def towns() -> Any:
    found = queries.towns_by_hand(db.session(), _countries())
    return render_template("organisation/towns.html", towns=found, region_names=REGIONS)


@blueprint.route("/organisation/towns/<uuid:town_id>", methods=["GET", "POST"])
@needs(("locate", "town"))
@writes
def locate(town_id: uuid.UUID) -> Any:
    town = db.session().get(Town, town_id)
    if town is None or town.country not in _countries() or town.source != "staff":
        raise NotVisible
    form = forms.TownPlace(latitude=town.latitude, longitude=town.longitude, region=town.region)
    form.offer_regions(town.country)
    if request.method == "POST" and form.validate():
        try:
            operations.locate_town(
                db.session(),
                actor(),
                moment(),
                town.id,
                latitude=float(form.latitude.data),
                longitude=float(form.longitude.data),
                region=form.region.data or "",
            )
        except Refused as refused:
            form.show(refused.refusals)
        else:
            flash(_("%(name)s has its place now.", name=town.name), "success")
            return redirect(url_for("organisation.towns"), 303)
    status = 422 if request.method == "POST" else 200
    return render_template("organisation/locate.html", form=form, town=town), status


def _unit(unit_id: uuid.UUID) -> Unit:
    unit = db.session().scalars(policy.visible_to(actor()).where(Unit.id == unit_id)).first()
    if unit is None:
        raise NotVisible
    if not policy.can_change(actor(), unit):
        raise Denied(Text("Staff change how the organisation is built."))
    return unit


def _countries() -> frozenset[str]:
    return queries.countries_of(db.session(), scopes(actor(), "locate", "town"))
