"""Stand-in rules, so that the engine's tests need no database: each reads its answer out of the context."""

from intranet.engine.rules import Context, Refusal, effect, guard
from intranet.engine.text import Text


@guard(relies_on=("roles",))
def has_district(context: Context) -> Refusal | None:
    if context.unit_id is not None:
        return None
    return Refusal("has_district", Text("The town belongs to no district yet."), mender="staff")


@guard(relies_on=("certificates",), people=("leader",), reads=("first_meeting",))
def certified_assistant_on_site(context: Context) -> Refusal | None:
    if "leader" in context.people:
        return None
    return Refusal(
        "certified_assistant_on_site", Text("Nobody certified has accepted."), mender="coordinator"
    )


@guard(relies_on=("certificates", "assignments"))
def assistant_within_reach(context: Context) -> Refusal | None:
    if context.answers.get("place") != "nowhere":
        return None
    return Refusal("assistant_within_reach", Text("Nobody certified lives within reach."))


@guard()
def association_named(context: Context) -> Refusal | None:
    return None


@guard()
def checks_seen(context: Context) -> Refusal | None:
    return None


@guard()
def start_papers(context: Context) -> Refusal | None:
    return None


@guard(relies_on=("meetings",))
def meeting_was_held(context: Context) -> Refusal | None:
    return None


@guard(relies_on=("meetings",))
def enough_people(context: Context) -> Refusal | None:
    return None


@effect(says="The group stands on the list as planned.")
def plan_group(context: Context) -> None: ...


@effect(says="The assistant is asked to accept this group.")
def ask_assistant(context: Context) -> None: ...


@effect(says="The group is announced on the list.")
def list_group(context: Context) -> None: ...


@effect(says="The group counts as open.")
def open_group(context: Context) -> None: ...


@effect(says="The group rests.")
def rest_group(context: Context) -> None: ...
