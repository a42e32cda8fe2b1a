"""Making many certificates last longer, for staff and the board: whom it reaches is seen before it is done."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from intranet.certificates import forms, operations
from intranet.certificates.extension import Reached, digest, reached, units
from intranet.certificates.routes import blueprint
from intranet.clock import local_date
from intranet.extensions import db
from intranet.i18n import ngettext
from intranet.organisation.models import Unit
from intranet.problems import NotVisible, Refused
from intranet.web.access import actor, moment, needs, writes


@blueprint.get("/certificates/extension")
@needs(("extend", "certificate"))
def extend_form() -> Any:
    """What the address says is which days and where, never who: the list is made for the reader."""
    if not request.args.get("unit"):
        return _page(forms.Extension(formdata=None, data={"months": 6}))
    form = forms.Extension(formdata=request.args)
    form.offer(_units())
    asked = (form.unit, form.ending_from, form.ending_to, form.months)
    wrong = [field for field in asked if not field.validate(form)]
    return _page(form, None, 422) if wrong else _page(form, _people(form))


@blueprint.post("/certificates/extension")
@needs(("extend", "certificate"))
@writes
def extend() -> Any:
    form = forms.Extension()
    form.offer(_units())
    if not form.validate():
        complete = not any(
            (form.unit.errors, form.ending_from.errors, form.ending_to.errors, form.months.errors)
        )
        return _page(form, _people(form) if complete else None, 422)
    try:
        rows = operations.extend_all(
            db.session(),
            actor(),
            moment(),
            unit_id=uuid.UUID(form.unit.data),
            ending_from=form.ending_from.data,
            ending_to=form.ending_to.data,
            months=form.months.data,
            reason=form.reason.data,
            seen=form.seen.data or "",
        )
    except Refused as refused:
        form.show(refused.refusals)
        return _page(form, None, 422)
    flash(
        ngettext("%(n)s certificate lasts longer.", "%(n)s certificates last longer.", len(rows)), "success"
    )
    return redirect(url_for("certificates.index"), 303)


def _units() -> list[tuple[uuid.UUID, str]]:
    return [(unit.id, unit.name) for unit in units(db.session(), actor())]


def _people(form: forms.Extension) -> list[Reached]:
    unit = db.session().get(Unit, uuid.UUID(form.unit.data))
    if unit is None:
        raise NotVisible
    return reached(
        db.session(),
        actor(),
        local_date(moment()),
        unit=unit,
        ending_from=form.ending_from.data,
        ending_to=form.ending_to.data,
        months=form.months.data,
    )


def _page(form: forms.Extension, people: list[Reached] | None = None, status: int = 200) -> Any:
    form.offer(_units())
    html = render_template(
        "certificates/extend.html",
        form=form,
        people=people,
        seen=digest(people) if people is not None else "",
    )
    return html, status
