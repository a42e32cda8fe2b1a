"""What a form of each address sends when it is filled in well, so that policy alone stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from intranet.engine.definition import Workflow
from intranet.engine.process import Process
from intranet.policy import Actor
from tests.support.things import Thing

BY_KIND = {
    "number": "6", "yes_no": "yes", "time": "18:30", "text": "A few words", "paragraph": "A few words more.",
    "place": "Stord",
}  # fmt: skip

# Whom staff enter a paper for.
EMAIL = "assistant@demo.example"


def body(
    endpoint: str,
    actor: Actor,
    thing: Thing,
    things: Mapping[str, tuple[Thing, ...]],
    processes: Mapping[str, Process],
    today: date,
) -> dict[str, Any]:
    """Fields by name, without the hidden ones of the session. Whoever is named belongs to where the sender works."""
    near = actor.grants[0].nation_path if actor.grants else ""
    somebody = next(one for one in things["person"] if not one.over and one.path.startswith(near))
    elsewhere = next(one for one in things["unit"] if one.state == "district" and one.path.startswith(near))
    leader = next(iter(thing.facts.get("leaders", ())), somebody.values["person_id"])
    day, later = today.isoformat(), (today + timedelta(days=30)).isoformat()
    plain: dict[str, dict[str, Any]] = {
        "auth.choose_language": {"language": "sv"},
        "auth.change_password": {"current_password": "not this one", "password": "x" * 20, "password_again": "x" * 20},
        "people.search": {"q": "Eksempel"},
        "people.new": {"name": "Nina Eksempel", "unit": elsewhere.values["unit_id"]},
        "people.change": {"name": "Another Eksempel"},
        "people.leave": {"left_on": day},
        "people.invite": {"email": "somebody.new@demo.example"},
        "people.give_role": {"role": "volunteer", "unit": elsewhere.values["unit_id"], "starts_on": day},
        "people.end_role": {"ends_on": day},
        "people.note_check": {"seen_on": day, "next_check_on": later},
        "organisation.new_unit": {"name": "Another one"},
        "organisation.change_unit": {"name": "Another name"},
        "organisation.change_limit": {"value": "91"},
        "organisation.locate": {"latitude": "60.1", "longitude": "10.1"},
        "groups.ask": {"person": somebody.values["person_id"]},
        "groups.confirm_reach": {"person": somebody.values["person_id"]},
        "groups.withdraw_reach": {"person": somebody.values["person_id"]},
        "groups.change_leader": {"leader": leader, "version": thing.facts.get("version", 0)},
        "groups.report": {"held_on": day, "led_by": leader, "came": "4", "different_visitors": "4"},
        "groups.change_details": {
            "room": "Another room", "rhythm": "weekly", "weekday": "tue", "start_time": "18:00",
            "version": thing.facts.get("version", 0),
        },
        "welcoming.agree": {
            "shown_version": "2026-1", "shown_language": "nb", "channel": "in_person", "said_yes": "y", "name": "Kim",
        },
        "candidates.take_break": {"pause_from": day, "pause_until": later},
        "gatherings.answer": {"answer": "yes"},
        "gatherings.invite": {"group": "nation"},
        "gatherings.mark": {"day": thing.facts.get("day"), "version": thing.facts.get("version", 0)},
        "certificates.search": {"q": "Eksempel"},
        "certificates.search_person": {"q": "Eksempel"},
        "certificates.enter": {
            "person": somebody.values["person_id"], "number": "NO-1-1", "kind": "club_assistant", "valid_from": day,
        },
        "training.enter": {"kind": "course", "held_on": day, "hours": "5", "reason": "The list is lost."},
        "training.recognise": {"country": "IT", "held_on": day, "hours": "50", "reason": "The office has seen it."},
        "training.enter_signature": {"document": "code_of_conduct", "paper_version": "1", "signed_on": day},
        "training.exempt": {"requirement": "supervisions", "until_on": later, "reason": "Lives far away."},
        "training.sign": {"version": "1"},
        "training.log": {"held_on": day, "part": "observed", "mentor": leader},
        "certificates.recognise": {
            "person": somebody.values["person_id"], "country": "IT", "number": "IT-1", "valid_from": day,
            "valid_to": later, "reason": "Trained there.",
        },
        "certificates.extend": {
            "unit": next((one.values["unit_id"] for one in things["unit"] if one.path == near), ""), "ending_from": day,
            "ending_to": (today + timedelta(days=700)).isoformat(), "months": "3", "reason": "The course fell away.",
        },
        "certificates.enter_import": {"rows": f"person;number;valid_from;valid_to\n{EMAIL};NO-2-2;;\n"},
        "tasks.hand_over": {"person": somebody.values["person_id"]},
        "tasks.snooze": {"until": "tomorrow"},
        "tasks.comment": {"text": "A comment"},
        "cases.comment": {"text": "A comment"},
        "cases.take_back": {"version": thing.facts.get("version", 0), "reason": "A mistake"},
    }  # fmt: skip
    if endpoint == "cases.take":
        workflow = processes[thing.facts["workflow"]].workflow
        fields = workflow.transitions[thing.values["key"]].fields
        return {"version": thing.facts["version"], **answers(workflow, fields, today)}
    if endpoint == "tasks.complete":
        workflow = processes[thing.facts["workflow"]].workflow
        return answers(workflow, workflow.tasks[thing.facts["task"]].fields, today)
    if endpoint == "workflows.start":
        workflow = processes[thing.values["key"]].workflow
        by_hand = (step for step in workflow.transitions.values() if step.begins and not step.by_system)
        begins = next(by_hand, None)
        filled = {} if begins is None else answers(workflow, begins.fields, today)
        return {"unit": elsewhere.values["unit_id"], **filled}
    return plain.get(endpoint, {})


def answers(workflow: Workflow, fields: Any, today: date) -> dict[str, str]:
    given = {}
    for key in fields:
        written = workflow.fields[key]
        if written.kind == "choice":
            given[key] = next(iter(written.answers))
        elif written.kind == "date":
            given[key] = (today + timedelta(days=7)).isoformat()
        elif written.kind in BY_KIND:
            given[key] = BY_KIND[written.kind]
    return given
